package switchboard.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the tests ask of the manifests. */
final class Cluster {
  static final List<Path> OVERLAYS = List.of(Manifests.LOCAL, Manifests.PRODUCTION);

  private Cluster() {}

  static Deployment nodes() {
    return Manifests.of(Deployment.class, Manifests.all(Manifests.BASE)).getFirst();
  }

  static Container container() {
    return nodes().getSpec().getTemplate().getSpec().getContainers().getFirst();
  }

  static ContainerPort port(String name) {
    return container().getPorts().stream()
        .filter(port -> port.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no port is named " + name));
  }

  static HorizontalPodAutoscaler scaling() {
    return Manifests.of(HorizontalPodAutoscaler.class, Manifests.all(Manifests.BASE)).getFirst();
  }

  /** What makes pods, of deployments and of stateful sets. */
  static List<PodTemplateSpec> templates(List<HasMetadata> resources) {
    var templates = new ArrayList<PodTemplateSpec>();
    Manifests.of(Deployment.class, resources)
        .forEach(it -> templates.add(it.getSpec().getTemplate()));
    Manifests.of(StatefulSet.class, resources)
        .forEach(it -> templates.add(it.getSpec().getTemplate()));
    return templates;
  }

  /** The pods that a selector means. */
  static List<PodTemplateSpec> selected(Map<String, String> labels, List<HasMetadata> resources) {
    return templates(resources).stream()
        .filter(it -> it.getMetadata().getLabels().entrySet().containsAll(labels.entrySet()))
        .toList();
  }

  static List<ContainerPort> ports(PodTemplateSpec pod) {
    return pod.getSpec().getContainers().stream().flatMap(it -> it.getPorts().stream()).toList();
  }
}
