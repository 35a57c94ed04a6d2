package switchboard.wire;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import switchboard.journal.DeadlineChange;
import switchboard.journal.SideData;
import switchboard.session.SessionDeadline;
import switchboard.session.SessionEvent;
import switchboard.session.SessionState;
import switchboard.session.SideDataOf;

/**
 * What commits together with a session's events: the document's changed sections, deadlines and
 * outbox entries.
 */
public final class SessionSideData implements SideDataOf {
  @Override
  public SideData of(SessionState before, SessionState after, List<SessionEvent> events) {
    List<DeadlineChange> deadlines = new ArrayList<>();
    List<byte[]> outbox = new ArrayList<>();
    for (var event : events) {
      switch (event) {
        case SessionEvent.Created created -> outbox.add(OutboxEntries.index(after.id(), created));
        case SessionEvent.SagaRequested requested ->
            deadlines.add(
                new DeadlineChange.Set(
                    SessionDeadline.start(requested.saga()),
                    requested.time().plus(SessionDeadline.START_AGAIN)));
        case SessionEvent.SagaProgressed told -> started(told.saga(), told.report(), deadlines);
        case SessionEvent.SagaEnded told -> started(told.saga(), told.report(), deadlines);
        case SessionEvent.UserMessageRecorded _,
            SessionEvent.AgentMessageRecorded _,
            SessionEvent.GoalChanged _,
            SessionEvent.Closed _ -> {}
      }
    }
    return new SideData(sections(before, after), deadlines, outbox, Optional.empty());
  }

  /** A saga's first report says that it has started. */
  private static void started(String saga, long report, List<DeadlineChange> deadlines) {
    if (report == 1) {
      deadlines.add(new DeadlineChange.Clear(SessionDeadline.start(saga)));
    }
  }

  private static Map<String, byte[]> sections(SessionState before, SessionState after) {
    Map<String, byte[]> sections = new HashMap<>();
    var old = before.context();
    var now = after.context();
    if (before.life() != after.life()) {
      sections.put("session", ContextSections.session(after));
    }
    if (!old.goal().equals(now.goal()) || !old.suspended().equals(now.suspended())) {
      sections.put("goal", ContextSections.goal(now));
    }
    // the texts stand in the events: the section names the range, so it is small however long they
    // are
    if (old.turns() != now.turns()) {
      sections.put("memory", ContextSections.memory(now));
    }
    if (!old.pending().equals(now.pending())) {
      sections.put("pending", ContextSections.pending(now));
    }
    if (!old.facts().equals(now.facts())) {
      sections.put("entities", ContextSections.entities(now));
    }
    return sections;
  }
}
