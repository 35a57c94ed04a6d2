package switchboard.directory;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a node knows of why a session may not go on. Nothing of it is classified.
 *
 * @param reading whether the node can read what is stored of the session
 * @param key id of the key-encryption key that wraps the subject's key; empty if unknown
 * @param subject whom the session is with; empty if unknown
 * @param claim number of the newest claim of the session that the store knows; 0 if unknown
 * @param services those that the node's sagas have asked, or that it calls over HTTP
 */
public record Examination(
    Reading reading, String key, String subject, long claim, List<ServiceTalk> services) {
  /** Whether a session can be read. */
  public enum Reading {
    /** It can. */
    READABLE,
    /** Nothing is stored of it. */
    NOTHING,
    /** Its subject is being erased. */
    ERASING,
    /** Its subject was erased. */
    ERASED,
    /** The node does not have the key-encryption key. */
    KEY_MISSING,
    /** The store is away, or too slow. */
    STORE_AWAY,
    /** It is damaged, or its key is; the node's log says more. */
    UNREADABLE
  }

  /**
   * How it stands between a node and a service.
   *
   * @param asked when one of its sagas asked it last, since the node began
   * @param answered when it answered one of them last, since the node began
   * @param circuitOpen whether the node leaves it alone for now, because too many calls failed
   */
  public record ServiceTalk(
      String service, Optional<Instant> asked, Optional<Instant> answered, boolean circuitOpen) {}

  public Examination {
    services = List.copyOf(services);
  }
}
