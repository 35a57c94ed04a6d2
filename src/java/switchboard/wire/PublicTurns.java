package switchboard.wire;

import java.util.List;
import switchboard.session.OpenTurn;
import switchboard.session.TurnEvent;
import switchboard.session.TurnEvent.Matter;
import switchboard.v1.Context;
import switchboard.v1.Event;

/** Turns that workers answer, as clients see them. */
final class PublicTurns {
  private PublicTurns() {}

  static void set(Event.Builder event, TurnEvent turn) {
    switch (turn) {
      case TurnEvent.Opened opened ->
          event.setTurnOpened(
              Event.TurnOpened.newBuilder()
                  .setDeadline(PublicEvents.timestamp(opened.deadline()))
                  .addAllJoined(joined(opened.matter())));
      case TurnEvent.Assigned assigned ->
          event.setTurnAssigned(Event.TurnAssigned.newBuilder().setAttempt(assigned.attempt()));
      case TurnEvent.Ended ended ->
          event.setTurnEnded(
              Event.TurnEnded.newBuilder()
                  .setOutcome(outcome(ended.outcome()))
                  .setAttempt(ended.attempt())
                  .setWorker(ended.worker()));
    }
  }

  private static List<Long> joined(Matter matter) {
    return switch (matter) {
      case Matter.Message(var joined, _) -> joined;
      case Matter.Report _, Matter.Observation _ -> List.of();
    };
  }

  private static Event.TurnEnded.Outcome outcome(TurnEvent.Outcome outcome) {
    return switch (outcome) {
      case ANSWERED -> Event.TurnEnded.Outcome.ANSWERED;
      case INTERRUPTED -> Event.TurnEnded.Outcome.INTERRUPTED;
      case MERGED -> Event.TurnEnded.Outcome.MERGED;
      case EXPIRED -> Event.TurnEnded.Outcome.EXPIRED;
      case CANCELLED -> Event.TurnEnded.Outcome.CANCELLED;
    };
  }

  static Context.OpenTurn open(OpenTurn turn) {
    return Context.OpenTurn.newBuilder()
        .setTurn(turn.turn())
        .setAttempt(turn.attempt())
        .setDeadline(PublicEvents.timestamp(turn.deadline()))
        .build();
  }
}
