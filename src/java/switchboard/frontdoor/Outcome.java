package switchboard.frontdoor;

import com.google.rpc.Status;

/** What a call came to. */
sealed interface Outcome<T> {
  record Done<T>(T response) implements Outcome<T> {}

  record Failed<T>(Status status) implements Outcome<T> {}
}
