package switchboard.cluster;

import com.typesafe.config.Config;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import switchboard.erasure.ErasureEntity;
import switchboard.erasure.ErasureSettings;
import switchboard.erasure.ShardedErasures;
import switchboard.export.StoredExports;
import switchboard.frontdoor.SubjectDoors;
import switchboard.journal.RedisStore;
import switchboard.privacy.KeyEncryptionKeys;
import switchboard.privacy.StoredSubjectKeys;
import switchboard.privacy.Subject;
import switchboard.privacy.SubjectKeys;
import switchboard.profile.ProfileFact;
import switchboard.profile.ProfileListeners;
import switchboard.profile.ProfileReply;
import switchboard.profile.ProfileSettings;
import switchboard.profile.Profiles;
import switchboard.profile.StoredProfiles;
import switchboard.saga.ShardedSagas;
import switchboard.session.ProfileFeed;
import switchboard.session.SessionHistory;
import switchboard.session.Sessions;
import switchboard.wire.StoredErasures;
import switchboard.wire.StoredSagas;

/** The subjects on this node: their keys, their profiles and the news of these, their erasure. */
final class People implements ProfileFeed {
  private final ActorSystem<?> system;
  private final Config config;
  private final RedisStore store;
  private final StoredSubjectKeys keys;
  private final KeyCaches caches;
  private final Profiles profiles;
  private final ProfileListeners listeners;
  private final Clock clock;

  private People(
      ActorSystem<?> system,
      Config config,
      RedisStore store,
      KeyEncryptionKeys keyEncryptionKeys,
      Clock clock) {
    this.system = system;
    this.config = config;
    this.store = store;
    this.clock = clock;
    keys =
        new StoredSubjectKeys(
            store.subjects(), keyEncryptionKeys, StoredSubjectKeys.CacheSettings.from(config));
    caches = KeyCaches.start(system, keys::evict);
    listeners = new ProfileListeners();
    var news = ProfileNews.start(system, listeners);
    profiles =
        new StoredProfiles(
            store.transactions(), keys, ProfileSettings.from(config), clock, news::changed);
  }

  static People start(
      ActorSystem<?> system,
      Config config,
      RedisStore store,
      KeyEncryptionKeys keyEncryptionKeys,
      Clock clock) {
    return new People(system, config, store, keyEncryptionKeys, clock);
  }

  SubjectKeys keys() {
    return keys;
  }

  Profiles profiles() {
    return profiles;
  }

  /** Hosts erasures on this node. */
  ShardedErasures erasures(Sessions sessions, ShardedSagas sagas, SessionHistory history) {
    var settings = ErasureSettings.from(config);
    var steps =
        new ErasureSteps(
            system,
            new ErasureSteps.Parts(
                store, sessions, sagas, new OpenSagas(history), profiles, caches, settings));
    return ShardedErasures.init(
        system, new ErasureEntity.Dependencies(steps, new StoredErasures(), settings, clock));
  }

  /** All that the front door offers about subjects. */
  SubjectDoors doors(ShardedErasures erasures, Sessions sessions, SessionHistory history) {
    var exports =
        new StoredExports(
            store.subjects(),
            store::events,
            keys,
            profiles,
            sessions,
            history,
            new StoredSagas(),
            clock);
    return new SubjectDoors(profiles, erasures, exports);
  }

  @Override
  public CompletionStage<List<ProfileFact>> read(Subject subject) {
    return profiles
        .read(subject)
        .thenApply(
            reply ->
                switch (reply) {
                  case ProfileReply.Found(var profile) -> List.copyOf(profile.facts().values());
                  case ProfileReply.Rejection _ -> List.of();
                });
  }

  @Override
  public Runnable watch(Subject subject, Runnable news) {
    return listeners.listen(subject, news)::close;
  }
}
