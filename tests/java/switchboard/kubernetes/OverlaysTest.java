package switchboard.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the overlays add to the base fits it, as far as kustomize would merge it. */
class OverlaysTest {
  private static final Path SETTINGS = Manifests.PRODUCTION.resolve("settings.env");
  private static final Path GUIDE = Path.of("docs/kubernetes.md");

  /** The names by which the configuration asks the environment. */
  private static final Set<String> ASKED =
      Manifests.files(Path.of("config")).stream()
          .filter(file -> file.toString().matches(".*\\.(conf|xml)"))
          .map(Manifests::text)
          .flatMap(text -> names(text, "\\$\\{\\??([A-Z_]+)(:-[^}]*)?\\}"))
          .collect(Collectors.toSet());

  private static Stream<String> names(String text, String pattern) {
    return Pattern.compile(pattern).matcher(text).results().map(found -> found.group(1));
  }

  private static List<String> settings() {
    return Manifests.text(SETTINGS)
        .lines()
        .filter(line -> line.matches("[A-Z_]+=.*"))
        .map(line -> line.substring(0, line.indexOf('=')))
        .toList();
  }

  @Test
  void bothAreLaidOverTheBaseAndSaveTheSettings() {
    for (var overlay : Cluster.OVERLAYS) {
      assertThat(Manifests.listed(overlay, "resources")).contains("../../base");
      var generators = Manifests.kustomization(overlay).path("configMapGenerator");
      assertThat(Manifests.stream(generators).map(it -> it.path("name").asText()))
          .containsExactly("switchboard-settings");
    }
  }

  @Test
  void everySettingIsReadByANodeOrReplacesSomething() {
    var literals =
        Manifests.stream(
                Manifests.kustomization(Manifests.LOCAL).at("/configMapGenerator/0/literals"))
            .map(it -> it.asText().replaceFirst("=.*", ""));
    assertThat(literals).isNotEmpty().allMatch(OverlaysTest::isAsked);
    var replacing =
        Manifests.stream(Manifests.kustomization(Manifests.PRODUCTION).path("replacements"))
            .map(it -> it.at("/source/fieldPath").asText().replaceFirst("^data\\.", ""))
            .collect(Collectors.toSet());
    assertThat(settings()).containsAll(replacing);
    assertThat(settings())
        .hasSizeGreaterThan(6)
        .allMatch(name -> isAsked(name) != replacing.contains(name));
  }

  private static boolean isAsked(String name) {
    return ASKED.contains(name)
        || Manifests.text(Manifests.BASE.resolve("node.conf")).contains("${?" + name + "}");
  }

  @Test
  void everySettingIsExplainedThereAndInTheGuide() {
    var lines = Manifests.text(SETTINGS).lines().toList();
    for (var name : settings()) {
      int at =
          lines.indexOf(lines.stream().filter(it -> it.startsWith(name + "=")).findFirst().get());
      assertThat(lines.get(at - 1)).as(name).matches("#.*|[A-Z]+_CIDR=.*");
      assertThat(Manifests.text(GUIDE)).contains("`" + name + "`");
    }
  }

  @Test
  void everyReplacementHasATarget() {
    for (var replacement : Manifests.kustomization(Manifests.PRODUCTION).path("replacements")) {
      assertThat(replacement.path("targets")).isNotEmpty();
      for (var target : replacement.path("targets")) {
        for (var path : target.path("fieldPaths")) {
          assertThat(field(target.path("select"), path.asText()).isValueNode())
              .as(path.asText())
              .isTrue();
        }
      }
    }
  }

  /** A path of kustomize's in the resource that is selected. */
  private static JsonNode field(JsonNode select, String path) {
    var node = resource(select.path("kind").asText(), select.path("name").asText());
    for (var part : path.split("\\.(?![^\\[]*\\])")) {
      if (part.startsWith("[")) {
        var wanted = part.substring(1, part.length() - 1).split("=");
        node =
            Manifests.stream(node)
                .filter(it -> it.path(wanted[0]).asText().equals(wanted[1]))
                .findFirst()
                .orElseThrow();
      } else {
        node = part.matches("\\d+") ? node.path(Integer.parseInt(part)) : node.path(part);
      }
    }
    return node;
  }

