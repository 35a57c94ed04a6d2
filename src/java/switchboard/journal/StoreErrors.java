package switchboard.journal;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** The one place where the client's errors become {@link StoreException}. */
final class StoreErrors {
  /**
   * Codes that pass by themselves or with an operator's help; inside a script they follow a dash.
   */
  private static final Pattern PASSING =
      Pattern.compile(
          "(^|-)(LOADING|READONLY|MISCONF|OOM|CLUSTERDOWN|TRYAGAIN|BUSY|MASTERDOWN|NOREPLICAS"
              + "|MOVED|ASK)\\b");

  private StoreErrors() {}

  static RuntimeException of(Throwable error) {
    return switch (unwrap(error)) {
      case StoreException known -> known;
      case RedisCommandExecutionException refused when isPassing(refused) ->
          new StoreException.Unavailable("Redis cannot serve now; try again later", refused);
      case RedisCommandExecutionException refused ->
          new IllegalStateException("Redis refused a command; see the cause", refused);
      case RedisException _, IOException _, TimeoutException _, CancellationException _ ->
          new StoreException.Unavailable("Redis did not answer; try again later", unwrap(error));
      case RuntimeException other -> other;
      case Throwable other -> new IllegalStateException("a call to Redis failed", other);
    };
  }

  /** Whether the connection went away, so that the same call may soon succeed. */
  static boolean isCut(Throwable error) {
    return switch (unwrap(error)) {
      case RedisCommandTimeoutException _, RedisCommandExecutionException _ -> false;
      case RedisException _, IOException _, CancellationException _ -> true;
      default -> false;
    };
  }

  /** Whether the key belongs to another server of the cluster than the one that was asked. */
  static boolean isMoved(Throwable error) {
    return unwrap(error) instanceof RedisCommandExecutionException refused
        && refused.getMessage() != null
        && refused.getMessage().startsWith("MOVED");
  }

  static Throwable unwrap(Throwable error) {
    Throwable inner = error;
    while (inner instanceof CompletionException && inner.getCause() != null) {
      inner = inner.getCause();
    }
    return inner;
  }

  private static boolean isPassing(RedisCommandExecutionException refused) {
    String message = refused.getMessage();
    return message != null && PASSING.matcher(message).find();
  }
}
