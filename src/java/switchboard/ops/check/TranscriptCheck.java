package switchboard.ops.check;

import java.util.List;
import java.util.Objects;
import switchboard.ops.Processes;
import switchboard.ops.replay.WorkerTurns;
import switchboard.v1.Event;

/** Where the events of a session are not what its dialogue has to leave behind. */
final class TranscriptCheck {
  private final Played played;
  private final List<Event> events;
  private final Differences differences;

  private TranscriptCheck(Played played, List<Event> events, Differences differences) {
    this.played = played;
    this.events = events;
    this.differences = differences;
  }

  static void check(Played played, List<Event> events, Differences differences) {
    var check = new TranscriptCheck(played, events, differences);
    check.sequences();
    check.created();
    check.messages();
    check.replies();
    WorkerTurns.differences(events, played.said().stream().map(Played.Said::sequence).toList())
        .forEach(differences::add);
    check.updates("goals", played.updates());
    check.updates("facts", played.factUpdates());
    check.nothingElse();
  }

  private void sequences() {
    for (int i = 0; i < events.size(); i++) {
      require(events.get(i).getSequence(), i + 1L, "the sequence at place " + (i + 1));
    }
  }

  private void created() {
    var subjects =
        events.stream()
            .filter(Event::hasSessionCreated)
            .map(event -> event.getSessionCreated().getSubject())
            .toList();
    require(subjects, List.of(played.subject()), "the subjects of creations");
    var agents =
        events.stream()
            .filter(Event::hasSessionCreated)
            .map(event -> event.getSessionCreated().getAgent())
            .toList();
    require(agents, List.of(played.agent()), "the agents of creations");
  }

  /** Each message exactly once, in order, where it was acknowledged. */
  private void messages() {
    var found =
        events.stream()
            .filter(Event::hasUserMessage)
            .map(
                event ->
                    new Played.Said(
                        event.getUserMessage().getText(),
                        event.getUserMessage().getRequestId(),
                        event.getSequence()))
            .toList();
    require(found, played.said(), "the user's messages");
  }

  /** Each message once, in order, with what echo and parrot say. */
  private void replies() {
    record Reply(long turn, String text) {}
    var found =
        events.stream()
            .filter(Event::hasAgentMessage)
            .map(event -> new Reply(event.getTurn(), event.getAgentMessage().getText()))
            .toList();
    var expected =
        played.said().stream()
            .map(said -> new Reply(said.sequence(), Processes.echoReply(said.text())))
            .toList();
    require(found, expected, "the replies");
  }

  /** Each update exactly once, in order. */
  private void updates(String section, List<String> expected) {
    var found =
        events.stream()
            .filter(Event::hasContextUpdated)
            .map(Event::getContextUpdated)
            .filter(updated -> updated.getSectionsList().contains(section))
            .map(Event.ContextUpdated::getRequestId)
            .toList();
    require(found, expected, "the updates of " + section);
  }

  private void nothingElse() {
    events.stream()
        .filter(event -> event.hasGoalChanged() || event.hasSessionClosed())
        .forEach(
            event ->
                differences.add(
                    "event %d is %s, which nobody asked for"
                        .formatted(event.getSequence(), event.getPayloadCase())));
  }

  private void require(Object found, Object expected, String what) {
    if (!Objects.equals(found, expected)) {
      differences.add("%s: %s instead of %s".formatted(what, found, expected));
    }
  }
}
