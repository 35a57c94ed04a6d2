package switchboard.cluster;

import com.typesafe.config.Config;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import switchboard.journal.RedisStore;
import switchboard.privacy.Subject;
import switchboard.privacy.SubjectKeys;
import switchboard.profile.ProfileFact;
import switchboard.profile.ProfileListeners;
import switchboard.profile.ProfileReply;
import switchboard.profile.ProfileSettings;
import switchboard.profile.Profiles;
import switchboard.profile.StoredProfiles;
import switchboard.session.ProfileFeed;

/** The subjects' profiles on this node, and the news of them. */
final class NodeProfiles implements ProfileFeed {
  private final Profiles profiles;
  private final ProfileListeners listeners;

  private final Clock clock;

  private NodeProfiles(Profiles profiles, ProfileListeners listeners, Clock clock) {
    this.clock = clock;
    this.profiles = profiles;
    this.listeners = listeners;
  }

  static NodeProfiles start(
      ActorSystem<?> system, Config config, RedisStore store, SubjectKeys keys, Clock clock) {
    var listeners = new ProfileListeners();
    var news = ProfileNews.start(system, listeners);
    var profiles =
        new StoredProfiles(
            store.transactions(), keys, ProfileSettings.from(config), clock, news::changed);
    return new NodeProfiles(profiles, listeners, clock);
  }

  Profiles profiles() {
    return profiles;
  }

  @Override
  public CompletionStage<List<ProfileFact>> read(Subject subject) {
    return profiles
        .read(subject)
        .thenApply(
            reply ->
                switch (reply) {
                  case ProfileReply.Found(var profile) -> profile.live(clock.instant());
                  case ProfileReply.Rejection _ -> List.of();
                });
  }

  @Override
  public Runnable watch(Subject subject, Runnable news) {
    return listeners.listen(subject, news)::close;
  }
}
