package switchboard.ops.demo;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import switchboard.local.SystemState;
import switchboard.ops.CommandFailure;
import switchboard.ops.client.Conversation;
import switchboard.ops.client.FrontDoors;
import switchboard.ops.client.Retries;
import switchboard.ops.client.SessionReader;
import switchboard.v1.CreateSessionRequest;
import switchboard.v1.Event;
import switchboard.v1.GetContextRequest;
import switchboard.v1.Session;

/**
 * Tells the story of one question: asked, worked on while the talk goes on, answered by push. With
 * a kill, the node that holds the session dies between the question and the answer.
 */
public final class Story {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Duration SETTLING = Duration.ofMillis(500);
  private static final Duration SETTLING_AFTER_KILL = Duration.ofSeconds(3);

  private final Script script;
  private final FrontDoors doors;
  private final Supplier<SystemState> state;
  private final boolean kill;
  private final Transcript transcript;

  private Story(
      Script script, FrontDoors doors, Supplier<SystemState> state, boolean kill, PrintWriter out) {
    this.script = script;
    this.doors = doors;
    this.state = state;
    this.kill = kill;
    this.transcript = new Transcript(out);
  }

  static Checks tell(
      Script script, FrontDoors doors, Supplier<SystemState> state, boolean kill, PrintWriter out)
      throws InterruptedException {
    return new Story(script, doors, state, kill, out).tell();
  }

  private Checks tell() throws InterruptedException {
    var checks = new Checks();
    var session = createSession();
    int holder = doors.holder(session).orElse(0);
    transcript.note("session %s is held by %s", session, doors.address(holder));
    try (var conversation = Conversation.attach(doors, session, holder, 0, transcript)) {
      var killer = new Killer(state, transcript);
      long question = say(conversation, script.question());
      if (kill) {
        killer.killAfter(doors.address(holder), script.killAfter());
      }
      transcript.await(PATIENCE, event -> StoryCheck.isReplyTo(event, question));
      long second = say(conversation, script.secondQuestion());
      var update = transcript.await(PATIENCE, event -> StoryCheck.isUpdate(event, false));
      killer.await();
      // Once means once: what a re-driven saga would tell again comes a little later.
      long told = update.map(Event::getSequence).orElse(0L);
      transcript.await(
          kill ? SETTLING_AFTER_KILL : SETTLING, event -> told > 0 && event.getSequence() > told);
      checks.check(
          update.isPresent(),
          "the complete update is pushed within " + PATIENCE.toSeconds() + " s",
          transcript.failure().orElse("it did not come"));
      var check = new StoryCheck(script, transcript.events(), checks);
      check.transcript(question, second, kill);
      check.ledgers(new Ledgers(Path.of(state.get().data())));
      if (kill) {
        killed(checks, killer);
      }
      secondReader(checks, session, conversation.node() + 1);
    }
    return checks;
  }

  private String createSession() {
    var request =
        CreateSessionRequest.newBuilder()
            .setParent("tenants/demo")
            .setSession(Session.newBuilder().setSubject(script.subject()).setAgent("delivery"))
            .setRequestId(UUID.randomUUID().toString())
            .build();
    return Retries.untilKnown(attempt -> doors.calls(attempt, 10).createSession(request)).getName();
  }

  private long say(Conversation conversation, String text) throws InterruptedException {
    long asked = System.nanoTime();
    try {
      var acknowledged =
          conversation
              .say(text, UUID.randomUUID().toString())
              .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      transcript.note(
          "acknowledged as #%d after %.1f ms",
          acknowledged.sequence(), (System.nanoTime() - asked) / 1e6);
      return acknowledged.sequence();
    } catch (ExecutionException e) {
      throw new CommandFailure("\"" + text + "\" failed: " + e.getCause().getMessage(), e);
    } catch (TimeoutException e) {
      throw new CommandFailure(
          "\"" + text + "\" was not acknowledged within " + PATIENCE.toSeconds() + " s", e);
    }
  }

  private void killed(Checks checks, Killer killer) {
    checks.check(killer.hasKilled(), "the node that holds the session is killed");
    checks.check(transcript.timesDetached() > 0, "the stream of the killed node breaks");
  }

  /** The same session, read from its middle on another node, is the same. */
  private void secondReader(Checks checks, String session, int node) {
    var events = transcript.events();
    if (events.isEmpty()) {
      return;
    }
    int middle = events.size() / 2;
    var reader = new SessionReader(doors, session);
    transcript.note("read again through %s from #%d", doors.address(node), middle + 1);
    same(
        checks,
        "a second client on another node, subscribed from the middle, sees the same",
        reader.subscribe(node, middle, events.size()),
        events.subList(middle, events.size()));
    same(checks, "the recorded events, in pages, are the same", reader.list(node, 0, 3), events);
    var name = GetContextRequest.newBuilder().setName(session + "/context").build();
    var context = Retries.untilKnown(attempt -> doors.calls(node + attempt, 10).getContext(name));
    checks.check(
        context.getVersion() == events.size() && context.getPendingSagasCount() == 0,
        "the context is of the last event, and nothing is pending",
        "version " + context.getVersion() + ", " + context.getPendingSagasCount() + " pending");
  }

  private static void same(Checks checks, String promise, List<Event> read, List<Event> seen) {
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
