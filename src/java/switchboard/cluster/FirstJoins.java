package switchboard.cluster;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.discovery.ServiceDiscovery.ResolvedTarget;
import org.apache.pekko.management.cluster.bootstrap.ClusterBootstrapSettings;
import org.apache.pekko.management.cluster.bootstrap.LowestAddressJoinDecider;
import org.apache.pekko.management.cluster.bootstrap.SeedNodesInformation;
import scala.Option;
import scala.jdk.javaapi.OptionConverters;

/**
 * Who forms a new cluster: the first of <em>all</em> contact points, and nobody else, once a
 * majority has answered it and knows of no cluster.
 *
 * <p>Pekko's own decider takes the first of those that have answered. Two of three are a majority,
 * so on a busy machine one node hears of the first two and another one of the last two; each finds
 * itself the first, and there are two clusters, which never merge. The price is that a cluster of
 * which nothing runs cannot be formed while its first contact point is missing.
 */
public final class FirstJoins extends LowestAddressJoinDecider {
  private static final Comparator<ResolvedTarget> ORDER =
      Comparator.comparing(ResolvedTarget::host)
          .thenComparingInt(it -> (Integer) it.getPort().orElse(0));

  /** Called by Cluster Bootstrap, by the name in cluster.conf. */
  public FirstJoins(ActorSystem system, ClusterBootstrapSettings settings) {
    super(system, settings);
  }

  @Override
  public Option<ResolvedTarget> lowestAddressContactPoint(SeedNodesInformation info) {
    return OptionConverters.toScala(first(info.getContactPoints()));
  }

  static Optional<ResolvedTarget> first(Collection<ResolvedTarget> contactPoints) {
    return contactPoints.stream().min(ORDER);
  }
}
