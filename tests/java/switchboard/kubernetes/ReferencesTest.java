package switchboard.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What one manifest says of another one, and of the configuration, is so. */
class ReferencesTest {
  private static final Config CONFIG = KubernetesConfTest.ofPod();

  static Stream<List<HasMetadata>> overlays() {
    return Cluster.OVERLAYS.stream().map(Manifests::withBase);
  }

  @Test
  void containerPortsAreThoseThatTheNodeListensOn() {
    assertThat(
            Cluster.container().getPorts().stream()
                .collect(Collectors.toMap(ContainerPort::getName, ContainerPort::getContainerPort)))
        .isEqualTo(
            Map.of(
                "front-door", CONFIG.getInt("switchboard.front-door.port"),
                "operations", CONFIG.getInt("switchboard.operations.port"),
                "workers", CONFIG.getInt("switchboard.workers.port"),
                "remoting", CONFIG.getInt("pekko.remote.artery.canonical.port"),
                "management", CONFIG.getInt("pekko.management.http.port")));
  }

  @Test
  void probesAskWhatIsServed() {
    var container = Cluster.container();
    for (var probe : List.of(container.getStartupProbe(), container.getReadinessProbe())) {
      assertThat(probe.getHttpGet().getPath())
          .isEqualTo("/" + CONFIG.getString("pekko.management.health-checks.readiness-path"));
      assertThat(probe.getHttpGet().getPort().getStrVal()).isEqualTo("management");
    }
    var alive = container.getLivenessProbe().getHttpGet();
    assertThat(alive.getPath())
        .isEqualTo("/" + CONFIG.getString("pekko.management.health-checks.liveness-path"));
    assertThat(alive.getPort().getStrVal()).isEqualTo("management");
    var startup = container.getStartupProbe();
    assertThat(Duration.ofSeconds(startup.getPeriodSeconds() * startup.getFailureThreshold()))
        .as("time for Redis, Kafka and the cluster, each of which the node waits for by itself")
        .isGreaterThan(CONFIG.getDuration("switchboard.node.start-timeout").multipliedBy(3));
  }

