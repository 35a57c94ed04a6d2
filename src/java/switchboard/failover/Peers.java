package switchboard.failover;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.AddressFromURIString;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.remote.RemoteActorRefProvider;
import scala.Option;

/** The other nodes: who they are, how to reach them, and how one of them is downed. */
final class Peers {
  /** Who is not up yet has no say; who is exiting closes its port in good order. */
  private static final Set<MemberStatus> TAKE_PART =
      Set.of(MemberStatus.up(), MemberStatus.leaving());

  private final Cluster cluster;
  private final RemoteActorRefProvider remoting;
  private final ActorRefResolver resolver;
  private final String watchPath;

  /**
   * @param watchName the name of the crash watch, the same on every node
   */
  Peers(ActorSystem<?> system, String watchName) {
    this.cluster = Cluster.get(system.classicSystem());
    this.remoting =
        (RemoteActorRefProvider) ((ExtendedActorSystem) system.classicSystem()).provider();
    this.resolver = ActorRefResolver.get(system);
    this.watchPath = "/system/" + watchName;
  }

  /** The cluster as this node sees it now. */
  View view() {
    var state = cluster.state();
    var unreachable = state.getUnreachable().stream().map(Peers::life).collect(Collectors.toSet());
    List<NodeLife> members =
        StreamSupport.stream(state.getMembers().spliterator(), false)
            .filter(member -> TAKE_PART.contains(member.status()))
            .map(Peers::life)
            .toList();
    return new View(
        life(cluster.selfMember()),
        members,
        unreachable.stream().filter(members::contains).collect(Collectors.toSet()));
  }

  private static NodeLife life(Member member) {
    var address = member.uniqueAddress();
    return new NodeLife(address.address().toString(), address.longUid());
  }

  /** The crash watch of a node; messages to one that is gone are lost. */
  ActorRef<CrashMessage> watch(NodeLife node) {
    return resolver.resolveActorRef(node.address() + watchPath);
  }

  /** Connects to a node. Blocks; see {@link Probe#connect}. */
  static Probe.Outcome probe(NodeLife node, Duration timeout, Duration hold) {
    var address = AddressFromURIString.parse(node.address());
    return Probe.connect(address.getHost().orElse(""), address.getPort().orElse(0), timeout, hold);
  }

  /**
   * Downs a node. The quarantine is of the incarnation, and spares the wait for the failure
   * detector: a member that is down is removed only once it counts as unreachable, too. Should the
   * process live after all, it is told, and downs itself.
   */
  void down(NodeLife node) {
    var address = AddressFromURIString.parse(node.address());
    remoting.quarantine(address, Option.apply(node.uid()), "it refuses connections");
    cluster.down(address);
  }
}
