package switchboard.ops.check;

import com.google.protobuf.FieldMask;
import io.grpc.Status;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;
import switchboard.ops.CommandFailure;
import switchboard.ops.client.FrontDoors;
import switchboard.ops.client.Retries;
import switchboard.v1.Context;
import switchboard.v1.CreateSessionRequest;
import switchboard.v1.GetContextRequest;
import switchboard.v1.SendMessageRequest;
import switchboard.v1.Session;
import switchboard.v1.UpdateContextRequest;

/**
 * One client's calls to one session, each through another node than the one before, each with the
 * same request id until its outcome is known, and one of ten sent a second time. For one thread.
 */
final class SessionCalls {
  private static final int SECONDS = 10;
  private static final int MOST_CONFLICTS = 100;

  private final FrontDoors doors;
  private final String session;
  private final Counts counts;
  private final Differences differences;
  private final SplittableRandom random;
  private int node;

  SessionCalls(
      FrontDoors doors,
      String session,
      int node,
      Counts counts,
      Differences differences,
      long seed) {
    this.doors = doors;
    this.session = session;
    this.node = node;
    this.counts = counts;
    this.differences = differences;
    this.random = new SplittableRandom(seed);
  }

  /** The node that was asked last. */
  int node() {
    return node;
  }

  /**
   * What became of an update.
   *
   * @param requestId the one under which it took effect
   */
  record Updated(String requestId, Context context) {}

  void create(String tenant, String sessionId, String subject, String agent) {
    var request =
        CreateSessionRequest.newBuilder()
            .setParent(tenant)
            .setSessionId(sessionId)
            .setSession(Session.newBuilder().setSubject(subject).setAgent(agent))
            .setRequestId(sessionId + "-create")
            .build();
    var created = call((door, seconds) -> doors.calls(door, seconds).createSession(request));
    counts.requests.increment();
    if (!created.getName().equals(session)) {
      differences.add("CreateSession named another session: " + created.getName());
    }
  }

  /** Says something; the sequence it is recorded under. */
  long say(String text, String requestId) {
    var request =
        SendMessageRequest.newBuilder()
            .setSession(session)
            .setText(text)
            .setRequestId(requestId)
            .build();
    counts.requests.increment();
    long sequence =
        call((door, seconds) -> doors.calls(door, seconds).sendMessage(request)).getSequence();
    if (isRepeated()) {
      long again =
          call((door, seconds) -> doors.calls(door, seconds).sendMessage(request)).getSequence();
      if (again != sequence) {
        differences.add(
            "a repeated message was acknowledged as #%d, then as #%d".formatted(sequence, again));
      }
    }
    return sequence;
  }

  /** The document now. */
  Context context() {
    return context(0);
  }

  /** The document as it was right after an event; 0 for now. */
  Context context(long sequence) {
    var request =
        GetContextRequest.newBuilder().setName(session + "/context").setSequence(sequence).build();
    return call((door, seconds) -> doors.calls(door, seconds).getContext(request));
  }

  /**
   * Reads the document, changes it and writes it, again from the start for as long as somebody else
   * is faster.
   *
   * @param change of the document just read, which its etag is taken from
   * @param conflicts counts how often somebody else was faster
   */
  Updated update(
      FieldMask mask, UnaryOperator<Context> change, String requestId, LongAdder conflicts) {
    counts.requests.increment();
    for (int attempt = 0; attempt < MOST_CONFLICTS; attempt++) {
      var read = context();
      // A refused request is not remembered, and the next one has another etag: a new request.
      var id = attempt == 0 ? requestId : requestId + "." + attempt;
      var request =
          UpdateContextRequest.newBuilder()
              .setContext(parts(change.apply(read)).setEtag(read.getEtag()))
              .setUpdateMask(mask)
              .setRequestId(id)
              .build();
      try {
        var updated = call((door, seconds) -> doors.calls(door, seconds).updateContext(request));
        repeat(request, updated);
        return new Updated(id, updated);
      } catch (CommandFailure e) {
        if (Status.fromThrowable(e).getCode() != Status.Code.ABORTED) {
          throw e;
        }
        conflicts.increment();
      }
    }
    throw new CommandFailure(
        "an update of " + mask + " was refused as stale " + MOST_CONFLICTS + " times");
  }

  /** What can be written of a document: the rest need not travel. */
  private static Context.Builder parts(Context changed) {
    var parts =
        Context.newBuilder()
            .setName(changed.getName())
            .addAllSuspendedGoals(changed.getSuspendedGoalsList())
            .addAllFacts(changed.getFactsList());
    return changed.hasGoal() ? parts.setGoal(changed.getGoal()) : parts;
  }

  private void repeat(UpdateContextRequest request, Context first) {
    if (isRepeated()) {
      var again = call((door, seconds) -> doors.calls(door, seconds).updateContext(request));
      if (again.getVersion() != first.getVersion()) {
        differences.add(
            "a repeated update was answered with version %d, then with %d"
                .formatted(first.getVersion(), again.getVersion()));
      }
    }
  }

  private boolean isRepeated() {
    boolean again = random.nextInt(10) == 0;
    if (again) {
      counts.repeated.increment();
    }
    return again;
  }

  private interface Call<T> {
    T make(int node, int seconds) throws io.grpc.StatusException;
  }

  private <T> T call(Call<T> call) {
    return Retries.untilKnown(
        attempt -> {
          if (attempt > 0) {
            counts.retried.increment();
          }
          node++;
          return call.make(node, SECONDS);
        });
  }
}
