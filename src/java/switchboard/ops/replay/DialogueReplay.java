package switchboard.ops.replay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import switchboard.ops.CommandFailure;
import switchboard.ops.client.Conversation;
import switchboard.ops.client.FrontDoors;
import switchboard.ops.client.Retries;
import switchboard.ops.client.SessionReader;
import switchboard.ops.replay.Corpus.Dialogue;
import switchboard.ops.replay.TranscriptCheck.Said;
import switchboard.v1.CreateSessionRequest;
import switchboard.v1.Event;
import switchboard.v1.SendMessageRequest;
import switchboard.v1.Session;

/** Sends one dialogue and checks its transcript. One of ten requests is sent a second time. */
final class DialogueReplay {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String TENANT = "replay";

  private final FrontDoors doors;
  private final String agent;
  private final Dialogue dialogue;
  private final int node;
  private final String sessionId;
  private final SplittableRandom random;
  private final List<String> differences = new ArrayList<>();
  private int requests;
  private int resent;

  DialogueReplay(
      FrontDoors doors, String agent, Dialogue dialogue, int node, String sessionId, long seed) {
    this.doors = doors;
    this.agent = agent;
    this.dialogue = dialogue;
    this.node = node;
    this.sessionId = sessionId;
    this.random = new SplittableRandom(seed);
  }

  /** What came of one dialogue. */
  record Outcome(
      boolean converse,
      int turns,
      int requests,
      int resent,
      int events,
      List<String> differences) {}

  Outcome run(boolean converse) throws InterruptedException {
    var session = create();
    var said = new ArrayList<Said>();
    var live = new CopyOnWriteArrayList<Event>();
    int messages = dialogue.utterances().size();
    if (converse) {
      try (var conversation = Conversation.attach(doors, session, node, 0, live::add)) {
        sayAll(said, (text, requestId) -> overStream(conversation, text, requestId));
        awaitAnswered(live, messages);
      }
    } else {
      sayAll(said, (text, requestId) -> unary(session, text, requestId));
    }
    var events = awaitRecorded(session, messages);
    if (converse && !events.equals(List.copyOf(live))) {
      differences.add("the stream brought other events than are recorded");
    }
    differences.addAll(TranscriptCheck.differences(events, dialogue.id(), agent, said));
    return new Outcome(
        converse, said.size(), requests, resent, events.size(), List.copyOf(differences));
  }

  private String create() {
    var request =
        CreateSessionRequest.newBuilder()
            .setParent("tenants/" + TENANT)
            .setSessionId(sessionId)
            .setSession(Session.newBuilder().setSubject(dialogue.id()).setAgent(agent))
            .setRequestId(sessionId + "-create")
            .build();
    requests++;
    var first =
        Retries.untilKnown(attempt -> doors.calls(node + attempt, 10).createSession(request));
    if (isResent()) {
      var again =
          Retries.untilKnown(attempt -> doors.calls(node + attempt, 10).createSession(request));
      if (!again.getName().equals(first.getName())) {
        differences.add("a repeated CreateSession named another session: " + again.getName());
      }
    }
    return first.getName();
  }

  private interface Channel {
    long say(String text, String requestId) throws InterruptedException;
  }

  private void sayAll(List<Said> said, Channel channel) throws InterruptedException {
    for (var text : dialogue.utterances()) {
      var requestId = sessionId + "-" + said.size();
      requests++;
      long sequence = channel.say(text, requestId);
      if (isResent()) {
        long again = channel.say(text, requestId);
        if (again != sequence) {
          differences.add(
              "a repeated message was acknowledged as #%d, then as #%d".formatted(sequence, again));
        }
      }
      said.add(new Said(text, requestId, sequence));
    }
  }

  private boolean isResent() {
    boolean again = random.nextInt(10) == 0;
    resent += again ? 1 : 0;
    return again;
  }

  private long unary(String session, String text, String requestId) {
    var request =
        SendMessageRequest.newBuilder()
            .setSession(session)
            .setText(text)
            .setRequestId(requestId)
            .build();
    return Retries.untilKnown(attempt -> doors.calls(node + attempt, 10).sendMessage(request))
        .getSequence();
  }

  private static long overStream(Conversation conversation, String text, String requestId)
      throws InterruptedException {
    try {
      return conversation
          .say(text, requestId)
          .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
          .sequence();
    } catch (ExecutionException e) {
      throw new CommandFailure("a message failed: " + e.getCause().getMessage(), e);
    } catch (TimeoutException e) {
      throw new CommandFailure(
          "a message was not acknowledged within " + PATIENCE.toSeconds() + " s", e);
    }
  }

  private static void awaitAnswered(List<Event> live, int messages) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!TranscriptCheck.isAnswered(live, messages) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(5_000_000);
    }
  }

  /** The agent replies after the acknowledgement, so the last reply may take a moment. */
  private List<Event> awaitRecorded(String session, int messages) {
    var reader = new SessionReader(doors, session);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    var events = reader.list(node + 1, 0, 1_000);
    while (!TranscriptCheck.isAnswered(events, messages) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(20_000_000);
      events = reader.list(node + 1, 0, 1_000);
    }
    return events;
  }
}
