package switchboard.profile;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is kept of a subject.
 *
 * @param version counts the changes; 0 if there has been none
 * @param updateTime when it last changed, to the millisecond
 * @param facts by name; may hold ones that have expired, see {@link #live}
 * @param requests the last ones that were carried out, the oldest first
 * @param forgotten when facts were forgotten on request, by name
 * @param erased whether the subject was erased: nothing is kept, and nothing will be
 */
public record Profile(
    long version,
    Instant updateTime,
    SortedMap<String, ProfileFact> facts,
    List<Request> requests,
    Map<String, Instant> forgotten,
    boolean erased) {
  /** Nothing is kept. */
  public static final Profile EMPTY =
      new Profile(0, Instant.EPOCH, new TreeMap<>(), List.of(), Map.of(), false);

  /** A request that was carried out, with the digest that tells it from another with its id. */
  public record Request(String id, String digest) {}

  public Profile {
    facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
    requests = List.copyOf(requests);
    forgotten = Map.copyOf(forgotten);
  }

  /** The facts that have not expired, by name. */
  public List<ProfileFact> live(Instant now) {
    return facts.values().stream().filter(fact -> fact.expireTime().isAfter(now)).toList();
  }

  Optional<Request> request(String id) {
    return requests.stream().filter(request -> request.id().equals(id)).findFirst();
  }
}
