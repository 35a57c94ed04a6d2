package switchboard.profile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import switchboard.fakes.InMemoryKeys;
import switchboard.journal.StoreException;
import switchboard.privacy.Subject;
import switchboard.privacy.SubjectCipher;
import switchboard.privacy.SubjectKey;
import switchboard.privacy.SubjectKeys;

/** Profiles in memory, by the same rules. */
public final class MemoryProfiles implements Profiles {
  private static final Duration MEMORY = Duration.ofHours(24);

  private final Map<Subject, Profile> profiles = new HashMap<>();
  private final SubjectKeys keys;
  private final Clock clock;
  private boolean away;

  public MemoryProfiles() {
    this(new InMemoryKeys(), Clock.systemUTC());
  }

  public MemoryProfiles(SubjectKeys keys, Clock clock) {
    this.keys = keys;
    this.clock = clock;
  }

  /** Whether the store cannot be reached. */
  public synchronized void away(boolean isAway) {
    away = isAway;
  }

  @Override
  public Duration factLife() {
    return Duration.ofDays(90);
  }

  @Override
  public synchronized CompletionStage<ProfileReply> read(Subject subject) {
    return away ? failed() : done(reply(profile(subject)));
  }

  @Override
  public synchronized CompletionStage<ProfileReply> update(
      Subject subject, ProfileChange change, Duration budget) {
    if (away) {
      return failed();
    }
    var digest = cipher(subject).digest(change.content().getBytes(UTF_8));
    var request = new Profile.Request(change.requestId(), HexFormat.of().formatHex(digest));
    return done(
        switch (ProfileRules.update(profile(subject), change, request, MEMORY, now())) {
          case ProfileRules.Decision.Changed(var next) -> {
            profiles.put(subject, next);
            yield reply(next);
          }
          case ProfileRules.Decision.Unchanged(var current) -> reply(current);
          case ProfileRules.Decision.Refused(var rejection) -> rejection;
        });
  }

  @Override
  public synchronized CompletionStage<Merged> merge(Subject subject, Learnt learnt) {
    if (away) {
      return failed();
    }
    return done(learnt)
        .thenApply(it -> it.open(cipher(subject)))
        .thenApply(facts -> merge(subject, facts));
  }

  private Merged merge(Subject subject, List<ProfileFact> facts) {
    return switch (ProfileRules.merge(profile(subject), facts, MEMORY, now())) {
      case ProfileRules.Decision.Changed(var next) -> {
        profiles.put(subject, next);
        yield Merged.CHANGED;
      }
      case ProfileRules.Decision.Unchanged _ -> Merged.UNCHANGED;
      case ProfileRules.Decision.Refused _ -> Merged.ERASED;
    };
  }

  @Override
  public synchronized CompletionStage<Void> erase(Subject subject) {
    profiles.put(subject, ProfileRules.erased(profile(subject), now()));
    return done(null);
  }

  private Profile profile(Subject subject) {
    return profiles.getOrDefault(subject, Profile.EMPTY);
  }

  private SubjectCipher cipher(Subject subject) {
    var key = keys.obtain(subject, Optional.empty()).toCompletableFuture().resultNow();
    if (key instanceof SubjectKey.Present(var cipher, _)) {
      return cipher;
    }
    throw new IllegalStateException("no key: " + key);
  }

  private static ProfileReply reply(Profile profile) {
    return profile.erased() ? ProfileReply.Plain.ERASED : new ProfileReply.Found(profile);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private static <T> CompletionStage<T> done(T value) {
    return CompletableFuture.completedStage(value);
  }

  private static <T> CompletionStage<T> failed() {
    return CompletableFuture.failedStage(new StoreException.Unavailable("away", null));
  }
}
