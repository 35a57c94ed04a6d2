package switchboard.ops.demo;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import switchboard.ops.CommandFailure;
import switchboard.ops.client.Conversation;
import switchboard.ops.client.FrontDoors;
import switchboard.ops.client.Retries;
import switchboard.v1.CreateSessionRequest;
import switchboard.v1.Event;
import switchboard.v1.Session;

/**
 * Tells the story of one question: asked, worked on while the talk goes on, answered by push. With
 * a kill, the node that holds the session dies between the question and the answer.
 */
final class OrderStatusStory {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Duration SETTLING = Duration.ofMillis(500);
  private static final Duration SETTLING_AFTER_KILL = Duration.ofSeconds(3);

  private final Script script;
  private final Stage stage;
  private final FrontDoors doors;
  private final Transcript transcript;

  OrderStatusStory(Script script, Stage stage) {
    this.script = script;
    this.stage = stage;
    this.doors = stage.doors();
    this.transcript = new Transcript(stage.out());
  }

  static void tell(Stage stage) throws InterruptedException {
    var script = stage.script();
    script.dial(stage);
    new OrderStatusStory(script, stage).tell();
  }

  void tell() throws InterruptedException {
    var checks = stage.checks();
    boolean kill = stage.kills();
    var session = createSession();
    int holder = doors.holder(session).orElse(0);
    transcript.note("session %s is held by %s", session, doors.address(holder));
    try (var conversation = Conversation.attach(doors, session, holder, 0, transcript)) {
      var killer = new Killer(stage.state(), transcript);
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
      check.ledgers(stage.ledgers());
      if (kill) {
        checks.check(killer.hasKilled(), "the node that holds the session is killed");
        checks.check(transcript.timesDetached() > 0, "the stream of the killed node breaks");
      }
      new ReadAgain(doors, session, transcript, checks).through(conversation.node() + 1);
    }
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
}
