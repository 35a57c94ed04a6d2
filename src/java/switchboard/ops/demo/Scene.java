package switchboard.ops.demo;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import switchboard.ops.CommandFailure;
import switchboard.ops.client.Conversation;
import switchboard.ops.client.Retries;
import switchboard.v1.CreateSessionRequest;
import switchboard.v1.Event;
import switchboard.v1.Session;

/** One session with one person, who says things and waits for what comes. */
final class Scene implements AutoCloseable {
  static final String TENANT = "demo";

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  // once means once: what would come twice comes a little later
  private static final Duration SETTLING = Duration.ofSeconds(1);

  private final Stage stage;
  private final Checks checks;
  private final String session;
  private final Transcript transcript;
  private final Conversation conversation;

  private Scene(Stage stage, String session) {
    this.stage = stage;
    this.checks = stage.checks();
    this.session = session;
    this.transcript = new Transcript(stage.out());
    this.conversation = Conversation.attach(stage.doors(), session, 0, 0, transcript);
  }

  /** Opens a session with a person of its own. */
  static Scene open(Stage stage) {
    var request =
        CreateSessionRequest.newBuilder()
            .setParent("tenants/" + TENANT)
            .setSession(Session.newBuilder().setSubject(stage.subject()).setAgent("delivery"))
            .setRequestId(UUID.randomUUID().toString())
            .build();
    var created =
        Retries.untilKnown(attempt -> stage.doors().calls(attempt, 10).createSession(request));
    return new Scene(stage, created.getName());
  }

  /**
   * Says something, and waits for the reply.
   *
   * @return the reply's text
   */
  String say(String text) throws InterruptedException {
    try {
      long said =
          conversation
              .say(text, UUID.randomUUID().toString())
              .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
              .sequence();
      return transcript
          .await(PATIENCE, event -> StoryCheck.isReplyTo(event, said))
          .map(Scene::text)
          .orElseThrow(() -> new CommandFailure("\"" + text + "\" was not replied to"));
    } catch (ExecutionException | TimeoutException e) {
      throw new CommandFailure("\"" + text + "\" was not acknowledged: " + e, e);
    }
  }

  /** Waits for an event; it is a failed check if none comes. */
  Optional<Event> await(String promise, Predicate<Event> wanted) throws InterruptedException {
    return await(promise, PATIENCE, wanted);
  }

  Optional<Event> await(String promise, Duration within, Predicate<Event> wanted)
      throws InterruptedException {
    var found = transcript.await(within, wanted);
    checks.check(
        found.isPresent(),
        promise,
        transcript.failure().orElse("not within " + within.toSeconds() + " s"));
    return found;
  }

  /** Waits until whatever would come once too often has had the time to. */
  void settle() throws InterruptedException {
    transcript.await(SETTLING, _ -> false);
  }

  void note(String format, Object... values) {
    transcript.note(format, values);
  }

  List<Event> events() {
    return transcript.events();
  }

  /** How many events there were of a kind. */
  long count(Predicate<Event> wanted) {
    return events().stream().filter(wanted).count();
  }

  /** Checks that a kind of event came once, and that its text says these. */
  void saidOnce(String promise, Predicate<Event> wanted, String... words) {
    var found = events().stream().filter(wanted).toList();
    checks.check(found.size() == 1, promise + ", once", found.size() + " times");
    for (var word : words) {
      checks.check(
          !found.isEmpty() && text(found.getFirst()).contains(word),
          promise + " and says \"" + word + "\"",
          found.isEmpty() ? "it did not come" : "it says \"" + text(found.getFirst()) + "\"");
    }
  }

  /** Checks that the first events of these kinds came in this order. */
  void inOrder(String promise, List<Predicate<Event>> kinds) {
    var sequences =
        kinds.stream()
            .map(
                kind ->
                    events().stream().filter(kind).findFirst().map(Event::getSequence).orElse(0L))
            .toList();
    boolean ordered =
        !sequences.contains(0L) && sequences.equals(sequences.stream().sorted().toList());
    checks.check(ordered, promise, "they have the sequences " + sequences);
  }

  /** The id of the saga of a type that was asked for first; empty if there was none. */
  String saga(String type) {
    return events().stream()
        .filter(event -> event.getSagaRequested().getType().equals(type))
        .map(event -> event.getSagaRequested().getSaga())
        .findFirst()
        .orElse("");
  }

  /** The same session, read through another node, is the same. */
  void readBack() {
    new ReadAgain(stage.doors(), session, transcript, checks).through(conversation.node() + 1);
  }

  static String text(Event event) {
    return event.getAgentMessage().getText();
  }

  /** An event of a saga's end. */
  static Predicate<Event> ended(String saga) {
    return event -> event.hasSagaEnded() && event.getSagaEnded().getSaga().equals(saga);
  }

  /** What is said of a saga, as an interim update or as its end. */
  static Predicate<Event> update(String saga, boolean interim) {
    return event ->
        StoryCheck.isUpdate(event, interim) && event.getAgentMessage().getSaga().equals(saga);
  }

  @Override
  public void close() {
    conversation.close();
  }
}
