package switchboard.erasure;

/** What can be asked of an erasure. */
public enum ErasureCommand {
  /** Begin, unless it has. */
  BEGIN,
  /** Tell how far it is. */
  READ,
  /** Go on, if nobody works at it: its durable deadline has passed. */
  RESUME
}
