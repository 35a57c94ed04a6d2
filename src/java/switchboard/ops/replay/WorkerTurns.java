package switchboard.ops.replay;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import switchboard.v1.Event;
import switchboard.v1.Event.TurnEnded.Outcome;

/** Where the turns of a session are not what they have to be if workers answer its messages. */
public final class WorkerTurns {
  private WorkerTurns() {}

  /**
   * The differences, in words: every message's turn is opened once and answered once, or none is
   * opened, which is how it is with an agent of the node.
   *
   * @param messages sequences of the user's messages, in order
   */
  public static List<String> differences(List<Event> events, List<Long> messages) {
    var opened = events.stream().filter(Event::hasTurnOpened).map(Event::getTurn).toList();
    var differences = new ArrayList<String>();
    if (!opened.isEmpty() && !opened.equals(messages)) {
      differences.add("turns %s are opened instead of %s".formatted(opened, messages));
    }
    var open = new HashSet<Long>(opened);
    for (var event : events) {
      if (event.hasTurnEnded()) {
        if (!open.remove(event.getTurn())) {
          differences.add("turn #%d ends without being open".formatted(event.getTurn()));
        }
        if (event.getTurnEnded().getOutcome() != Outcome.ANSWERED) {
          differences.add(
              "turn #%d ends %s".formatted(event.getTurn(), event.getTurnEnded().getOutcome()));
        }
      }
    }
    open.stream().sorted().forEach(turn -> differences.add("turn #%d is open".formatted(turn)));
    return differences;
  }
}
