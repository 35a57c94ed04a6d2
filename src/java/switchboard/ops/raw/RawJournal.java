package switchboard.ops.raw;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import switchboard.ops.raw.Folded.Said;
import switchboard.ops.raw.RawEvent.Speaker;

/**
 * A session's journal, and whether its document fits.
 *
 * @param events oldest first
 * @param differences between the document and what the events make of it; none if they agree
 */
public record RawJournal(List<RawEvent> events, List<String> differences) {
  private static final int SEALED = 15;
  private static final String AGENT_MANIFEST = "(a|agent-message-recorded)\\.v[12]";

  public RawJournal {
    events = List.copyOf(events);
    differences = List.copyOf(differences);
  }

  static RawJournal of(RawSession session) {
    var check = RawCheck.of(session);
    var said =
        check.folded().said().stream()
            .collect(Collectors.toMap(Said::sequence, Function.identity()));
    var events = new ArrayList<RawEvent>();
    for (var bytes : session.elements()) {
      events.add(event(events.size() + 1L, RawElement.read(bytes), said, session));
    }
    return new RawJournal(events, check.differences());
  }

  private static RawEvent event(
      long sequence, RawElement element, Map<Long, Said> said, RawSession session) {
    var user = said.get(sequence);
    if (user != null) {
      return new RawEvent(sequence, Speaker.USER, user.text(), user.requestId());
    }
    return element.manifest().matches(AGENT_MANIFEST)
        ? new RawEvent(sequence, Speaker.AGENT, agentText(element, session), "")
        : new RawEvent(sequence, Speaker.NOBODY, "", "");
  }

  private static String agentText(RawElement element, RawSession session) {
    var fields = Fields.parse(element.payload());
    if (fields.has(SEALED)) {
      var key = session.key().orElseThrow(() -> new RawFailure("there is no key for a message"));
      var place = session.persistenceId() + "|switchboard.stored.v1.AgentMessageRecorded";
      fields.add(Fields.parse(RawKeys.open(key, fields.bytes(SEALED), place)));
    }
    return fields.text(1);
  }
}
