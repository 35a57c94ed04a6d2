package switchboard.faults.routing;

import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import switchboard.faults.routing.History.Attempt;
import switchboard.faults.routing.History.Outcome;
import switchboard.faults.routing.Reader.Answer;
import switchboard.ops.client.Retries;
import switchboard.v1.ConversationServiceGrpc;
import switchboard.v1.ConversationServiceGrpc.ConversationServiceBlockingStub;
import switchboard.v1.CreateSessionRequest;
import switchboard.v1.GetContextRequest;
import switchboard.v1.SendMessageRequest;
import switchboard.v1.Session;

/**
 * One person: a session, a reader of it, and messages at random times, each repeated with its
 * request id until its outcome is known. Half of them talk on the stream that they read.
 */
final class Client {
  private static final String TENANT = "tenants/acme";

  /** For how long a message on a stream waits; unary calls have the published deadline. */
  private static final long ANSWER_SECONDS = 10;

  private static final long GIVE_UP_NANOS = TimeUnit.SECONDS.toNanos(120);

  /** Every so many messages, one that was acknowledged is sent once more. */
  private static final int REPEATED = 20;

  final String session;
  final String subject;
  final Reader reader;
  private final String id;
  private final Channel channel;
  private final History history;
  private final DirectoryCheck directory;
  private final boolean converses;
  private final SplittableRandom random;

  /** The incarnation that acknowledged the last unary message. */
  private final AtomicReference<String> handledBy = new AtomicReference<>("");

  private volatile boolean hurried;
  private volatile boolean over;
  private volatile Thread thread;
  private int number;

  Client(
      String id,
      boolean converses,
      Channel channel,
      History history,
      DirectoryCheck directory,
      SplittableRandom random) {
    this.id = id;
    this.session = TENANT + "/sessions/" + id;
    this.subject = "partner-" + id;
    this.converses = converses;
    this.channel = channel;
    this.history = history;
    this.directory = directory;
    this.random = random;
    this.reader = new Reader(channel, session, id + "/reader", converses, history);
  }

  void create() {
    var request =
        CreateSessionRequest.newBuilder()
            .setParent(TENANT)
            .setSessionId(id)
            .setRequestId("create-" + id)
            .setSession(Session.newBuilder().setSubject(subject).setAgent("echo"))
            .build();
    Retries.untilKnown(_ -> calls(new AtomicReference<>()).createSession(request));
  }

  /** The subject's resource name. */
  String subjectName() {
    return TENANT + "/subjects/" + subject;
  }

  /** Which node holds the session, as HOST:PORT of its front door. */
  String holder() {
    var request = GetContextRequest.newBuilder().setName(session + "/context").build();
    return Retries.untilKnown(_ -> calls(new AtomicReference<>()).getContext(request))
        .getAgent()
        .getNode();
  }

  /**
   * Talks until it is told to stop.
   *
   * @param meanPauseNanos between two messages
   */
  void talk(long meanPauseNanos) throws InterruptedException {
    thread = Thread.currentThread();
    long due = System.nanoTime() + random.nextLong(2 * meanPauseNanos);
    while (!over) {
      for (long left = due - System.nanoTime(); left > 0 && !hurried && !over; ) {
        LockSupport.parkNanos(left);
        left = due - System.nanoTime();
      }
      if (over) {
        return;
      }
      hurried = false;
      due = System.nanoTime() + random.nextLong(2 * meanPauseNanos);
      number++;
      say();
      if (number % REPEATED == 0) {
        repeat();
      }
    }
  }

  /** Sends messages again that were acknowledged, and asks in between where the session is. */
  private void repeat() {
    var before = repeated();
    if (!before.isEmpty()) {
      directory.compare(session, before, this::repeated);
    }
  }

  /** Sends one again; returns who acknowledges it. */
  private String repeated() {
    handledBy.set("");
    history.add(sent(1 + random.nextInt(number)));
    return handledBy.get();
  }

  /** Says the next thing now. */
  void hurry() {
    hurried = true;
    LockSupport.unpark(thread);
  }

  /** Finishes what it is saying, and says no more. */
  void stop() {
    over = true;
    LockSupport.unpark(thread);
  }

  private void say() throws InterruptedException {
    long giveUp = System.nanoTime() + GIVE_UP_NANOS;
    for (int attempt = 0; ; attempt++) {
      var made = converses ? conversed(number) : sent(number);
      history.add(made);
      if (made.outcome() != Outcome.UNKNOWN || System.nanoTime() > giveUp) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(random.nextLong(25, 50L << Math.min(attempt, 4)));
    }
  }

  private String requestId(int message) {
    return id + "-" + message;
  }

  private String text(int message) {
    return "I say %d of %s".formatted(message, id);
  }

  private Attempt conversed(int message) throws InterruptedException {
    long invoked = System.nanoTime();
    var answer = reader.say(requestId(message), text(message), ANSWER_SECONDS);
    return attempt(message, "", invoked, answer);
  }

  private Attempt sent(int message) {
    var request =
        SendMessageRequest.newBuilder()
            .setSession(session)
            .setText(text(message))
            .setRequestId(requestId(message))
            .build();
    var node = new AtomicReference<>("");
    long invoked = System.nanoTime();
    try {
      long sequence = calls(node).sendMessage(request).getSequence();
      return attempt(message, node.get(), invoked, new Answer("OK", sequence));
    } catch (StatusRuntimeException refused) {
      var code = Status.fromThrowable(refused).getCode().name();
      return attempt(message, node.get(), invoked, new Answer(code, 0));
    }
  }

  private Attempt attempt(int message, String node, long invoked, Answer answer) {
    var outcome =
        switch (answer.code()) {
          case "OK" -> Outcome.OK;
          case "INVALID_ARGUMENT",
              "NOT_FOUND",
              "ALREADY_EXISTS",
              "FAILED_PRECONDITION",
              "OUT_OF_RANGE",
              "ABORTED" ->
              Outcome.FAILED;
          default -> Outcome.UNKNOWN;
        };
    return new Attempt(
        session,
        requestId(message),
        text(message),
        message,
        node,
        invoked,
        System.nanoTime(),
        outcome,
        answer.sequence(),
        answer.code());
  }

  private ConversationServiceBlockingStub calls(AtomicReference<String> node) {
    return ConversationServiceGrpc.newBlockingStub(channel)
        .withOption(Doors.ANSWERED_BY, node)
        .withOption(Doors.HANDLED_BY, handledBy);
  }
}
