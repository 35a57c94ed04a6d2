package switchboard.ops.demo;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import switchboard.ops.CommandFailure;
import switchboard.ops.client.Conversation;
import switchboard.ops.client.FrontDoors;
import switchboard.ops.client.Retries;
import switchboard.v1.Context;
import switchboard.v1.CreateSessionRequest;
import switchboard.v1.Event;
import switchboard.v1.GetContextRequest;
import switchboard.v1.ProfileFact;
import switchboard.v1.Session;

/**
 * Tells of one person on two channels: a question in the app, followed up on the phone, where the
 * order is known without being named, because the profile is the person's and not the session's.
 */
final class TwoChannels {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration NEWS_WITHIN = Duration.ofSeconds(10);
  private static final String FOLLOW_UP = "Where is my order now?";
  private static final String FACT = "last_order";

  private final Script script;
  private final FrontDoors doors;
  private final PrintWriter out;
  private final Checks checks;

  private TwoChannels(Script script, Stage stage) {
    this.script = script;
    this.doors = stage.doors();
    this.out = stage.out();
    this.checks = stage.checks();
  }

  static void tell(Stage stage) throws InterruptedException {
    var script = stage.script();
    script.dial(stage);
    new TwoChannels(script, stage).tell();
  }

  private void tell() throws InterruptedException {
    // a person of this run alone: what earlier runs left in a profile must not help
    var subject = script.subject() + "-" + UUID.randomUUID();
    var app = create(subject, "app");
    var phone = create(subject, "phone");
    var onApp = new Transcript(out);
    var onPhone = new Transcript(out);
    try (var first = Conversation.attach(doors, app, 0, 0, onApp);
        var second = Conversation.attach(doors, phone, 1, 0, onPhone)) {
      onApp.note("in the app: %s", script.question());
      say(first, script.question());
      var fact = awaitFact(phone);
      checks.check(
          fact.map(ProfileFact::getValue).equals(Optional.of(script.orderId())),
          "the phone's session sees the order that was asked about in the app",
          "it sees " + fact.map(ProfileFact::getValue).orElse("nothing"));
      checks.check(
          fact.map(ProfileFact::getSource).equals(Optional.of(app)),
          "it says which session it comes from",
          "it says " + fact.map(ProfileFact::getSource).orElse("nothing"));
      onPhone.note("on the phone: %s", FOLLOW_UP);
      long followUp = say(second, FOLLOW_UP);
      var reply = onPhone.await(PATIENCE, event -> StoryCheck.isReplyTo(event, followUp));
      names(reply, "the follow-up on the phone is answered about that order");
      names(
          onPhone.await(PATIENCE, event -> StoryCheck.isUpdate(event, false)),
          "the complete update is pushed to the phone");
      names(
          onApp.await(PATIENCE, event -> StoryCheck.isUpdate(event, false)),
          "the complete update is pushed to the app");
      contexts(app, phone);
    }
  }

  private void contexts(String app, String phone) {
    var inApp = context(app);
    var onPhone = context(phone);
    checks.check(
        inApp.getChannel().equals("app") && onPhone.getChannel().equals("phone"),
        "each session keeps its own channel");
    for (var context : new Context[] {inApp, onPhone}) {
      var slots = context.getGoal().getSlotsMap();
      var order = slots.containsKey("order_id") ? slots.get("order_id").getValue() : "";
      checks.check(
          order.equals(script.orderId()),
          "the goal in the session on " + context.getChannel() + " is about the order",
          "it is about \"" + order + "\"");
    }
  }

  private void names(Optional<Event> message, String promise) {
    checks.check(
        message.filter(it -> it.getAgentMessage().getText().contains(script.orderId())).isPresent(),
        promise,
        message
            .map(it -> "it says \"" + it.getAgentMessage().getText() + "\"")
            .orElse("none came"));
  }

  private Optional<ProfileFact> awaitFact(String session) {
    long deadline = System.nanoTime() + NEWS_WITHIN.toNanos();
    while (true) {
      var fact =
          context(session).getProfileFactsList().stream()
              .filter(each -> each.getName().equals(FACT))
              .findFirst();
      if (fact.isPresent() || System.nanoTime() > deadline) {
        return fact;
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  private Context context(String session) {
    var name = GetContextRequest.newBuilder().setName(session + "/context").build();
    return Retries.untilKnown(attempt -> doors.calls(attempt, 10).getContext(name));
  }

  private String create(String subject, String channel) {
    var request =
        CreateSessionRequest.newBuilder()
            .setParent("tenants/demo")
            .setSession(
                Session.newBuilder().setSubject(subject).setChannel(channel).setAgent("delivery"))
            .setRequestId(UUID.randomUUID().toString())
            .build();
    return Retries.untilKnown(attempt -> doors.calls(attempt, 10).createSession(request)).getName();
  }

  private static long say(Conversation conversation, String text) throws InterruptedException {
    try {
      return conversation
          .say(text, UUID.randomUUID().toString())
          .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
          .sequence();
    } catch (ExecutionException | TimeoutException e) {
      throw new CommandFailure("\"" + text + "\" was not acknowledged: " + e, e);
    }
  }
}
