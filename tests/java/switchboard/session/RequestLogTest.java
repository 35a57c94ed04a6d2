package switchboard.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.session.RequestLog.Entry;

class RequestLogTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123Z");
  private static final String UUID_TEXT = "0f0e0d0c-0b0a-4908-8706-050403020100";
  private static final String DIGEST = "00112233445566778899aabbccddeeff";
  private static final List<Entry> ODD =
      List.of(
          entry(UUID_TEXT, DIGEST, 1),
          entry(UUID_TEXT.toUpperCase(), "00FF", 2),
          entry(UUID_TEXT.replace('-', '+'), "0", 3),
          entry("f-e-d-c-b", "", 7),
          entry("", "d", 8),
          entry("Grüße 🛵", "Grüße 🛵", Long.MAX_VALUE),
          entry("x".repeat(5_000), "ab".repeat(300), Long.MIN_VALUE),
          new Entry(new RequestMark("long ago", "00"), 0, Instant.EPOCH.minusMillis(1)),
          new Entry(new RequestMark("far away", "00"), 9, Instant.parse("9999-12-31T23:59:59Z")));

  /** The same as plainly as it can be said. */
  private record Model(List<Entry> entries) {
    Model with(Entry entry) {
      var longer = new ArrayList<>(entries);
      longer.add(entry);
      while (longer.size() > RequestLog.MAX_REQUESTS
          || longer.size() > 1 && isOld(longer.getFirst(), entry.time())) {
        longer.removeFirst();
      }
      return new Model(longer);
    }

    Optional<Entry> find(String id, Instant now) {
      return entries.reversed().stream()
          .filter(entry -> entry.mark().id().equals(id))
          .findFirst()
          .filter(entry -> !isOld(entry, now));
    }

    private static boolean isOld(Entry entry, Instant now) {
      return Duration.between(entry.time(), now).compareTo(Duration.ofHours(24)) > 0;
    }
  }

  private static Entry entry(String id, String digest, long sequence) {
    return new Entry(new RequestMark(id, digest), sequence, NOW.plusMillis(sequence % 1_000));
  }

  private static Entry numbered(int number) {
    return entry(new UUID(7, number).toString(), DIGEST, number);
  }

  private static RequestLog filled(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(RequestLogTest::numbered)
        .reduce(RequestLog.EMPTY, RequestLog::with, (_, last) -> last);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void itDoesWhatAPlainListWouldDo(long seed) {
    var random = new Random(seed);
    // ids that come again and again, or hardly ever
    int ids = seed % 2 == 0 ? 40 : 4_000;
    // of a day in a few steps, or in more than are remembered
    int step = seed % 3 == 0 ? 3_000_000 : 60_000;
    var model = new Model(List.of());
    var log = RequestLog.EMPTY;
    var time = NOW;
    for (int i = 1; i <= 3_000; i++) {
      // clocks of nodes differ, so time may go back a little
      time = time.plusMillis(random.nextInt(-200, step));
      var entry = new Entry(new RequestMark(id(random, ids), digest(random)), 3L * i, time);
      model = model.with(entry);
      log = log.with(entry);
      var sought = id(random, ids);
      var now = time.plusMillis(random.nextInt(90_000_000));
      assertThat(log.find(sought, now)).isEqualTo(model.find(sought, now));
      if (i % 97 == 0) {
        assertThat(log.entries()).isEqualTo(model.entries());
        assertThat(log).isEqualTo(RequestLog.of(model.entries()));
        log = RequestLog.fromBytes(log.toBytes());
      }
    }
  }

  private static String id(Random random, int ids) {
    int number = random.nextInt(ids);
    return switch (number % 4) {
      case 0 -> "request-" + number;
      case 1 -> new UUID(number, ~number).toString().toUpperCase();
      default -> new UUID(~number, number).toString();
    };
  }

  private static String digest(Random random) {
    return random.nextInt(8) == 0 ? "" : "%032x".formatted(random.nextInt(Integer.MAX_VALUE));
  }

  @Test
  void idsAndDigestsOfEveryKindComeOutAsTheyWentIn() {
    var log = ODD.stream().reduce(RequestLog.EMPTY, RequestLog::with, (_, last) -> last);
    for (var read :
        List.of(RequestLog.of(ODD), RequestLog.fromBytes(RequestLog.of(ODD).toBytes()))) {
      assertThat(read.entries()).isEqualTo(ODD);
      for (var entry : ODD) {
        assertThat(read.find(entry.mark().id(), entry.time())).contains(entry);
      }
    }
    assertThat(log.entries()).containsExactly(ODD.getLast());
    assertThat(log.find("far", NOW)).isEmpty();
    assertThat(log.find("far away!", NOW)).isEmpty();
  }

  @Test
  void whatIsMeasuredToLessThanAMillisecondIsCut() {
    var entry = new Entry(new RequestMark("r", "00"), 1, NOW.plusNanos(999_999));
    assertThat(RequestLog.EMPTY.with(entry).find("r", NOW))
        .contains(new Entry(entry.mark(), 1, NOW));
  }

  @Test
  void aRequestIsRememberedForExactlyADay() {
    var log = RequestLog.of(List.of(numbered(0)));
    var last = NOW.plus(RequestLog.MAX_AGE);
    var id = numbered(0).mark().id();
    assertThat(log.find(id, last)).isPresent();
    assertThat(log.find(id, last.plusNanos(1))).isEmpty();
    var mark = new RequestMark("next", "00");
    assertThat(log.with(new Entry(mark, 9, last)).entries()).hasSize(2);
    assertThat(log.with(new Entry(mark, 9, last.plusMillis(1))).entries()).hasSize(1);
  }

  @Test
  void theOldestIsForgottenForTheThousandAndFirst() {
    var full = filled(RequestLog.MAX_REQUESTS);
    assertThat(full.find(numbered(1).mark().id(), NOW)).contains(numbered(1));
    var next = full.with(numbered(1_001));
    assertThat(next.entries()).hasSize(1_000).startsWith(numbered(2)).endsWith(numbered(1_001));
    assertThat(next.find(numbered(1).mark().id(), NOW)).isEmpty();
    assertThat(full.entries()).startsWith(numbered(1)).endsWith(numbered(1_000));
  }

  @Test
  void theLatestOfAnIdIsFoundEvenWhereAnOlderOneWouldNotBeTooOld() {
    var early = new Entry(new RequestMark("r", "00"), 1, NOW);
    var late = new Entry(new RequestMark("r", "01"), 2, NOW.minusMillis(1));
    var log = RequestLog.of(List.of(early, late));
    assertThat(log.find("r", NOW)).contains(late);
    assertThat(log.find("r", NOW.plus(RequestLog.MAX_AGE))).isEmpty();
  }

  @Test
  void logsAreEqualByWhatTheyRememberHoweverTheyCameToIt() {
    var grown = filled(1_037);
    var made = RequestLog.of(grown.entries());
    assertThat(grown.toBytes()).isNotEqualTo(made.toBytes());
    assertThat(grown).isEqualTo(made).hasSameHashCodeAs(made).hasToString(made.toString());
    assertThat(grown).isNotEqualTo(made.with(numbered(1_038))).isNotEqualTo("a log");
    assertThat(RequestLog.of(List.of())).isEqualTo(RequestLog.EMPTY);
  }

  @Test
  void aRequestOfAClientTakesFortyBytes() {
    assertThat(filled(1_000).toBytes()).hasSizeLessThan(40_000);
  }

  @Test
  void bytesAreReadAsWhatTheyWereMadeOf() {
    for (int count : new int[] {0, 1, 31, 32, 33, 64, 1_000, 1_013}) {
      var log = filled(count);
      assertThat(RequestLog.fromBytes(log.toBytes())).isEqualTo(log);
    }
    assertThat(RequestLog.EMPTY.toBytes()).isEmpty();
  }

  @Test
  void bytesThatAreCutShortOrTooManyAreRefused() {
    var bytes = filled(70).toBytes();
    for (int length = 1; length < bytes.length; length++) {
      assertDamaged(Arrays.copyOf(bytes, length));
    }
    assertDamaged(Arrays.copyOf(bytes, bytes.length + 1));
  }

  @Test
  void bytesThatNothingWritesAreRefused() {
    // a block of 33, one of -1, an id longer than the bytes, a number longer than 64 bits
    assertDamaged(new byte[] {1, 33});
    assertDamaged(new byte[] {1, -1});
    assertDamaged(new byte[] {1, 1, 127, 0, 0, 0, 0});
    assertDamaged(new byte[] {1, 1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1, 0, 0, 0, 0});
    assertDamaged(new byte[] {1, 1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1, 0, 0, 0, 0});
    // an id that says it is a UUID and is not of 16 bytes
    assertDamaged(new byte[] {1, 1, 3, 0, 0, 0, 0, 0});
    assertThatThrownBy(() -> RequestLog.fromBytes(new byte[] {2, 0}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("run the release that wrote them");
  }

  private static void assertDamaged(byte[] bytes) {
    assertThatThrownBy(() -> RequestLog.fromBytes(bytes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("damaged at byte");
  }
}
