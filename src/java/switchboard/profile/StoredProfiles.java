package switchboard.profile;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import switchboard.journal.StoreException;
import switchboard.journal.Transactions;
import switchboard.journal.Transactions.Decision;
import switchboard.journal.Transactions.Decision.Keep;
import switchboard.journal.Transactions.Decision.Write;
import switchboard.privacy.Subject;
import switchboard.privacy.SubjectCipher;
import switchboard.privacy.SubjectKey;
import switchboard.privacy.SubjectKeys;

/**
 * Profiles in Redis. Each change is a transaction, which is tried again when somebody else was
 * faster.
 */
public final class StoredProfiles implements Profiles {
  /** For how long the mark of an erased profile outlives every change that was under way. */
  private static final Duration ERASED_MARK = Duration.ofDays(1);

  private static final Duration MERGE_BUDGET = Duration.ofSeconds(10);

  private final Transactions transactions;
  private final SubjectKeys keys;
  private final ProfileSettings settings;
  private final Clock clock;
  private final Consumer<Subject> changed;
  private final LongAdder lostRaces = new LongAdder();

  /**
   * Makes the door to all profiles.
   *
   * @param changed told of every subject whose profile was changed here, on any thread; must
   *     neither block nor throw
   */
  public StoredProfiles(
      Transactions transactions,
      SubjectKeys keys,
      ProfileSettings settings,
      Clock clock,
      Consumer<Subject> changed) {
    this.transactions = transactions;
    this.keys = keys;
    this.settings = settings;
    this.clock = clock;
    this.changed = changed;
  }

  @Override
  public Duration factLife() {
    return settings.factLife();
  }

  /** How often a transaction of this process was lost to a faster one. */
  public long lostRaces() {
    return lostRaces.sum();
  }

  @Override
  public CompletionStage<ProfileReply> read(Subject subject) {
    return keys.key(subject)
        .thenCompose(
            key ->
                switch (key) {
                  case SubjectKey.Present(var cipher, _) ->
                      transactions
                          .read(ProfileDocument.name(subject))
                          .thenApply(found -> view(profile(found, subject, cipher)));
                  case SubjectKey.Absent.NONE -> done(new ProfileReply.Found(Profile.EMPTY));
                  case SubjectKey.Absent.ERASED -> done(ProfileReply.Plain.ERASED);
                });
  }

  @Override
  public CompletionStage<ProfileReply> update(
      Subject subject, ProfileChange change, Duration budget) {
    long until = System.nanoTime() + budget.toNanos();
    return keys.obtain(subject, Optional.empty())
        .thenCompose(
            key ->
                switch (key) {
                  case SubjectKey.Present(var cipher, _) -> update(subject, cipher, change, until);
                  case SubjectKey.Absent.NONE, SubjectKey.Absent.ERASED ->
                      done(ProfileReply.Plain.ERASED);
                });
  }

  private CompletionStage<ProfileReply> update(
      Subject subject, SubjectCipher cipher, ProfileChange change, long until) {
    var digest = cipher.digest(change.content().getBytes(StandardCharsets.UTF_8));
    var request = new Profile.Request(change.requestId(), HexFormat.of().formatHex(digest));
    return this.<ProfileReply>race(
            subject,
            until,
            found ->
                switch (ProfileRules.update(
                    profile(found, subject, cipher), change, request, settings.memory(), now())) {
                  case ProfileRules.Decision.Changed(var next) ->
                      write(subject, cipher, next, new ProfileReply.Found(next));
                  case ProfileRules.Decision.Unchanged(var current) ->
                      new Keep<>(new ProfileReply.Found(current));
                  case ProfileRules.Decision.Refused(var rejection) -> new Keep<>(rejection);
                })
        .thenApply(
            end ->
                switch (end) {
                  case Race.End.Settled<ProfileReply>(var reply) -> reply;
                  case Race.End.GivenUp<ProfileReply> _ -> ProfileReply.Plain.CONTENDED;
                  case Race.End.Unknown<ProfileReply> _ -> ProfileReply.Plain.OUTCOME_UNKNOWN;
                })
        .thenApply(
            reply -> {
              if (reply instanceof ProfileReply.Found) {
                changed.accept(subject);
              }
              return reply;
            });
  }

