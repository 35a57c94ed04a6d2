package switchboard.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.coordination.lease.javadsl.Lease;
import org.apache.pekko.coordination.lease.javadsl.LeaseProvider;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The lease, with the configuration that pods have, by which one of two sides goes on. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class LeaseIT {
  private static final String SETTINGS = "pekko.coordination.lease.kubernetes";

  @TempDir Path dir;
  private MockApi api;
  private ActorSystem here;
  private ActorSystem there;

  @BeforeEach
  void start() throws Exception {
    api = new MockApi(dir);
    here = system("here");
    there = system("there");
  }

  @AfterEach
  void end() {
    Stream.of(here, there).forEach(TestKit::shutdownActorSystem);
    api.close();
  }

  private ActorSystem system(String name) {
    var environment = new HashMap<>(api.environment());
    environment.put("NODE_HOST", "127.0.0.1");
    var config =
        KubernetesConfTest.ofPod(environment)
            .withValue(SETTINGS + ".api-service-host", ConfigValueFactory.fromAnyRef("localhost"))
            .withValue(SETTINGS + ".api-service-port", ConfigValueFactory.fromAnyRef(api.port()))
            .getConfig(SETTINGS)
            .atPath(SETTINGS);
    return ActorSystem.create(name, config.withFallback(ConfigFactory.defaultReference()));
  }

  private static Lease lease(ActorSystem owner) {
    return LeaseProvider.get(owner).getLease("switchboard-pekko-sbr", SETTINGS, owner.name());
  }

  private static boolean isAcquired(Lease lease) throws Exception {
    return lease.acquire().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void oneSideGetsItAndTheOtherOnlyWhenItIsReleased() throws Exception {
    var first = lease(here);
    var second = lease(there);
    assertThat(isAcquired(first)).isTrue();
    assertThat(isAcquired(second)).isFalse();
    assertThat(api.holder()).contains("here");
    assertThat(first.release().toCompletableFuture().get(10, TimeUnit.SECONDS)).isTrue();
    assertThat(isAcquired(second)).isTrue();
    assertThat(api.holder()).contains("there");
  }

  @Test
  void aHolderThatLivesKeepsItAndOneThatDiedLosesItInTime() throws Exception {
    var settings = KubernetesConfTest.ofPod().getConfig(SETTINGS);
    assertThat(isAcquired(lease(here))).isTrue();
    var second = lease(there);
    var timeout = settings.getDuration("heartbeat-timeout");
    await()
        .during(timeout.plusSeconds(2))
        .atMost(timeout.plusSeconds(20))
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> !isAcquired(second));
    // not released, as by a process that is gone
    TestKit.shutdownActorSystem(here);
    long gone = System.nanoTime();
    await().atMost(timeout.plusSeconds(20)).until(() -> isAcquired(second));
    assertThat(Duration.ofNanos(System.nanoTime() - gone))
        .as("not before it has been silent for long enough")
        .isGreaterThan(timeout.minus(settings.getDuration("heartbeat-interval").multipliedBy(4)));
  }

  @Test
  void theMockRefusesAnUpdateOfAnOldVersion() throws Exception {
    assertThat(isAcquired(lease(here))).isTrue();
    var leases =
        api.client()
            .genericKubernetesResources("pekko.apache.org/v1", "Lease")
            .inNamespace(MockApi.NAMESPACE);
    var read = leases.list().getItems().getFirst();
    var refused = new AtomicInteger();
    for (var owner : List.of("one", "two")) {
      try {
        var copy = new GenericKubernetesResource();
        copy.setApiVersion(read.getApiVersion());
        copy.setKind(read.getKind());
        copy.setMetadata(read.getMetadata());
        copy.setAdditionalProperty(
            "spec", Map.of("owner", owner, "time", System.currentTimeMillis()));
        leases.resource(copy).update();
      } catch (KubernetesClientException conflict) {
        assertThat(conflict.getCode()).isEqualTo(409);
        refused.incrementAndGet();
      }
    }
    assertThat(refused).hasPositiveValue();
  }
}
