package switchboard.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A real service on a free loopback port, which answers as a test tells it to. */
final class TestService implements AutoCloseable {
  static final String OK =
      """
      {"ok":true,"reason":"","facts":{"amount":"120"},"asOf":"2026-11-22T10:15:30Z"}""";

  /** How a request is answered. */
  interface Handler {
    void handle(HttpExchange exchange) throws IOException, InterruptedException;
  }

  /** What the service was sent. */
  record Request(String method, String uri, Map<String, List<String>> headers, String body) {}

  final List<Request> requests = new CopyOnWriteArrayList<>();

  /** Opened when the test is over, so that no handler is waited for. */
  final CountDownLatch end = new CountDownLatch(1);

  volatile Handler handler = exchange -> answer(exchange, 200, OK);
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;

  TestService() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(executor);
    server.createContext("/", this::handle);
    server.start();
  }

  private void handle(HttpExchange exchange) throws IOException {
    var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    requests.add(
        new Request(
            exchange.getRequestMethod(),
            exchange.getRequestURI().toString(),
            Map.copyOf(exchange.getRequestHeaders()),
            body));
    try (exchange) {
      handler.handle(exchange);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Every request is answered like this from now on. */
  void answers(int status, String body) {
    handler = exchange -> answer(exchange, status, body);
  }

  /** Every request waits for the end of the test, or for {@code until}. */
  void waitsFor(CountDownLatch until) {
    handler =
        exchange -> {
          until.await(20, TimeUnit.SECONDS);
          answer(exchange, 200, OK);
        };
  }

  static void answer(HttpExchange exchange, int status, String body) throws IOException {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  int port() {
    return server.getAddress().getPort();
  }

  String url() {
    return "http://127.0.0.1:" + port();
  }

  /**
   * Services as configured, of which payments is this one; {@code more} is HOCON of its section.
   */
  HttpServices client(String more) {
    return client(url(), more);
  }

  static HttpServices client(String url, String more) {
    var config =
        ConfigFactory.parseString("switchboard.services.payments {" + more + "}")
            .withFallback(
                ConfigFactory.parseString("switchboard.services.payments.url = \"" + url + "\""))
            .withFallback(ConfigFactory.parseResources("services.conf"))
            .resolve();
    return HttpServices.start(HttpSettings.from(config));
  }

  static HttpCall get(String path) {
    return call(HttpCall.Method.GET, path, Map.of(), Duration.ofSeconds(10));
  }

  static HttpCall call(
      HttpCall.Method method, String path, Map<String, String> body, Duration timeout) {
    return new HttpCall(
        "payments", method, path, body, "acme/s.1:pay", "acme/s.1", Optional.empty(), timeout);
  }

  static HttpOutcome outcome(HttpServices services, HttpCall call) throws Exception {
    return services.call(call).toCompletableFuture().get(15, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    end.countDown();
    server.stop(0);
    executor.shutdownNow();
  }
}
