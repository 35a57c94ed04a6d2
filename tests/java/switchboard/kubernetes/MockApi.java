package switchboard.kubernetes;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * An API server on the loopback address that keeps what it is given, and what a pod mounts of it.
 */
final class MockApi implements AutoCloseable {
  static final String NAMESPACE = "switchboard";
  private static final String TOKEN = "a-token-of-a-test";

  /** Who asked for what; the token tells the nodes from the test's own client. */
  record Call(String group, String resource, String verb) implements Comparable<Call> {
    @Override
    public int compareTo(Call other) {
      return toString().compareTo(other.toString());
    }
  }

  /** The stock one sends JSON without saying so, which the lease's client refuses to read. */
  private static final class Dispatcher extends KubernetesCrudDispatcher {
    private final Set<Call> calls = new ConcurrentSkipListSet<>();

    @Override
    public MockResponse dispatch(RecordedRequest request) {
      if (("Bearer " + TOKEN).equals(request.getHeader("Authorization"))) {
        calls.add(call(request));
      }
      return super.dispatch(request).setHeader("Content-Type", "application/json");
    }

    private static Call call(RecordedRequest request) {
      // /api/v1/namespaces/NS/RESOURCE[/NAME] or /apis/GROUP/VERSION/namespaces/NS/RESOURCE[/NAME]
      var parts = List.of(URI.create(request.getPath()).getPath().split("/"));
      boolean core = parts.get(1).equals("api");
      int resource = core ? 5 : 6;
      boolean named = parts.size() > resource + 1;
      var verb =
          switch (request.getMethod()) {
            case "GET" -> named ? "get" : "list";
            case "POST" -> "create";
            case "PUT" -> "update";
            default -> request.getMethod();
          };
      return new Call(core ? "" : parts.get(2), parts.get(resource), verb);
    }
  }

  /** It tells every request. Kept here, since a logger that nobody holds forgets its level. */
  private static final Logger LOG = Logger.getLogger(MockWebServer.class.getName());

  static {
    LOG.setLevel(Level.WARNING);
  }

  private final Dispatcher dispatcher = new Dispatcher();
  private final MockWebServer web = new MockWebServer();
  private final KubernetesMockServer server =
      new KubernetesMockServer(
          new Context(new ObjectMapper()), web, new HashMap<>(), dispatcher, true);
  private final KubernetesClient client;
  private final Path mounted;

  /**
   * @param dir where what a pod mounts is written
   */
  MockApi(Path dir) throws Exception {
    server.start(InetAddress.getLoopbackAddress(), 0);
    client = server.createClient();
    mounted = Files.createDirectories(dir.resolve("serviceaccount"));
    Files.copy(
        Path.of(web.getSelfSignedCertificate().certificatePath()), mounted.resolve("ca.crt"));
    Files.writeString(mounted.resolve("token"), TOKEN);
    Files.writeString(mounted.resolve("namespace"), NAMESPACE);
    Manifests.all(Path.of("k8s/base")).stream()
        .filter(CustomResourceDefinition.class::isInstance)
        .forEach(definition -> client.resource(definition).create());
  }

  KubernetesClient client() {
    return client;
  }

  int port() {
    return server.getPort();
  }

  /** What Kubernetes tells a pod, and where this one's files are. */
  Map<String, String> environment() {
    return Map.of(
        // the name in the certificate
        "KUBERNETES_SERVICE_HOST",
        "localhost",
        "KUBERNETES_SERVICE_PORT",
        Integer.toString(port()),
        "KUBERNETES_CA_PATH",
        mounted.resolve("ca.crt").toString(),
        "KUBERNETES_TOKEN_PATH",
        mounted.resolve("token").toString(),
        "KUBERNETES_NAMESPACE_PATH",
        mounted.resolve("namespace").toString());
  }

  /** What was asked with the token of a pod. */
  Set<Call> calls() {
    return Set.copyOf(dispatcher.calls);
  }

  /** Who holds the lease; nothing while there is none, or nobody does. */
  Optional<String> holder() {
    return client
        .genericKubernetesResources("pekko.apache.org/v1", "Lease")
        .inNamespace(NAMESPACE)
        .list()
        .getItems()
        .stream()
        .map(lease -> lease.<String>get("spec", "owner"))
        .filter(owner -> owner != null && !owner.isEmpty())
        .findFirst();
  }

  @Override
  public void close() {
    client.close();
    server.destroy();
  }
}
