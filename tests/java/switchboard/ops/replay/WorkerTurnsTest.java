package switchboard.ops.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import switchboard.v1.Event;
import switchboard.v1.Event.TurnEnded.Outcome;

class WorkerTurnsTest {
  private final List<Event> events = new ArrayList<>();

  @Test
  void turnsThatAreAnsweredOnceAreRightAndSoIsNoTurnAtAll() {
    assertThat(differences()).isEmpty();
    open(2);
    open(5);
    end(2, Outcome.ANSWERED);
    end(5, Outcome.ANSWERED);
    assertThat(differences()).isEmpty();
  }

  @Test
  void aSecondEndIsNamed() {
    open(2);
    open(5);
    end(2, Outcome.ANSWERED);
    end(2, Outcome.ANSWERED);
    end(5, Outcome.ANSWERED);
    assertThat(differences()).containsExactly("turn #2 ends without being open");
  }

  @Test
  void aTurnThatNobodyAnsweredIsNamed() {
    open(2);
    open(5);
    end(2, Outcome.EXPIRED);
    assertThat(differences()).containsExactly("turn #2 ends EXPIRED", "turn #5 is open");
  }

  @Test
  void aMessageWithoutATurnIsNamed() {
    open(2);
    end(2, Outcome.ANSWERED);
    assertThat(differences()).containsExactly("turns [2] are opened instead of [2, 5]");
  }

  private List<String> differences() {
    return WorkerTurns.differences(events, List.of(2L, 5L));
  }

  private void open(long turn) {
    events.add(
        Event.newBuilder()
            .setTurn(turn)
            .setTurnOpened(Event.TurnOpened.getDefaultInstance())
            .build());
  }

  private void end(long turn, Outcome outcome) {
    events.add(
        Event.newBuilder()
            .setTurn(turn)
            .setTurnEnded(Event.TurnEnded.newBuilder().setOutcome(outcome))
            .build());
  }
}
