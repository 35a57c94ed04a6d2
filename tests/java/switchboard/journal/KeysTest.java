package switchboard.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeysTest {
  private static final int GOLDEN_SESSION = 676;
  private static final int GOLDEN_SAGA = 187;
  private static final int GOLDEN_UNICODE = 532;

  @Test
  void bucketsNeverChange() {
    // Journals on disk depend on these numbers.
    assertThat(RedisStore.bucketOf("")).isZero();
    assertThat(RedisStore.bucketOf("session|acme/8f2c")).isEqualTo(GOLDEN_SESSION);
    assertThat(RedisStore.bucketOf("saga|acme/order-status-1")).isEqualTo(GOLDEN_SAGA);
    assertThat(RedisStore.bucketOf("session|acme/grüße-日本")).isEqualTo(GOLDEN_UNICODE);
    // The check value of CRC-32C is E3069283 for these digits.
    assertThat(RedisStore.bucketOf("123456789")).isEqualTo((int) (0xE3069283L % 1024));
  }

  @Test
  void keysOfOnePersistenceIdShareTheBucketAsHashTag() {
    var keys = new Keys("sb").of("session|acme/8f2c");
    String tag = "sb:{" + GOLDEN_SESSION + "}:";
    assertThat(new String(keys.marker())).isEqualTo(tag + "id");
    assertThat(new String(keys.events())).isEqualTo(tag + "e:session|acme/8f2c");
    assertThat(new String(keys.document())).isEqualTo(tag + "c:session|acme/8f2c");
    assertThat(new String(keys.snapshots())).isEqualTo(tag + "s:session|acme/8f2c");
    assertThat(new String(keys.deadlines())).isEqualTo(tag + "d");
    assertThat(new String(keys.outbox())).isEqualTo(tag + "o");
  }

  @Test
  void bucketsAreEvenlyFilled() {
    var counts = new int[RedisStore.BUCKETS];
    IntStream.range(0, 102_400)
        .forEach(i -> counts[RedisStore.bucketOf("session|acme/" + Integer.toHexString(i))]++);
    assertThat(IntStream.of(counts).max().orElseThrow()).isLessThan(160);
    assertThat(IntStream.of(counts).min().orElseThrow()).isGreaterThan(40);
  }
}
