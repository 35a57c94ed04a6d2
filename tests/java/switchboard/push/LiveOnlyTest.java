package switchboard.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import switchboard.session.LiveFeed;
import switchboard.session.SequencedEvent;
import switchboard.session.SessionEvent;

class LiveOnlyTest {
  private final RecordingOutlet outlet = new RecordingOutlet(true);
  private final FeedCursor cursor = new FeedCursor(1, 8);
  private final LiveOnly live = new LiveOnly(outlet, cursor);

  @Test
  void tellsPiecesAsTheyComeToAClientThatReads() {
    live.delta(new LiveFeed.Delta(2, 1, "On"));
    live.delta(new LiveFeed.Delta(2, 1, " its way"));
    assertThat(outlet.answers()).containsExactly("2.1 On", "2.1  its way");
  }

  @Test
  void tellsNothingMoreOfAnAttemptOnceAPieceWasMissed() {
    live.delta(new LiveFeed.Delta(2, 1, "a"));
    outlet.ready(false);
    live.delta(new LiveFeed.Delta(2, 1, "b"));
    live.typing();
    outlet.ready(true);
    live.delta(new LiveFeed.Delta(2, 1, "c"));
    live.delta(new LiveFeed.Delta(2, 2, "d"));
    live.delta(new LiveFeed.Delta(5, 1, "e"));
    assertThat(outlet.answers()).containsExactly("2.1 a", "2.2 d", "5.1 e");
  }

  @Test
  void dropsLatePiecesOfAnAttemptThatWasGivenUp() {
    live.delta(new LiveFeed.Delta(2, 2, "new"));
    live.delta(new LiveFeed.Delta(2, 1, "old"));
    live.delta(new LiveFeed.Delta(1, 7, "older"));
    assertThat(outlet.answers()).containsExactly("2.2 new");
  }

  @Test
  void tellsNoPieceBeforeTheEventThatItAnswers() {
    cursor.offer(List.of(event(2)));
    live.delta(new LiveFeed.Delta(2, 1, "early"));
    cursor.next();
    live.delta(new LiveFeed.Delta(2, 1, "after the first"));
    live.delta(new LiveFeed.Delta(2, 2, "from the start"));
    assertThat(outlet.answers()).containsExactly("2.2 from the start");
  }

  private static SequencedEvent event(long sequence) {
    return new SequencedEvent(
        sequence, new SessionEvent.AgentMessageRecorded("m", 0, "", false, Instant.EPOCH));
  }
}
