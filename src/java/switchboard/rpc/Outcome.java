package switchboard.rpc;

import com.google.rpc.Status;
import java.util.function.Function;

/** What a call came to. */
public sealed interface Outcome<T> {
  /** The same with another response. */
  default <R> Outcome<R> map(Function<T, R> change) {
    return switch (this) {
      case Done<T>(var response) -> new Done<>(change.apply(response));
      case Failed<T>(var status) -> new Failed<>(status);
    };
  }

  record Done<T>(T response) implements Outcome<T> {}

  record Failed<T>(Status status) implements Outcome<T> {}
}
