package switchboard.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Address;
import org.apache.pekko.discovery.ServiceDiscovery.ResolvedTarget;
import org.apache.pekko.management.cluster.bootstrap.ClusterBootstrapSettings;
import org.apache.pekko.management.cluster.bootstrap.SeedNodesInformation;
import org.apache.pekko.management.cluster.bootstrap.SeedNodesObservation;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import scala.Option;
import scala.collection.immutable.Set$;
import scala.jdk.javaapi.CollectionConverters;

/** Who forms a new cluster. */
class FirstJoinsTest {
  private static final ResolvedTarget A = at("10.0.0.1", 7626);
  private static final ResolvedTarget B = at("10.0.0.1", 10_000);
  private static final ResolvedTarget C = at("10.0.0.2", 80);
  private static final ActorSystem SYSTEM = ActorSystem.create("first-joins");
  private static final FirstJoins DECIDER =
      new FirstJoins(
          SYSTEM, ClusterBootstrapSettings.apply(SYSTEM.settings().config(), SYSTEM.log()));

  @AfterAll
  static void end() {
    TestKit.shutdownActorSystem(SYSTEM);
  }

  private static ResolvedTarget at(String host, int port) {
    return new ResolvedTarget(host, Option.apply((Object) port), Option.empty());
  }

  private static Option<ResolvedTarget> former(ResolvedTarget... answered) {
    var now = LocalDateTime.of(2026, 1, 1, 0, 0);
    var none = CollectionConverters.asScala(Set.<Address>of()).<Address>toSet();
    var observations =
        List.of(answered).stream()
            .map(target -> new SeedNodesObservation(now, target, new Address("pekko", "x"), none))
            .toList();
    return DECIDER.lowestAddressContactPoint(
        new SeedNodesInformation(
            now,
            now,
            Set$.MODULE$.<ResolvedTarget>empty().incl(C).incl(B).incl(A),
            CollectionConverters.asScala(observations).<SeedNodesObservation>toSet()));
  }

  @Test
  void itIsTheSameOneWhoeverHasAnswered() {
    assertThat(former(A, B, C)).isEqualTo(Option.apply(A));
    assertThat(former(A, C)).isEqualTo(Option.apply(A));
    assertThat(former(B, C)).as("B must not take itself for the first").isEqualTo(Option.apply(A));
  }

  @Test
  void portsAreComparedAsNumbers() {
    assertThat(FirstJoins.first(List.of(C, B, A))).contains(A);
    assertThat(FirstJoins.first(List.of(C, B))).contains(B);
    assertThat(FirstJoins.first(List.of())).isEmpty();
  }
}
