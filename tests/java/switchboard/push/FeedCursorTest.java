package switchboard.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.fakes.InMemorySessions;
import switchboard.session.SequencedEvent;
import switchboard.session.SessionEvent;

class FeedCursorTest {
  @Test
  void takesOnlyWhatFollows() {
    var cursor = new FeedCursor(3, 10);
    cursor.offer(events(2, 5));
    assertThat(drain(cursor)).containsExactly(4L, 5L);
    cursor.offer(events(7, 9));
    assertThat(drain(cursor)).isEmpty();
    assertThat(cursor.needsJournal()).isTrue();
    assertThat(cursor.known()).isEqualTo(9);
  }

  @Test
  void holdsNoMoreThanItsBound() {
    var cursor = new FeedCursor(0, 4);
    cursor.offer(events(1, 100));
    assertThat(cursor.waiting()).isEqualTo(4);
    assertThat(drain(cursor)).containsExactly(1L, 2L, 3L, 4L);
    assertThat(cursor.needsJournal()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void givesEachSequenceOnceInOrderWhateverComes(long seed) {
    var random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      long after = random.nextInt(20);
      long last = after + random.nextInt(200);
      var cursor = new FeedCursor(after, 1 + random.nextInt(20));
      var seen = new ArrayList<Long>();
      cursor.know(last);
      while (!cursor.caughtUp()) {
        if (random.nextBoolean()) {
          long from = Math.max(1, cursor.tail() - 5 + random.nextInt(12));
          cursor.offer(events(from, Math.min(last, from + random.nextInt(30))));
        } else {
          cursor.next().map(SequencedEvent::sequence).ifPresent(seen::add);
        }
      }
      assertThat(seen)
          .as("seed %d round %d", seed, round)
          .isEqualTo(LongStream.rangeClosed(after + 1, last).boxed().toList());
    }
  }

  private static List<Long> drain(FeedCursor cursor) {
    var sequences = new ArrayList<Long>();
    for (var next = cursor.next(); next.isPresent(); next = cursor.next()) {
      sequences.add(next.get().sequence());
    }
    return sequences;
  }

  private static List<SequencedEvent> events(long from, long to) {
    return LongStream.rangeClosed(from, to)
        .mapToObj(
            sequence ->
                new SequencedEvent(
                    sequence,
                    new SessionEvent.AgentMessageRecorded(
                        "m", 0, "", false, InMemorySessions.TIME)))
        .toList();
  }
}
