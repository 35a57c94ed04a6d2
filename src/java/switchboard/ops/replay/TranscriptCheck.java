package switchboard.ops.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import switchboard.ops.Processes;
import switchboard.v1.Event;

/**
 * What the transcript of a dialogue has to be with an agent that answers as echo does, of the node
 * or a worker's, and where it is not.
 */
final class TranscriptCheck {
  /** Where the echo agent notes how long the last message was, in UTF-16 units. */
  static final String SLOT = "last_message_length";

  private final List<Event> events;
  private final List<String> differences = new ArrayList<>();

  private TranscriptCheck(List<Event> events) {
    this.events = events;
  }

  /**
   * One message as its client knows it.
   *
   * @param sequence that it was acknowledged with
   */
  record Said(String text, String requestId, long sequence) {}

  /**
   * How many events a dialogue of so many messages has: one, then three for each. Summaries of what
   * left the memory, which come when the server sees fit, do not count, nor does what is recorded
   * of turns on their way to workers.
   */
  private static int expectedEvents(int messages) {
    return 1 + 3 * messages;
  }

  private static long counted(List<Event> events) {
    return events.stream()
        .filter(event -> !event.hasMemorySummarized())
        .filter(event -> !event.hasTurnOpened() && !event.hasTurnAssigned())
        .filter(event -> !event.hasTurnEnded())
        .count();
  }

  /** Whether all of it is there: every message and its answer, and the end of every turn. */
  static boolean isAnswered(List<Event> events, int messages) {
    return counted(events) >= expectedEvents(messages)
        && events.stream().filter(Event::hasTurnOpened).count()
            <= events.stream().filter(Event::hasTurnEnded).count();
  }

  /** The differences, in words; none if the transcript is right. */
  static List<String> differences(
      List<Event> events, String subject, String agent, List<Said> said) {
    var check = new TranscriptCheck(events);
    check.sequences();
    check.created(subject, agent);
    check.messages(said);
    said.forEach(check::turn);
    check.differences.addAll(
        WorkerTurns.differences(events, said.stream().map(Said::sequence).toList()));
    int expected = expectedEvents(said.size());
    long counted = counted(events);
    check.require(counted == expected, "%d events instead of %d", counted, expected);
    return check.differences;
  }

  private void sequences() {
    for (int i = 0; i < events.size(); i++) {
      long sequence = events.get(i).getSequence();
      require(sequence == i + 1, "sequence %d where %d is due", sequence, i + 1);
    }
  }

  private void created(String subject, String agent) {
    boolean right =
        !events.isEmpty()
            && events.getFirst().hasSessionCreated()
            && events.getFirst().getSessionCreated().getSubject().equals(subject)
            && events.getFirst().getSessionCreated().getAgent().equals(agent);
    require(right, "the first event is not the session's creation");
  }

  /** Each utterance exactly once, in order, where it was acknowledged. */
  private void messages(List<Said> said) {
    var recorded = events.stream().filter(Event::hasUserMessage).toList();
    require(
        recorded.size() == said.size(),
        "%d user messages instead of %d",
        recorded.size(),
        said.size());
    for (int i = 0; i < Math.min(recorded.size(), said.size()); i++) {
      var event = recorded.get(i);
      var expected = said.get(i);
      require(
          event.getUserMessage().getText().equals(expected.text())
              && event.getUserMessage().getRequestId().equals(expected.requestId())
              && event.getSequence() == expected.sequence(),
          "user message %d is not the one acknowledged as #%d",
          i + 1,
          expected.sequence());
    }
  }

  /** A turn is answered once: with the slot, then with the reply. */
  private void turn(Said said) {
    var goals = ofTurn(said).filter(Event::hasGoalChanged).toList();
    var replies = ofTurn(said).filter(Event::hasAgentMessage).toList();
    require(goals.size() == 1, "turn #%d has %d goal changes", said.sequence(), goals.size());
    require(replies.size() == 1, "turn #%d has %d replies", said.sequence(), replies.size());
    if (goals.size() != 1 || replies.size() != 1) {
      return;
    }
    var slots = goals.getFirst().getGoalChanged().getGoal().getSlotsMap();
    var length = slots.containsKey(SLOT) ? slots.get(SLOT).getValue() : "";
    require(
        length.equals("" + said.text().length()),
        "turn #%d has slot %s \"%s\" instead of %d",
        said.sequence(),
        SLOT,
        length,
        said.text().length());
    var reply = replies.getFirst();
    require(
        reply.getAgentMessage().getText().equals(Processes.echoReply(said.text())),
        "turn #%d is replied to with another text",
        said.sequence());
    require(
        said.sequence() < goals.getFirst().getSequence()
            && goals.getFirst().getSequence() < reply.getSequence(),
        "turn #%d is out of order",
        said.sequence());
  }

  private Stream<Event> ofTurn(Said said) {
    return events.stream()
        .filter(event -> event.getTurn() == said.sequence() && !event.hasUserMessage());
  }

  private void require(boolean right, String otherwise, Object... values) {
    if (!right) {
      differences.add(otherwise.formatted(values));
    }
  }
}
