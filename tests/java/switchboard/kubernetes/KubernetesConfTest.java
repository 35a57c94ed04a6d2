package switchboard.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a pod adds to the configuration, and that nobody else gets any of it. */
class KubernetesConfTest {
  private static final String BOOTSTRAP =
      "pekko.management.cluster.bootstrap.contact-point-discovery.";
  private static final String RESOLVER = "pekko.cluster.split-brain-resolver.";
  private static final Path CONF = Path.of("config/kubernetes.conf");
  private static final Config STOCK = ConfigFactory.defaultReference();
  private static final Config ELSEWHERE = ConfigFactory.parseResources("switchboard.conf");

  /** As a node in a pod reads it: its file over the built-in one, over the libraries'. */
  static Config ofPod(Map<String, String> environment) {
    return ConfigFactory.parseFile(Manifests.BASE.resolve("node.conf").toFile())
        .withFallback(ELSEWHERE)
        .withFallback(STOCK)
        .withFallback(ConfigFactory.parseMap(environment))
        .resolve();
  }

  static Config ofPod() {
    return ofPod(Map.of("NODE_HOST", "10.1.2.3"));
  }

  @Test
  void aPodKnowsWhereItIs() {
    var config = ofPod();
    assertThat(
            List.of(
                "pekko.remote.artery.canonical.hostname",
                "pekko.management.http.hostname",
                "switchboard.front-door.host",
                "switchboard.operations.host",
                "switchboard.workers.host"))
        .allMatch(key -> config.getString(key).equals("10.1.2.3"));
    assertThatThrownBy(() -> ofPod(Map.of()))
        .isInstanceOf(ConfigException.UnresolvedSubstitution.class)
        .hasMessageContaining("NODE_HOST");
  }

  @Test
  void nothingOfItHoldsWithoutKubernetes() {
    var config = ELSEWHERE.withFallback(STOCK).resolve();
    assertThat(config.getString(BOOTSTRAP + "discovery-method")).isEqualTo("config");
    assertThat(config.getString(RESOLVER + "active-strategy")).isEqualTo("keep-majority");
    assertThat(ofPod().getString(BOOTSTRAP + "discovery-method")).isEqualTo("kubernetes-api");
    assertThat(ofPod().getString(RESOLVER + "active-strategy")).isEqualTo("lease-majority");
  }

  @Test
  void everyKeyIsOneThatIsThereAlready() {
    var known = ELSEWHERE.withFallback(STOCK).resolve();
    var keys = new ArrayList<String>();
    for (var file : List.of(CONF, Manifests.BASE.resolve("node.conf"))) {
      keys(List.of(), ConfigFactory.parseFile(file.toFile()).root(), keys);
    }
    assertThat(keys).hasSizeGreaterThan(25).allMatch(known::hasPathOrNull);
  }

  /** Without resolving them, since values may come from the environment. */
  private static void keys(List<String> above, ConfigObject section, List<String> found) {
    section.forEach(
        (name, value) -> {
          var path = Stream.concat(above.stream(), Stream.of(name)).toList();
          if (value instanceof ConfigObject below) {
            keys(path, below, found);
          } else {
            found.add(ConfigUtil.joinPath(path));
          }
        });
  }

  @Test
  void everyKeyIsExplained() {
    var lines = Manifests.text(CONF).lines().toList();
    var silent = new ArrayList<String>();
    var key = Pattern.compile("\\s*[\\w.-]+ = .*");
    for (int i = 0; i < lines.size(); i++) {
      if (!key.matcher(lines.get(i)).matches()) {
        continue;
      }
      int above = i - 1;
      // a section may explain its only key, and a line of comment several keys that belong together
      while (key.matcher(lines.get(above)).matches() || lines.get(above).strip().endsWith("{")) {
        above--;
      }
      if (!lines.get(above).strip().startsWith("#") && !isWordless(lines.get(i))) {
        silent.add(lines.get(i));
      }
    }
    assertThat(silent).isEmpty();
  }

  /** Which mechanism is used says the file's name. */
  private static boolean isWordless(String line) {
    return line.contains("discovery-method") || line.contains("lease-implementation");
  }

  @Test
  void aDeadHolderIsGoneToThoseWhoSurviveIt() {
    var lease = ofPod().getConfig("pekko.coordination.lease.kubernetes");
    var cluster = ofPod().getConfig("pekko.cluster");
    // as the lease reckons it
    var silent =
        lease
            .getDuration("heartbeat-timeout")
            .minus(lease.getDuration("heartbeat-interval").multipliedBy(2));
    var asked =
        cluster
            .getDuration("failure-detector.acceptable-heartbeat-pause")
            .plus(cluster.getDuration("split-brain-resolver.stable-after"));
    assertThat(silent).isLessThanOrEqualTo(asked);
  }

  @Test
  void theDiscoveryFindsThePodsOfTheDeployment() {
    var config = ofPod();
    var discovery = config.getConfig("pekko.discovery.kubernetes-api");
    var template = Cluster.nodes().getSpec().getTemplate();
    var labels = template.getMetadata().getLabels();
    var selector =
        discovery
            .getString("pod-label-selector")
            .formatted(config.getString(BOOTSTRAP + "service-name"));
    assertThat(selector.split(","))
        .isNotEmpty()
        .allMatch(it -> it.split("=")[1].equals(labels.get(it.split("=")[0])));
    assertThat(Cluster.container().getName()).isEqualTo(discovery.getString("container-name"));
    assertThat(Cluster.port(config.getString(BOOTSTRAP + "port-name")).getContainerPort())
        .isEqualTo(config.getInt("pekko.management.http.port"));
  }

  @Test
  void aMajorityOfTheFirstPodsFormsACluster() {
    int required = ofPod().getInt("switchboard.cluster.required-contact-points");
    int first = Cluster.scaling().getSpec().getMinReplicas();
    assertThat(required).isGreaterThan(first / 2).isLessThanOrEqualTo(first);
    assertThat(ofPod().getInt(BOOTSTRAP + "required-contact-point-nr")).isEqualTo(required);
    assertThat(Cluster.scaling().getSpec().getMaxReplicas() * 10)
        .isLessThanOrEqualTo(ofPod().getInt("switchboard.cluster.shards"));
  }
}
