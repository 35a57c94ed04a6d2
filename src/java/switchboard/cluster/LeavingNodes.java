package switchboard.cluster;

import java.util.Set;
import java.util.stream.Collectors;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;

/** Which nodes are about to leave, as they tell all others while they still serve. */
final class LeavingNodes {
  /** What is registered under it is no service, but says that its node leaves. */
  private static final ServiceKey<Object> LEAVING = ServiceKey.create(Object.class, "leaving");

  private final ActorSystem<?> system;
  private volatile Set<Address> addresses = Set.of();

  private LeavingNodes(ActorSystem<?> system) {
    this.system = system;
  }

  static LeavingNodes follow(ActorSystem<?> system) {
    var nodes = new LeavingNodes(system);
    system.systemActorOf(nodes.listen(), "leaving-nodes", Props.empty());
    return nodes;
  }

  private Behavior<Receptionist.Listing> listen() {
    return Behaviors.setup(
        context -> {
          system.receptionist().tell(Receptionist.subscribe(LEAVING, context.getSelf()));
          return Behaviors.receiveMessage(
              listing -> {
                addresses =
                    listing.getServiceInstances(LEAVING).stream()
                        .map(leaving -> whole(leaving.path().address()))
                        .collect(Collectors.toUnmodifiableSet());
                return Behaviors.same();
              });
        });
  }

  /** Tells all nodes, this one among them, that this one leaves. It cannot be taken back. */
  void announce() {
    var sign = system.systemActorOf(Behaviors.ignore(), "leaves", Props.empty());
    system.receptionist().tell(Receptionist.register(LEAVING, sign));
  }

  /** Whether the node of an actor leaves. */
  boolean isLeaving(ActorRef actor) {
    return isLeaving(whole(actor.path().address()));
  }

  /** Whether the node at an address leaves. */
  boolean isLeaving(Address node) {
    return addresses.contains(node);
  }

  /** Actors of this node do not name it. */
  private Address whole(Address address) {
    return address.hasGlobalScope() ? address : system.address();
  }
}
