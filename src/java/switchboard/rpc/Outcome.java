package switchboard.rpc;

import com.google.rpc.Status;

/** What a call came to. */
public sealed interface Outcome<T> {
  record Done<T>(T response) implements Outcome<T> {}

  record Failed<T>(Status status) implements Outcome<T> {}
}
