package switchboard.profile;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.testkit.javadsl.TestKit;
import switchboard.journal.Redis;
import switchboard.journal.RedisStore;
import switchboard.privacy.Subject;
import switchboard.privacy.SubjectKeys;

/** One node's view of the profiles. */
final class ProfileNode implements AutoCloseable {
  static final ProfileSettings SETTINGS =
      new ProfileSettings(
          Duration.ofDays(90),
          Duration.ofHours(24),
          30,
          Duration.ofMillis(2),
          Duration.ofMillis(100));
  private static final Duration BUDGET = Duration.ofSeconds(20);

  final ActorSystem system;
  final StoredProfiles profiles;
  final LongAdder stale = new LongAdder();

  ProfileNode(String uri, SubjectKeys keys, Map<String, Object> more) {
    system = ActorSystem.create("profiles", Redis.config(uri, more));
    profiles =
        new StoredProfiles(
            RedisStore.get(system).transactions(), keys, SETTINGS, Clock.systemUTC(), _ -> {});
  }

  ProfileReply update(Subject subject, ProfileChange change) {
    return await(profiles.update(subject, change, BUDGET));
  }

  Profile read(Subject subject) {
    return found(await(profiles.read(subject)));
  }

  static Profile found(ProfileReply reply) {
    if (reply instanceof ProfileReply.Found(var profile)) {
      return profile;
    }
    throw new AssertionError("refused: " + reply);
  }

  /** Reads, adds one, writes under the etag, until it was the fastest; returns the new version. */
  long increment(Subject subject, String requestId) {
    while (true) {
      var profile = read(subject);
      long count = count(profile);
      var change =
          new ProfileChange(
              requestId + "-" + profile.version(),
              "",
              Optional.of(profile.version()),
              List.of(fact("count", Long.toString(count + 1))),
              List.of());
      switch (update(subject, change)) {
        case ProfileReply.Found(var next) -> {
          return next.version();
        }
        case ProfileReply.StaleEtag _ -> stale.increment();
        case ProfileReply.Plain refusal -> throw new AssertionError("refused: " + refusal);
      }
    }
  }

  static long count(Profile profile) {
    var fact = profile.facts().get("count");
    return fact == null ? 0 : Long.parseLong(fact.value());
  }

  static ProfileFact fact(String name, String value) {
    var now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    return new ProfileFact(name, value, "test", now, now.plus(Duration.ofDays(90)));
  }

  static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    TestKit.shutdownActorSystem(system);
  }
}
