package switchboard.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Service;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the example has cert-manager issue is what pods mount and nodes take. */
class CertificatesTest {
  private static final List<JsonNode> EXAMPLE =
      Manifests.documents(Manifests.EXAMPLES.resolve("cert-manager.yaml"));

  /** The fields of a certificate's spec that are used, of those that cert-manager has. */
  private static final Set<String> FIELDS =
      Set.of(
          "secretName",
          "commonName",
          "isCA",
          "duration",
          "renewBefore",
          "privateKey",
          "usages",
          "uris",
          "dnsNames",
          "issuerRef");

  private static List<JsonNode> certificates() {
    return EXAMPLE.stream().filter(it -> it.path("kind").asText().equals("Certificate")).toList();
  }

  private static List<JsonNode> leaves() {
    return certificates().stream().filter(it -> !it.at("/spec/isCA").asBoolean()).toList();
  }

  private static List<String> texts(JsonNode list) {
    return Manifests.stream(list).map(JsonNode::asText).toList();
  }

  private static JsonNode node() {
    return leaves().stream()
        .filter(it -> it.at("/spec/secretName").asText().equals("switchboard-tls"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void itHasIssuersAndCertificatesWithKnownFields() {
    assertThat(EXAMPLE)
        .hasSize(6)
        .allSatisfy(
            it -> {
              assertThat(it.path("apiVersion").asText()).isEqualTo("cert-manager.io/v1");
              assertThat(it.path("kind").asText()).isIn("Issuer", "Certificate");
              assertThat(it.at("/metadata/namespace").asText()).isEqualTo("switchboard");
            });
    assertThat(certificates())
        .hasSize(4)
        .allSatisfy(
            it -> {
              var fields = new ArrayList<String>();
              it.path("spec").fieldNames().forEachRemaining(fields::add);
              assertThat(FIELDS).containsAll(fields);
            });
  }

  @Test
  void everyIssuerIsThere() {
    var issuers =
        EXAMPLE.stream()
            .filter(it -> it.path("kind").asText().equals("Issuer"))
            .map(it -> it.at("/metadata/name").asText())
            .toList();
    assertThat(certificates())
        .allMatch(it -> issuers.contains(it.at("/spec/issuerRef/name").asText()));
    assertThat(leaves())
        .allMatch(it -> it.at("/spec/issuerRef/name").asText().equals("switchboard-authority"));
  }

  /** A key in PKCS #1, which is what cert-manager writes unless told, is refused by nodes. */
  @Test
  void everyKeyIsOneThatIsReadAndEveryCertificateHasItsRole() {
    assertThat(leaves())
        .hasSize(3)
        .allMatch(it -> it.at("/spec/privateKey/encoding").asText().equals("PKCS8"))
        .allMatch(it -> texts(it.at("/spec/usages")).contains("client auth"))
        .allMatch(it -> texts(it.at("/spec/uris")).size() == 1);
    assertThat(
            leaves().stream()
                .map(it -> texts(it.at("/spec/uris")).getFirst())
                .map(uri -> uri.substring(0, uri.lastIndexOf(':')))
                .collect(Collectors.toSet()))
        .containsExactlyInAnyOrder(
            "urn:switchboard:node", "urn:switchboard:worker", "urn:switchboard:operator");
  }

  @Test
  void theNodesCertificateIsForTheServices() {
    assertThat(texts(node().at("/spec/uris"))).first().asString().contains(":node:");
    assertThat(texts(node().at("/spec/usages"))).contains("server auth");
    for (var service : Manifests.of(Service.class, Manifests.all(Manifests.BASE))) {
      var name = service.getMetadata().getName();
      assertThat(texts(node().at("/spec/dnsNames"))).contains(name, name + ".switchboard");
    }
  }

  @Test
  void podsMountWhatTheSettingsName() {
    var pod = Cluster.nodes().getSpec().getTemplate().getSpec();
    var volume =
        pod.getVolumes().stream().filter(it -> it.getName().equals("tls")).findFirst().get();
    assertThat(volume.getSecret().getSecretName())
        .isEqualTo(node().at("/spec/secretName").asText());
    var mount =
        Cluster.container().getVolumeMounts().stream()
            .filter(it -> it.getName().equals("tls"))
            .findFirst()
            .get();
    assertThat(mount.getSubPath()).as("would never see a renewed one").isNull();
    var settings =
        Manifests.text(Manifests.PRODUCTION.resolve("settings.env"))
            .lines()
            .filter(line -> line.startsWith("TLS_"))
            .map(line -> line.split("=", 2))
            .collect(Collectors.toMap(line -> line[0], line -> line[1]));
    assertThat(settings)
        .isEqualTo(
            Map.of(
                "TLS_CERTIFICATE_FILE", mount.getMountPath() + "/tls.crt",
                "TLS_KEY_FILE", mount.getMountPath() + "/tls.key",
                "TLS_AUTHORITY_FILE", mount.getMountPath() + "/ca.crt"));
    var config = KubernetesConfTest.ofPod(withHost(settings));
    assertThat(Path.of(config.getString("switchboard.tls.key-file")))
        .isEqualTo(Path.of(mount.getMountPath(), "tls.key"));
  }

  private static Map<String, String> withHost(Map<String, String> settings) {
    var all = new HashMap<>(settings);
    all.put("NODE_HOST", "10.1.2.3");
    return all;
  }
}
