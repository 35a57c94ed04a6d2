package switchboard.cluster;

import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;
import switchboard.privacy.Subject;
import switchboard.profile.ProfileListeners;

/**
 * Tells every node when a profile was changed on one of them. At most once: a node that is cut off,
 * or joins at this moment, misses it.
 */
final class ProfileNews {
  private static final ServiceKey<ProfileNewsMessage> KEY =
      ServiceKey.create(ProfileNewsMessage.class, "profile-news");

  private final ActorContext<ProfileNewsMessage> actor;
  private final ProfileListeners listeners;
  private Set<ActorRef<ProfileNewsMessage>> nodes = Set.of();

  private ProfileNews(ActorContext<ProfileNewsMessage> actor, ProfileListeners listeners) {
    this.actor = actor;
    this.listeners = listeners;
  }

  /** A node's way to tell of a change that was made on it. */
  interface Publisher {
    void changed(Subject subject);
  }

  /**
   * Takes part in the news.
   *
   * @param listeners are told of changes on any node, this one included
   */
  static Publisher start(ActorSystem<?> system, ProfileListeners listeners) {
    var actor = system.systemActorOf(behavior(listeners), "profile-news", Props.empty());
    return subject -> actor.tell(new ProfileNewsMessage.Publish(subject));
  }

  private static Behavior<ProfileNewsMessage> behavior(ProfileListeners listeners) {
    return Behaviors.setup(
        actor -> {
          var receptionist = actor.getSystem().receptionist();
          receptionist.tell(Receptionist.register(KEY, actor.getSelf()));
          receptionist.tell(
              Receptionist.subscribe(
                  KEY,
                  actor.messageAdapter(
                      Receptionist.Listing.class, ProfileNewsMessage.Listed::new)));
          var news = new ProfileNews(actor, listeners);
          return Behaviors.receiveMessage(news::onMessage);
        });
  }

  private Behavior<ProfileNewsMessage> onMessage(ProfileNewsMessage message) {
    switch (message) {
      case ProfileNewsMessage.Listed(var listing) ->
          nodes = Set.copyOf(listing.getServiceInstances(KEY));
      case ProfileNewsMessage.Changed(var subject) -> listeners.changed(subject);
      case ProfileNewsMessage.Publish(var subject) -> {
        listeners.changed(subject);
        nodes.stream()
            .filter(node -> !node.equals(actor.getSelf()))
            .forEach(node -> node.tell(new ProfileNewsMessage.Changed(subject)));
      }
    }
    return Behaviors.same();
  }
}
