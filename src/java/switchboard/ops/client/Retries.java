package switchboard.ops.client;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import switchboard.ops.CommandFailure;

/** Sends a call again, with the same request id, while its outcome is not known. */
public final class Retries {
  private static final Duration GIVE_UP_AFTER = Duration.ofSeconds(60);
  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final long LONGEST_PAUSE_MILLIS = 1_000;

  private Retries() {}

  /** A call; gets the attempt's number, from 0, to choose a node by. */
  public interface Call<T> {
    T make(int attempt) throws StatusException;
  }

  /**
   * Makes the call until it is answered, at most for a minute.
   *
   * @throws CommandFailure if it is refused, or not answered in that time
   */
  public static <T> T untilKnown(Call<T> call) {
    long deadline = System.nanoTime() + GIVE_UP_AFTER.toNanos();
    for (int attempt = 0; ; attempt++) {
      try {
        return call.make(attempt);
      } catch (StatusException | StatusRuntimeException e) {
        var status = Status.fromThrowable(e);
        if (!isWorthRepeating(status) || System.nanoTime() > deadline) {
          throw new CommandFailure("the front door answered " + describe(e), e);
        }
        pause(attempt);
      }
    }
  }

  /** Whether sending it again, with the same request id, is what the contract asks for. */
  public static boolean isWorthRepeating(Status status) {
    return switch (status.getCode()) {
      case UNAVAILABLE, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED -> true;
      // A connection that breaks under a call is reported so by some versions of gRPC.
      case CANCELLED, UNKNOWN, INTERNAL -> status.getCause() instanceof IOException;
      default -> false;
    };
  }

  /** Status and description in one line. */
  public static String describe(Throwable error) {
    var status = Status.fromThrowable(error);
    var text = status.getDescription() == null ? "" : ": " + status.getDescription();
    return status.getCode() + text + violations(error);
  }

  /** Which fields are not as the contract says, if the error names some. */
  private static String violations(Throwable error) {
    var details = StatusProto.fromThrowable(error);
    if (details == null) {
      return "";
    }
    var text = new StringBuilder();
    for (var detail : details.getDetailsList()) {
      if (detail.is(BadRequest.class)) {
        try {
          for (var violation : detail.unpack(BadRequest.class).getFieldViolationsList()) {
            text.append(" ").append(violation.getField()).append(": ");
            text.append(violation.getDescription());
          }
        } catch (InvalidProtocolBufferException e) {
          text.append(" (its details cannot be read)");
        }
      }
    }
    return text.toString();
  }

  static void pause(int attempt) {
    long longest = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(attempt, 10));
    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(longest / 2, longest) * 1_000_000);
  }
}
