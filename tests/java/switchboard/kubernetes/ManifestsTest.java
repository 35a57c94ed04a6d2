package switchboard.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.rbac.Role;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Each manifest by itself. */
class ManifestsTest {
  private static final Path K8S = Path.of("k8s");
  private static final Path DEPLOYMENT = Manifests.BASE.resolve("deployment.yaml");

  @Test
  void everyFieldIsOneThatKubernetesKnows() {
    var files =
        Manifests.files(K8S).stream()
            .filter(file -> file.toString().endsWith(".yaml"))
            .filter(file -> !file.endsWith("kustomization.yaml"))
            // resources of others' kinds, see CertificatesTest
            .filter(file -> !file.startsWith(Manifests.EXAMPLES))
            .toList();
    assertThat(files).hasSizeGreaterThan(12);
    for (var file : files) {
      assertThat(Manifests.documents(file))
          .isNotEmpty()
          .allSatisfy(
              document ->
                  assertThat(Manifests.strict(file, document))
                      .as(file.toString())
                      .isNotInstanceOf(GenericKubernetesResource.class));
    }
  }

  @Test
  void aFieldThatIsMisspeltIsFound() {
    var document = (ObjectNode) Manifests.documents(DEPLOYMENT).getFirst();
    var container = (ObjectNode) document.at("/spec/template/spec/containers/0/securityContext");
    container.put("runAsNonRooot", true);
    assertThatThrownBy(() -> Manifests.strict(DEPLOYMENT, document))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("runAsNonRooot");
  }

  @Test
  void everyFileIsListedAndEveryListedFileIsThere() {
    var listed = new HashSet<Path>();
    for (var directory : List.of(Manifests.BASE, Manifests.LOCAL, Manifests.PRODUCTION)) {
      var kustomization = Manifests.kustomization(directory);
      listed.add(directory.resolve("kustomization.yaml"));
      Manifests.listed(directory, "resources")
          .forEach(name -> listed.add(directory.resolve(name).normalize()));
      for (var generator : kustomization.path("configMapGenerator")) {
        Manifests.stream(generator.path("files"))
            .forEach(name -> listed.add(directory.resolve(name.asText())));
        Manifests.stream(generator.path("envs"))
            .forEach(name -> listed.add(directory.resolve(name.asText())));
      }
      for (var patch : kustomization.path("patches")) {
        listed.add(directory.resolve(patch.path("path").asText()));
      }
    }
    assertThat(listed).allMatch(path -> path.toFile().exists());
    listed.remove(Manifests.BASE);
    listed.addAll(Manifests.files(Manifests.EXAMPLES));
    assertThat(listed).containsExactlyInAnyOrderElementsOf(Manifests.files(K8S));
  }

  @Test
  void noSecretIsWrittenDown() {
    for (var overlay : Cluster.OVERLAYS) {
      assertThat(Manifests.of(Secret.class, Manifests.withBase(overlay)))
          .allMatch(secret -> secret.getData().isEmpty() && secret.getStringData().isEmpty());
    }
    var password = Pattern.compile("://[^/\\s]*:[^/\\s]*@|(?i)password: *\\S");
    assertThat(Manifests.files(K8S))
        .noneMatch(file -> password.matcher(Manifests.text(file)).find());
  }

  @Test
  void podsHaveNoRightsThatTheyDoNotNeed() {
    for (var overlay : Cluster.OVERLAYS) {
      assertThat(Cluster.templates(Manifests.withBase(overlay)))
          .isNotEmpty()
          .allSatisfy(ManifestsTest::assertRestricted);
    }
    assertThat(Cluster.container().getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
  }

  private static void assertRestricted(PodTemplateSpec pod) {
    var security = pod.getSpec().getSecurityContext();
    assertThat(security.getRunAsNonRoot()).isTrue();
    assertThat(security.getRunAsUser()).isPositive();
    assertThat(security.getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    assertThat(pod.getSpec().getAutomountServiceAccountToken()).isFalse();
    assertThat(pod.getSpec().getContainers())
        .allSatisfy(
            container -> {
              var own = container.getSecurityContext();
              assertThat(own.getAllowPrivilegeEscalation()).isFalse();
              assertThat(own.getCapabilities().getDrop()).containsExactly("ALL");
              assertBounded(container);
            });
  }

  private static void assertBounded(Container container) {
    var resources = container.getResources();
    assertThat(resources.getRequests()).containsKeys("cpu", "memory");
    assertThat(resources.getLimits()).containsOnlyKeys("memory");
    assertThat(container.getReadinessProbe()).isNotNull();
    assertThat(container.getLivenessProbe()).isNotNull();
  }

  @Test
  void theRoleIsForPodsAndLeasesOnly() {
    var role = Manifests.of(Role.class, Manifests.all(Manifests.BASE)).getFirst();
    assertThat(role.getRules())
        .satisfiesExactly(
            pods -> {
              assertThat(pods.getApiGroups()).containsExactly("");
              assertThat(pods.getResources()).containsExactly("pods");
              assertThat(pods.getVerbs()).containsExactly("get", "list", "watch");
            },
            leases -> {
              assertThat(leases.getApiGroups()).containsExactly("pekko.apache.org");
              assertThat(leases.getResources()).containsExactly("leases");
              assertThat(leases.getVerbs()).containsExactly("get", "create", "update");
            });
  }

  @Test
  void noImageNamesARegistry() {
    for (var overlay : Cluster.OVERLAYS) {
      for (var pod : Cluster.templates(Manifests.withBase(overlay))) {
        assertThat(pod.getSpec().getContainers())
            .allMatch(container -> !container.getImage().matches("[^/]*[.:][^/]*/.*"));
      }
    }
  }
}
