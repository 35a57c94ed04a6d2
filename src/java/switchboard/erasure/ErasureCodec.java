package switchboard.erasure;

/** Between what happens in an erasure and what the journal has of it. */
public interface ErasureCodec {
  Object stored(ErasureEvent event);

  /**
   * An event as the journal had it.
   *
   * @throws IllegalStateException if it cannot be read
   */
  ErasureEvent event(Object stored);
}
