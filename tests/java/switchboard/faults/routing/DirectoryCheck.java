package switchboard.faults.routing;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import switchboard.v1.OperationsServiceGrpc;
import switchboard.v1.SessionPlace;
import switchboard.v1.WhereIsSessionRequest;

/**
 * Compares where a node, any of them, says that a session is with who acknowledged a message of it
 * right before and right after. If that was the same process, the directory has to have named it,
 * unless it says itself which members it had no answer of.
 */
final class DirectoryCheck implements AutoCloseable {
  private static final long ANSWER_SECONDS = 3;

  private final List<ManagedChannel> nodes;
  private final LongAdder right = new LongAdder();
  private final LongAdder partial = new LongAdder();
  private final LongAdder moved = new LongAdder();
  private final LongAdder unanswered = new LongAdder();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

  /**
   * @param operations where each node's operations service is, as HOST:PORT
   */
  DirectoryCheck(List<String> operations) {
    nodes =
        operations.stream()
            .map(address -> address.split(":"))
            .map(it -> NettyChannelBuilder.forAddress(it[0], Integer.parseInt(it[1])))
            .map(it -> it.usePlaintext().directExecutor().build())
            .toList();
  }

  /**
   * Asks once.
   *
   * @param before the incarnation that has just acknowledged a message of the session
   * @param after says something and returns who acknowledges it; empty if nobody does
   */
  void compare(String session, String before, Supplier<String> after) {
    long asked = System.nanoTime();
    var place = where(session);
    long answered = System.nanoTime();
    var then = after.get();
    if (place.isEmpty() || then.isEmpty()) {
      unanswered.increment();
    } else if (!before.equals(then)) {
      moved.increment();
    } else if (place.get().getNode().getIncarnation().equals(then)) {
      right.increment();
    } else if (place.get().getSilentCount() > 0) {
      partial.increment();
    } else {
      wrong.add(
          "%s: %s on %s, but %s answered before and after; took %d ms"
              .formatted(
                  session,
                  place.get().getState(),
                  place.get().getNode().getIncarnation(),
                  then,
                  (answered - asked) / 1_000_000));
    }
  }

  /** The first answer of the nodes in a random order. */
  private Optional<SessionPlace> where(String session) {
    int first = ThreadLocalRandom.current().nextInt(nodes.size());
    var request = WhereIsSessionRequest.newBuilder().setName(session).build();
    for (int i = 0; i < nodes.size(); i++) {
      var node = nodes.get((first + i) % nodes.size());
      try {
        return Optional.of(
            OperationsServiceGrpc.newBlockingStub(node)
                .withDeadlineAfter(ANSWER_SECONDS, TimeUnit.SECONDS)
                .whereIsSession(request));
      } catch (StatusRuntimeException away) {
        // another one will know
      }
    }
    return Optional.empty();
  }

  /** What was wrong, one line each. */
  List<String> wrong() {
    return List.copyOf(wrong);
  }

  @Override
  public String toString() {
    return ("directory asked while one process answered: %d right, %d wrong,"
            + " %d without all members; %d moved meanwhile, %d not answered")
        .formatted(right.sum(), wrong.size(), partial.sum(), moved.sum(), unanswered.sum());
  }

  @Override
  public void close() {
    nodes.forEach(ManagedChannel::shutdownNow);
  }
}