  private static JsonNode resource(String kind, String name) {
    return Stream.of(Manifests.BASE, Manifests.PRODUCTION)
        .flatMap(directory -> Manifests.files(directory).stream())
        .filter(file -> file.toString().endsWith(".yaml"))
        .flatMap(file -> Manifests.documents(file).stream())
        .filter(it -> it.path("kind").asText().equals(kind))
        .filter(it -> it.at("/metadata/name").asText().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + kind + " is named " + name));
  }

  @Test
  void patchesChangeWhatIsThere() {
    for (var overlay : Cluster.OVERLAYS) {
      for (var patch : Manifests.kustomization(overlay).path("patches")) {
        for (var document : Manifests.documents(overlay.resolve(patch.path("path").asText()))) {
          var target =
              resource(document.path("kind").asText(), document.at("/metadata/name").asText());
          assertThere(document, target, document.path("kind").asText());
        }
      }
    }
  }

  /** Every field of a patch is one that the target has; list members are found by their names. */
  private static void assertThere(JsonNode patch, JsonNode target, String where) {
    assertThat(target.isMissingNode()).as(where).isFalse();
    patch
        .properties()
        .forEach(
            it -> assertThere(it.getValue(), target.path(it.getKey()), where + "." + it.getKey()));
    if (patch.isArray()) {
      for (var member : patch) {
        var same =
            Manifests.stream(target)
                .filter(it -> it.path("name").equals(member.path("name")))
                .findFirst();
        assertThat(same).as(where + " " + member.path("name")).isPresent();
        assertThere(member, same.get(), where);
      }
    }
  }

  @Test
  void theEnvironmentOfANodeIsAskedFor() {
    assertThat(Cluster.container().getEnv().stream().map(EnvVar::getName))
        .isNotEmpty()
        .allMatch(name -> isAsked(name) || Manifests.text(Path.of("switchboard")).contains(name));
  }

  @Test
  void everyConfigMapAndSecretIsMadeOrSaidToBeSupplied() {
    var pod = Cluster.nodes().getSpec().getTemplate().getSpec();
    var maps = new TreeSet<String>();
    var secrets = new TreeSet<String>();
    for (var volume : pod.getVolumes()) {
      if (volume.getConfigMap() != null) {
        maps.add(volume.getConfigMap().getName());
      }
      if (volume.getSecret() != null) {
        secrets.add(volume.getSecret().getSecretName());
      }
    }
    Cluster.container().getEnvFrom().forEach(it -> maps.add(it.getConfigMapRef().getName()));
    Cluster.container().getEnv().stream()
        .filter(it -> it.getValueFrom() != null && it.getValueFrom().getSecretKeyRef() != null)
        .forEach(it -> secrets.add(it.getValueFrom().getSecretKeyRef().getName()));
    assertThat(maps).containsExactly("switchboard-config", "switchboard-settings");
    Manifests.of(Secret.class, Manifests.all(Manifests.BASE))
        .forEach(made -> secrets.remove(made.getMetadata().getName()));
    assertThat(secrets).containsExactly("switchboard-keys", "switchboard-redis", "switchboard-tls");
    assertThat(secrets).allMatch(name -> Manifests.text(GUIDE).contains("`" + name + "`"));
    var generated =
        Manifests.stream(Manifests.kustomization(Manifests.BASE).path("configMapGenerator"))
            .map(it -> it.path("name").asText());
    assertThat(generated).containsExactly("switchboard-config");
  }

  @Test
  void everyMountHasAVolumeAndTheNodeIsStartedWithAMountedFile() {
    var pod = Cluster.nodes().getSpec().getTemplate().getSpec();
    var volumes = new HashSet<String>();
    pod.getVolumes().forEach(volume -> volumes.add(volume.getName()));
    var mounts = Cluster.container().getVolumeMounts();
    assertThat(mounts).extracting(mount -> mount.getName()).hasSameElementsAs(volumes);
    var paths = mounts.stream().map(mount -> mount.getMountPath()).toList();
    assertThat(Cluster.container().getArgs()).startsWith("node", "--config");
    assertThat(paths).contains(Cluster.container().getArgs().getLast(), "/tmp");
    var config = KubernetesConfTest.ofPod();
    assertThat(
            List.of(
                config.getString("pekko.discovery.kubernetes-api.api-ca-path"),
                config.getString("pekko.coordination.lease.kubernetes.api-token-path"),
                config.getString("pekko.coordination.lease.kubernetes.namespace-path"),
                Cluster.container().getEnv().stream()
                    .filter(it -> it.getName().equals("SWITCHBOARD_KEK_FILE"))
                    .findFirst()
                    .orElseThrow()
                    .getValue()))
        .allMatch(file -> paths.contains(Path.of(file).getParent().toString()));
  }

  @Test
  void theLocalStoreKeepsWhatItAcknowledges() {
    var redis =
        Manifests.of(StatefulSet.class, Manifests.all(Manifests.LOCAL)).stream()
            .filter(it -> it.getMetadata().getName().equals("redis"))
            .findFirst()
            .orElseThrow();
    var arguments = redis.getSpec().getTemplate().getSpec().getContainers().getFirst().getArgs();
    assertThat(String.join(" ", arguments))
        .contains("--appendonly yes", "--appendfsync always", "--maxmemory-policy noeviction");
    assertThat(Manifests.of(StatefulSet.class, Manifests.all(Manifests.LOCAL)))
        .hasSize(2)
        .allMatch(it -> it.getSpec().getVolumeClaimTemplates().size() == 1);
  }
}
