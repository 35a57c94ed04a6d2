package switchboard.ops.client;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import io.grpc.Status;
import io.grpc.StatusException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import switchboard.ops.CommandFailure;
import switchboard.v1.InspectedNode;
import switchboard.v1.LogChange;
import switchboard.v1.LogCursor;
import switchboard.v1.LogLine;
import switchboard.v1.SystemServiceGrpc;
import switchboard.v1.SystemServiceGrpc.SystemServiceBlockingV2Stub;
import switchboard.v1.TailLogRequest;
import switchboard.v1.TailLogResponse;

/**
 * Reads the nodes' logs through one of them. If that one goes while it is followed, another one is
 * asked, from where the first one stopped.
 */
public final class LogStream {
  private static final Duration DEADLINE = Duration.ofSeconds(3);

  /** Longer than a node streams to one caller. */
  private static final Duration FOLLOWED = Duration.ofMinutes(11);

  /** A node that goes after this long was listened to, whether or not it said something. */
  private static final long BEGUN_NANOS = Duration.ofSeconds(2).toNanos();

  private final Operations operations;
  private final Map<Long, Long> cursors = new LinkedHashMap<>();
  private Set<Long> known = Set.of();
  private Timestamp latest = Timestamps.MIN_VALUE;
  private Timestamp resumedAt = latest;
  private boolean isWhole = true;

  /** One that asks these nodes. */
  public LogStream(Operations operations) {
    this.operations = operations;
  }

  /** Who the lines are for. */
  public interface Reader {
    /** Is told something. */
    void take(TailLogResponse news) throws InvalidProtocolBufferException;
  }

  /**
   * Reads to the end, or for ever if the request says to follow; an interruption ends that.
   *
   * @return whether every node answered
   * @throws CommandFailure if no node answers, or the first that does refuses
   */
  public boolean read(TailLogRequest request, Reader reader) {
    boolean goesOn = true;
    while (goesOn) {
      goesOn =
          operations.any(
                  SystemServiceGrpc::newBlockingV2Stub, node -> stream(node, request, reader))
              && request.getFollow();
    }
    return isWhole;
  }

  /** Whether there may be more: it was ended by the node, or by its loss. */
  private boolean stream(SystemServiceBlockingV2Stub node, TailLogRequest request, Reader reader)
      throws StatusException {
    var asked = request.toBuilder();
    cursors.forEach(
        (uid, sequence) ->
            asked.addCursors(LogCursor.newBuilder().setUid(uid).setSequence(sequence)));
    known = Set.copyOf(cursors.keySet());
    resumedAt = latest;
    boolean began = false;
    long since = System.nanoTime();
    try {
      var within = request.getFollow() ? FOLLOWED : DEADLINE;
      var call = Living.within(within, node).tailLog(asked.build());
      while (call.hasNext()) {
        take(call.read(), reader);
        began = true;
      }
      return true;
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      return false;
    } catch (StatusException failure) {
      began |= System.nanoTime() - since > BEGUN_NANOS;
      if (!request.getFollow() || !began || !isGone(failure)) {
        throw failure;
      }
      tell(LogChange.Kind.SILENT, node.getChannel().authority(), reader);
      return true;
    }
  }

  /** A node that is killed is unavailable; one that stops cancels what it streams. */
  private static boolean isGone(StatusException failure) {
    var code = failure.getStatus().getCode();
    return code == Status.Code.UNAVAILABLE
        || code == Status.Code.DEADLINE_EXCEEDED
        || code == Status.Code.CANCELLED;
  }

  private void tell(LogChange.Kind kind, String operations, Reader reader) {
    var node = InspectedNode.newBuilder().setAddress(operations + " (operations)");
    take(
        TailLogResponse.newBuilder()
            .setChange(LogChange.newBuilder().setKind(kind).setNode(node))
            .build(),
        reader);
  }

  private void take(TailLogResponse news, Reader reader) {
    isWhole &= !(news.hasChange() && news.getChange().getKind() == LogChange.Kind.SILENT);
    if (news.hasLine() && !isNew(news.getLine())) {
      return;
    }
    try {
      reader.take(news);
    } catch (InvalidProtocolBufferException broken) {
      throw new CommandFailure("a line cannot be written as JSON: " + broken.getMessage(), broken);
    }
  }

  /** Of a node that no line was seen of, another one tells all that it has kept. */
  private boolean isNew(LogLine line) {
    long uid = line.getNode().getUid();
    cursors.put(uid, line.getSequence());
    boolean isNew =
        known.isEmpty()
            || known.contains(uid)
            || Timestamps.compare(line.getTime(), resumedAt) >= 0;
    if (Timestamps.compare(line.getTime(), latest) > 0) {
      latest = line.getTime();
    }
    return isNew;
  }
}
