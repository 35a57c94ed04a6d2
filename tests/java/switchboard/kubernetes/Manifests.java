package switchboard.kubernetes;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The files below k8s/, read as Kubernetes reads them. */
final class Manifests {
  static final Path BASE = Path.of("k8s/base");
  static final Path LOCAL = Path.of("k8s/overlays/local");
  static final Path PRODUCTION = Path.of("k8s/overlays/production");

  /** What is not applied as it is. */
  static final Path EXAMPLES = Path.of("k8s/examples");

  static final YAMLMapper YAML = new YAMLMapper();
  private static final KubernetesSerialization KINDS = new KubernetesSerialization();

  /** Refuses fields that the model does not know, which would else be kept aside. */
  private static final ObjectMapper STRICT =
      new ObjectMapper()
          .setAnnotationIntrospector(
              new JacksonAnnotationIntrospector() {
                @Override
                public Boolean hasAnySetter(Annotated member) {
                  return false;
                }
              })
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

  private Manifests() {}

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Path> files(Path root) {
    try (var files = Files.walk(root)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Each document of a file. */
  static List<JsonNode> documents(Path file) {
    try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile())) {
      return documents.readAll();
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": " + e.getMessage(), e);
    }
  }

  static JsonNode kustomization(Path directory) {
    return documents(directory.resolve("kustomization.yaml")).getFirst();
  }

  /** The texts of a list in a kustomization. */
  static List<String> listed(Path directory, String field) {
    return stream(kustomization(directory).path(field)).map(JsonNode::asText).toList();
  }

  static Stream<JsonNode> stream(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }

  /** The resources that a kustomization lists itself, not those of what it is laid over. */
  static List<HasMetadata> all(Path directory) {
    var resources = new ArrayList<HasMetadata>();
    for (var name : listed(directory, "resources")) {
      var file = directory.resolve(name);
      if (Files.isRegularFile(file)) {
        documents(file).forEach(document -> resources.add(strict(file, document)));
      }
    }
    return resources;
  }

  /** An overlay's resources and the base's; patches are not applied. */
  static List<HasMetadata> withBase(Path overlay) {
    return Stream.concat(all(BASE).stream(), all(overlay).stream()).toList();
  }

  static <T> List<T> of(Class<T> kind, List<HasMetadata> resources) {
    return resources.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  static HasMetadata strict(Path file, JsonNode document) {
    var kind = KINDS.unmarshal(document.toString(), KubernetesResource.class).getClass();
    try {
      return (HasMetadata) STRICT.treeToValue(document, kind);
    } catch (IOException | ClassCastException wrong) {
      throw new AssertionError(file + ": " + wrong.getMessage(), wrong);
    }
  }
}