  @Override
  public CompletionStage<Merged> merge(Subject subject, Learnt learnt) {
    long until = System.nanoTime() + MERGE_BUDGET.toNanos();
    return keys.obtain(subject, Optional.empty())
        .thenCompose(
            key ->
                switch (key) {
                  case SubjectKey.Present(var cipher, _) ->
                      merge(subject, cipher, learnt.open(cipher), until);
                  case SubjectKey.Absent.NONE, SubjectKey.Absent.ERASED ->
                      CompletableFuture.completedStage(Merged.ERASED);
                });
  }

  private CompletionStage<Merged> merge(
      Subject subject, SubjectCipher cipher, List<ProfileFact> facts, long until) {
    return this.<Merged>race(
            subject,
            until,
            found -> {
              var now = now();
              var before = profile(found, subject, cipher);
              return switch (ProfileRules.merge(before, facts, settings.memory(), now)) {
                case ProfileRules.Decision.Changed(var next) ->
                    write(
                        subject,
                        cipher,
                        next,
                        ProfileRules.holds(next, facts, now) ? Merged.CHANGED : Merged.FULL);
                case ProfileRules.Decision.Unchanged(var current) ->
                    new Keep<>(
                        ProfileRules.holds(current, facts, now) ? Merged.UNCHANGED : Merged.FULL);
                case ProfileRules.Decision.Refused _ -> new Keep<>(Merged.ERASED);
              };
            })
        .thenApply(StoredProfiles::settled)
        .thenApply(
            merged -> {
              switch (merged) {
                case CHANGED, FULL -> changed.accept(subject);
                case UNCHANGED, ERASED -> {}
              }
              return merged;
            });
  }

  @Override
  public CompletionStage<Void> erase(Subject subject) {
    long until = System.nanoTime() + MERGE_BUDGET.toNanos();
    return this.<Boolean>race(
            subject,
            until,
            found -> {
              var before = found.map(ProfileDocument::outline).orElse(Profile.EMPTY);
              return before.erased()
                  ? new Keep<>(false)
                  : new Write<>(
                      ProfileDocument.writeErased(ProfileRules.erased(before, now())),
                      Optional.of(now().plus(ERASED_MARK)),
                      true);
            })
        .thenApply(StoredProfiles::settled)
        .thenAccept(_ -> changed.accept(subject));
  }

  private <T> CompletionStage<Race.End<T>> race(
      Subject subject, long until, Function<Optional<byte[]>, Decision<T>> decide) {
    return new Race(transactions, settings, lostRaces, ProfileDocument.name(subject), until)
        .run(decide);
  }

  private <T> Decision<T> write(Subject subject, SubjectCipher cipher, Profile next, T result) {
    return new Write<>(
        ProfileDocument.write(next, subject, cipher),
        Optional.of(ProfileRules.expireTime(next, settings.memory())),
        result);
  }

  private static <T> T settled(Race.End<T> end) {
    return switch (end) {
      case Race.End.Settled<T>(var result) -> result;
      case Race.End.GivenUp<T> _, Race.End.Unknown<T> _ ->
          throw new StoreException.Unavailable(
              "a profile is changed by others too often now; try again later", null);
    };
  }

  private static Profile profile(Optional<byte[]> found, Subject subject, SubjectCipher cipher) {
    return found
        .map(document -> ProfileDocument.read(document, subject, cipher))
        .orElse(Profile.EMPTY);
  }

  private static ProfileReply view(Profile profile) {
    return profile.erased() ? ProfileReply.Plain.ERASED : new ProfileReply.Found(profile);
  }

  private static CompletionStage<ProfileReply> done(ProfileReply reply) {
    return CompletableFuture.completedStage(reply);
  }

  /** To the millisecond, as it is stored. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
