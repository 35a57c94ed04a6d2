package switchboard.erasure;

import java.time.Instant;

/** Everything that can happen in an erasure; nothing of it is classified. */
public sealed interface ErasureEvent {
  Instant time();

  /** Somebody has asked for it. */
  record Requested(Instant time) implements ErasureEvent {}

  /** No new work gets the subject's key any more. */
  record Marked(Instant time) implements ErasureEvent {}

  /** A page of the subject's sessions, and the sagas of these, have ended. */
  record SessionsEnded(SessionPage page, Instant time) implements ErasureEvent {}

  /** The key is gone. */
  record KeyDestroyed(Instant time) implements ErasureEvent {}

  /** The profile is empty. */
  record ProfileEmptied(Instant time) implements ErasureEvent {}

  /** So many nodes have confirmed that they forgot the key. */
  record CachesEvicted(long nodes, Instant time) implements ErasureEvent {}

  /** So many Redis servers have written their append-only files anew: it is finished. */
  record FilesRewritten(long files, Instant time) implements ErasureEvent {}
}
