package switchboard.ops.demo;

import java.util.List;
import switchboard.ops.client.FrontDoors;
import switchboard.ops.client.Retries;
import switchboard.ops.client.SessionReader;
import switchboard.v1.Event;
import switchboard.v1.GetContextRequest;

/** Reads a session as somebody does who was not there, and compares it with what was seen. */
final class ReadAgain {
  private final FrontDoors doors;
  private final String session;
  private final Transcript transcript;
  private final Checks checks;

  ReadAgain(FrontDoors doors, String session, Transcript transcript, Checks checks) {
    this.doors = doors;
    this.session = session;
    this.transcript = transcript;
    this.checks = checks;
  }

  /** Reads it through a node, from its middle and whole. */
  void through(int node) {
    var events = transcript.events();
    if (events.isEmpty()) {
      return;
    }
    int middle = events.size() / 2;
    var reader = new SessionReader(doors, session);
    transcript.note("read again through %s from #%d", doors.address(node), middle + 1);
    same(
        "a second client on another node, subscribed from the middle, sees the same",
        reader.subscribe(node, middle, events.size()),
        events.subList(middle, events.size()));
    same("the recorded events, in pages, are the same", reader.list(node, 0, 3), events);
    var name = GetContextRequest.newBuilder().setName(session + "/context").build();
    var context = Retries.untilKnown(attempt -> doors.calls(node + attempt, 10).getContext(name));
    checks.check(
        context.getVersion() == events.size() && context.getPendingSagasCount() == 0,
        "the context is of the last event, and nothing is pending",
        "version " + context.getVersion() + ", " + context.getPendingSagasCount() + " pending");
  }

  private void same(String promise, List<Event> read, List<Event> seen) {
    int first = 0;
    while (first < Math.min(read.size(), seen.size()) && read.get(first).equals(seen.get(first))) {
      first++;
    }
    var where =
        first == Math.min(read.size(), seen.size())
            ? read.size() + " events instead of " + seen.size()
            : "read " + oneLine(read.get(first)) + " instead of " + oneLine(seen.get(first));
    checks.check(read.equals(seen), promise, where);
  }

  private static String oneLine(Event event) {
    return event.toString().replaceAll("\\s+", " ");
  }
}
