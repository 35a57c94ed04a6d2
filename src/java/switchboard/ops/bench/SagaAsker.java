package switchboard.ops.bench;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import switchboard.ops.client.Conversation;
import switchboard.ops.client.FrontDoors;
import switchboard.ops.client.Retries;
import switchboard.v1.CreateSessionRequest;
import switchboard.v1.Event;
import switchboard.v1.Event.SagaEnded.Outcome;
import switchboard.v1.Session;

/**
 * A partner who asks how orders stand, one after the other, each when the one before is answered. A
 * session has a few questions, each about another order, then the next session begins.
 */
final class SagaAsker {
  private static final String TENANT = "bench";
  private static final int QUESTIONS = 5;
  private static final long PATIENCE_SECONDS = 60;

  private final FrontDoors doors;
  private final int number;
  private final Supplier<String> orders;
  private final SagaFigures figures;

  SagaAsker(FrontDoors doors, int number, Supplier<String> orders, SagaFigures figures) {
    this.doors = doors;
    this.number = number;
    this.orders = orders;
    this.figures = figures;
  }

  /** Asks until that time of {@code System.nanoTime}; waits, so not for a shared thread. */
  void run(long until) throws InterruptedException {
    while (System.nanoTime() < until) {
      session(until);
    }
  }

  private void session(long until) throws InterruptedException {
    var talk = new Talk();
    var session = create();
    try (var conversation = Conversation.attach(doors, session, number, 0, talk)) {
      if (!await(talk.attached)) {
        figures.wrong();
        System.err.println("not attached: " + session);
        return;
      }
      boolean well = ask(session, conversation, talk);
      for (int i = 1; i < QUESTIONS && well && System.nanoTime() < until; i++) {
        well = ask(session, conversation, talk);
      }
    }
  }

  private String create() {
    var id = "s-" + UUID.randomUUID();
    var request =
        CreateSessionRequest.newBuilder()
            .setParent("tenants/" + TENANT)
            .setSessionId(id)
            .setRequestId(id)
            .setSession(Session.newBuilder().setSubject("partner-" + number).setAgent("delivery"))
            .build();
    return Retries.untilKnown(attempt -> doors.calls(attempt, 10).createSession(request)).getName();
  }

  private boolean ask(String session, Conversation conversation, Talk talk)
      throws InterruptedException {
    var question = new Question();
    talk.question = question;
    var text = "What's the status of order " + orders.get() + "?";
    question.sent = System.nanoTime();
    conversation
        .say(text, UUID.randomUUID().toString())
        .whenComplete((_, failure) -> question.acknowledged(failure));
    boolean well = await(question.over) && question.isAnswered();
    if (well) {
      figures.answered(
          TENANT + "/" + question.saga,
          question.acknowledged - question.sent,
          question.firstReply - question.sent,
          question.told - question.sent,
          question.toldMicros);
    } else {
      figures.wrong();
      System.err.println("not answered in " + session + ": " + question.state());
    }
    return well;
  }

  private static boolean await(CountDownLatch latch) throws InterruptedException {
    return latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** What the stream brings, on the connection's own thread. */
  private static final class Talk implements Conversation.Listener {
    private final CountDownLatch attached = new CountDownLatch(1);
    private volatile Question question;

    @Override
    public void attached(String address, long afterSequence) {
      attached.countDown();
    }

    @Override
    public void event(Event event) {
      if (question != null) {
        question.event(event);
      }
    }
  }

  /** When what became known of one question. */
  private static final class Question {
    private final CountDownLatch over = new CountDownLatch(3);
    private volatile long sent;
    private volatile long acknowledged;
    private volatile long firstReply;
    private volatile long told;
    private volatile long toldMicros;
    private volatile String saga = "";
    private volatile boolean completed;
    private volatile Throwable failure;

    void acknowledged(Throwable why) {
      failure = why;
      if (why == null) {
        acknowledged = System.nanoTime();
        over.countDown();
      }
    }

    void event(Event event) {
      switch (event.getPayloadCase()) {
        case AGENT_MESSAGE -> {
          var message = event.getAgentMessage();
          if (firstReply == 0) {
            firstReply = System.nanoTime();
          }
          if (!message.getSaga().isEmpty() && !message.getInterim()) {
            told = System.nanoTime();
            toldMicros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
            over.countDown();
          }
        }
        case SAGA_ENDED -> {
          saga = event.getSagaEnded().getSaga();
          completed = event.getSagaEnded().getOutcome() == Outcome.COMPLETED;
          over.countDown();
        }
        default -> {} // tells nothing of when
      }
    }

    boolean isAnswered() {
      return completed;
    }

    /** How far it came, for whoever looks into why. */
    String state() {
      return "acknowledged %s, replied %s, saga %s completed %s, told %s"
          .formatted(
              failure == null ? acknowledged != 0 : failure,
              firstReply != 0,
              saga,
              completed,
              told != 0);
    }
  }
}
