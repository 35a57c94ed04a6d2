package switchboard.ops.raw;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The bytes of one session, of one moment.
 *
 * @param persistenceId in the journal
 * @param head the fields of its document: counters and sections
 * @param elements its journal's list
 * @param millisToLive of each of its keys that there is, by the key's kind; -1 for ever
 * @param key its subject's key, if there is one
 */
record RawSession(
    String persistenceId,
    Map<String, byte[]> head,
    List<byte[]> elements,
    Map<String, Long> millisToLive,
    Optional<byte[]> key) {
  RawSession {
    head = Map.copyOf(head);
    elements = List.copyOf(elements);
    millisToLive = Map.copyOf(millisToLive);
  }
}