  @Test
  void aPodIsGivenTheTimeThatItsEndCanTake() {
    var shutdown = CONFIG.getConfig("pekko.coordinated-shutdown");
    var phases = shutdown.getConfig("phases");
    var longest =
        phases.root().keySet().stream()
            .map(phase -> phase + ".timeout")
            .map(
                timeout ->
                    phases.hasPath(timeout)
                        ? phases.getDuration(timeout)
                        : shutdown.getDuration("default-phase-timeout"))
            .reduce(Duration.ZERO, Duration::plus);
    var sleep = Cluster.container().getLifecycle().getPreStop().getExec().getCommand();
    assertThat(sleep.getFirst()).isEqualTo("sleep");
    var pod = Cluster.nodes().getSpec().getTemplate().getSpec();
    assertThat(Duration.ofSeconds(pod.getTerminationGracePeriodSeconds()))
        .isGreaterThanOrEqualTo(longest.plusSeconds(Long.parseLong(sleep.getLast())))
        .isGreaterThanOrEqualTo(Duration.ofSeconds(60));
    assertThat(Duration.ofSeconds(Cluster.nodes().getSpec().getMinReadySeconds()))
        .as("the next one goes when a new one has been given sessions")
        .isGreaterThan(CONFIG.getDuration("switchboard.cluster.settle"));
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void servicesLeadToPorts(List<HasMetadata> resources) {
    assertThat(Manifests.of(Service.class, resources))
        .hasSizeGreaterThanOrEqualTo(3)
        .allSatisfy(
            service -> {
              var pods = Cluster.selected(service.getSpec().getSelector(), resources);
              assertThat(pods).as(service.getMetadata().getName()).hasSize(1);
              assertThat(service.getSpec().getPorts())
                  .allMatch(
                      port ->
                          Cluster.ports(pods.getFirst()).stream()
                              .filter(it -> it.getName().equals(port.getTargetPort().getStrVal()))
                              .anyMatch(it -> it.getContainerPort().equals(port.getPort())));
            });
    assertThat(Manifests.of(StatefulSet.class, resources))
        .allMatch(
            set ->
                Manifests.of(Service.class, resources).stream()
                    .anyMatch(
                        it -> it.getMetadata().getName().equals(set.getSpec().getServiceName())));
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void selectorsMeanPods(List<HasMetadata> resources) {
    var nodes = Cluster.nodes();
    assertThat(Cluster.selected(nodes.getSpec().getSelector().getMatchLabels(), resources))
        .containsExactly(nodes.getSpec().getTemplate());
    var budget = Manifests.of(PodDisruptionBudget.class, resources).getFirst();
    assertThat(Cluster.selected(budget.getSpec().getSelector().getMatchLabels(), resources))
        .containsExactly(nodes.getSpec().getTemplate());
    var scaled = Cluster.scaling().getSpec().getScaleTargetRef();
    assertThat(List.of(scaled.getApiVersion(), scaled.getKind(), scaled.getName()))
        .containsExactly(nodes.getApiVersion(), nodes.getKind(), nodes.getMetadata().getName());
    assertThat(nodes.getSpec().getReplicas()).as("left to the autoscaler").isNull();
    assertThat(nodes.getSpec().getTemplate().getSpec().getTopologySpreadConstraints())
        .isNotEmpty()
        .allMatch(it -> it.getLabelSelector().equals(nodes.getSpec().getSelector()));
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void policiesNamePodsAndTheirPorts(List<HasMetadata> resources) {
    for (var policy : Manifests.of(NetworkPolicy.class, resources)) {
      var spec = policy.getSpec();
      var subject = Cluster.selected(spec.getPodSelector().getMatchLabels(), resources);
      assertThat(subject).as(policy.getMetadata().getName()).hasSize(1);
      for (var rule : spec.getIngress()) {
        rule.getFrom().forEach(peer -> assertKnown(peer.getPodSelector(), resources));
        assertPorts(rule.getPorts(), subject.getFirst());
      }
      for (var rule : spec.getEgress()) {
        for (var peer : rule.getTo()) {
          var pods =
              peer.getPodSelector() == null
                  ? List.<PodTemplateSpec>of()
                  : Cluster.selected(peer.getPodSelector().getMatchLabels(), resources);
          pods.forEach(pod -> assertPorts(rule.getPorts(), pod));
        }
      }
    }
  }

  /** A pod of these manifests, or one that was given access by a label. */
  private static void assertKnown(LabelSelector who, List<HasMetadata> resources) {
    if (!who.getMatchLabels().containsKey("switchboard/access")) {
      assertThat(Cluster.selected(who.getMatchLabels(), resources)).hasSize(1);
    }
  }

  private static void assertPorts(List<NetworkPolicyPort> ports, PodTemplateSpec pod) {
    assertThat(ports.stream().map(NetworkPolicyPort::getPort))
        .isNotEmpty()
        .allMatch(port -> Cluster.ports(pod).stream().anyMatch(it -> isSame(it, port)));
  }

  private static boolean isSame(ContainerPort port, IntOrString named) {
    return port.getName().equals(named.getStrVal())
        || port.getContainerPort().equals(named.getIntVal());
  }

  @Test
  void eachDoorIsForThoseWithItsLabelAndNoneIsForEveryone() {
    var rules =
        Manifests.of(NetworkPolicy.class, Manifests.all(Manifests.BASE))
            .getFirst()
            .getSpec()
            .getIngress();
    assertThat(rules).noneMatch(rule -> rule.getFrom().isEmpty());
    Map.of("front-door", "client", "operations", "operator", "workers", "worker")
        .forEach(
            (port, access) ->
                assertThat(rules)
                    .filteredOn(rule -> rule.getPorts().stream().anyMatch(it -> is(port, it)))
                    .singleElement()
                    .satisfies(
                        rule ->
                            assertThat(rule.getFrom())
                                .allSatisfy(
                                    peer ->
                                        assertThat(peer.getPodSelector().getMatchLabels())
                                            .isEqualTo(Map.of("switchboard/access", access)))));
    assertThat(rules)
        .filteredOn(rule -> rule.getPorts().stream().anyMatch(it -> is("remoting", it)))
        .singleElement()
        .satisfies(
            rule ->
                assertThat(rule.getFrom().getFirst().getPodSelector())
                    .isEqualTo(Cluster.nodes().getSpec().getSelector()));
  }

  private static boolean is(String name, NetworkPolicyPort port) {
    return name.equals(port.getPort().getStrVal());
  }

  @Test
  void whoAPodIsMayDoWhatTheRoleSays() {
    var base = Manifests.all(Manifests.BASE);
    var account = Manifests.of(ServiceAccount.class, base).getFirst().getMetadata().getName();
    var role = Manifests.of(Role.class, base).getFirst().getMetadata().getName();
    var binding = Manifests.of(RoleBinding.class, base).getFirst();
    assertThat(binding.getRoleRef().getKind()).isEqualTo("Role");
    assertThat(binding.getRoleRef().getName()).isEqualTo(role);
    assertThat(binding.getSubjects())
        .singleElement()
        .satisfies(
            subject -> {
              assertThat(subject.getKind()).isEqualTo("ServiceAccount");
              assertThat(subject.getName()).isEqualTo(account);
              for (var overlay : Cluster.OVERLAYS) {
                assertThat(subject.getNamespace())
                    .isEqualTo(Manifests.kustomization(overlay).path("namespace").asText());
              }
            });
    assertThat(Cluster.nodes().getSpec().getTemplate().getSpec().getServiceAccountName())
        .isEqualTo(account);
  }
}
