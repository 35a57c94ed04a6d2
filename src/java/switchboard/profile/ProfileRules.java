package switchboard.profile;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What becomes of a profile. Pure: time comes in as an argument. */
public final class ProfileRules {
  /** How many facts a profile holds at most. */
  public static final int MAX_FACTS = 64;

  /** How many requests a profile remembers. */
  public static final int REQUESTS = 32;

  /** How many forgotten facts a profile remembers; the oldest go first. */
  static final int FORGOTTEN = 64;

  /** Later wins; what is as late is told apart by what it says, so that all orders end alike. */
  private static final Comparator<ProfileFact> LATER =
      Comparator.comparing(ProfileFact::time)
          .thenComparing(ProfileFact::source)
          .thenComparing(ProfileFact::value)
          .thenComparing(ProfileFact::expireTime);

  private ProfileRules() {}

  /** What is decided. */
  sealed interface Decision {
    /** The profile is to be replaced. */
    record Changed(Profile next) implements Decision {}

    /** It stays: what was asked for is done already. */
    record Unchanged(Profile current) implements Decision {}

    /** It stays: what was asked for is refused. */
    record Refused(ProfileReply.Rejection rejection) implements Decision {}
  }

  /**
   * Carries out what was asked for, all of it or nothing. A request that is remembered was carried
   * out before, whatever has become of the profile since.
   *
   * @param request what is remembered of the change
   * @param memory see {@link #expireTime}
   */
  static Decision update(
      Profile profile,
      ProfileChange change,
      Profile.Request request,
      Duration memory,
      Instant now) {
    if (profile.erased()) {
      return new Decision.Refused(ProfileReply.Plain.ERASED);
    }
    var known = profile.request(request.id());
    if (known.isPresent()) {
      return known.get().equals(request)
          ? new Decision.Unchanged(profile)
          : new Decision.Refused(ProfileReply.Plain.REQUEST_ID_REUSED);
    }
    if (change.expectedVersion().stream().anyMatch(version -> version != profile.version())) {
      return new Decision.Refused(new ProfileReply.StaleEtag(profile.version()));
    }
    var facts = byName(profile.live(now));
    var forgotten = new HashMap<>(profile.forgotten());
    for (var name : change.forget()) {
      facts.remove(name);
      forgotten.put(name, now);
    }
    for (var fact : change.facts()) {
      facts.put(fact.name(), fact);
      forgotten.remove(fact.name());
    }
    if (facts.size() > MAX_FACTS) {
      return new Decision.Refused(ProfileReply.Plain.TOO_MANY_FACTS);
    }
    var requests = new ArrayList<>(profile.requests());
    requests.add(request);
    return new Decision.Changed(
        new Profile(
            profile.version() + 1,
            now,
            facts,
            newest(requests),
            remembered(forgotten, memory, now),
            false));
  }

  /**
   * Enters what was learnt. Of each name the latest wins, whichever comes first, and the same again
   * changes nothing. What was forgotten on request after it was learnt stays forgotten. New names
   * that find no room are left out.
   */
  static Decision merge(Profile profile, List<ProfileFact> learnt, Duration memory, Instant now) {
    if (profile.erased()) {
      return new Decision.Refused(ProfileReply.Plain.ERASED);
    }
    var facts = byName(profile.live(now));
    boolean changed = false;
    // a list may name a fact twice
    var latest = new HashMap<>(profile.facts());
    for (var fact : learnt) {
      if (isNews(latest.get(fact.name()), profile.forgotten().get(fact.name()), fact, now)
          && (facts.containsKey(fact.name()) || facts.size() < MAX_FACTS)) {
        facts.put(fact.name(), fact);
        latest.put(fact.name(), fact);
        changed = true;
      }
    }
    if (!changed) {
      return new Decision.Unchanged(profile);
    }
    var forgotten = new HashMap<>(profile.forgotten());
    facts.keySet().forEach(forgotten::remove);
    return new Decision.Changed(
        new Profile(
            profile.version() + 1,
            now,
            facts,
            profile.requests(),
            remembered(forgotten, memory, now),
            false));
  }

  private static boolean isNews(
      ProfileFact known, Instant forgotten, ProfileFact fact, Instant now) {
    return fact.expireTime().isAfter(now)
        && (known == null || LATER.compare(fact, known) > 0)
        && (forgotten == null || fact.time().isAfter(forgotten));
  }

  /** Whether everything of what was learnt is in the profile, or was rightly left out. */
  static boolean holds(Profile profile, List<ProfileFact> learnt, Instant now) {
    return learnt.stream()
        .noneMatch(
            fact ->
                isNews(
                    profile.facts().get(fact.name()),
                    profile.forgotten().get(fact.name()),
                    fact,
                    now));
  }

  /** What is left of a profile whose subject was erased. */
  static Profile erased(Profile profile, Instant now) {
    return new Profile(profile.version() + 1, now, new TreeMap<>(), List.of(), Map.of(), true);
  }

  /** When a profile may go as a whole: no fact is left, and nobody can ask about it any more. */
  static Instant expireTime(Profile profile, Duration memory) {
    var memoryEnds = profile.updateTime().plus(memory);
    return profile.facts().values().stream()
        .map(ProfileFact::expireTime)
        .filter(memoryEnds::isBefore)
        .max(Comparator.naturalOrder())
        .orElse(memoryEnds);
  }

  private static SortedMap<String, ProfileFact> byName(List<ProfileFact> facts) {
    var byName = new TreeMap<String, ProfileFact>();
    facts.forEach(fact -> byName.put(fact.name(), fact));
    return byName;
  }

  private static List<Profile.Request> newest(List<Profile.Request> requests) {
    return requests.subList(Math.max(0, requests.size() - REQUESTS), requests.size());
  }

  private static Map<String, Instant> remembered(
      Map<String, Instant> forgotten, Duration memory, Instant now) {
    var kept = new HashMap<String, Instant>();
    forgotten.entrySet().stream()
        .filter(entry -> entry.getValue().plus(memory).isAfter(now))
        .sorted(Map.Entry.<String, Instant>comparingByValue().reversed())
        .limit(FORGOTTEN)
        .forEach(entry -> kept.put(entry.getKey(), entry.getValue()));
    return kept;
  }
}
