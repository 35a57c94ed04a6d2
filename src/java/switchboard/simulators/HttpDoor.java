package switchboard.simulators;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.simulators.ServiceDesk.Served;

/**
 * The payments service over HTTP: {@code GET /v1/partners/ID/payout} and {@code POST
 * /v1/partners/ID/credits} with {@code {"orderId": ...}}. The step key is the header {@code
 * Idempotency-Key}, which only a GET may leave out, and {@code X-Saga-Id} says who asks.
 *
 * <p>An answer has the body of one over Kafka. 200 means ok; 404, 409 and 422 are refusals, for
 * good; 503 means no effect, try again. An answer that the dials lose ends the connection, one that
 * they withhold keeps it open for at most {@value #SILENCE_MINUTES_MAX} minutes.
 */
final class HttpDoor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpDoor.class);
  private static final int SILENCE_MINUTES_MAX = 5;
  private static final int BODY_BYTES_MAX = 16_384;
  private static final Pattern PATH = Pattern.compile("/v1/partners/([^/]+)/(payout|credits)");

  private final ServiceDesk desk;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closing = new CountDownLatch(1);

  /** A request that is no command: it is answered and leaves no trace. */
  private static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;
    private final String reason;

    RefusedException(String reason) {
      super("The request is no command");
      this.reason = reason;
    }
  }

  private HttpDoor(HttpServer server, ServiceDesk desk) {
    this.server = server;
    this.desk = desk;
  }

  static HttpDoor open(InetSocketAddress address, ServiceDesk desk) throws IOException {
    // Otherwise the head of an answer waits up to 40 ms for the client's acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    var door = new HttpDoor(HttpServer.create(address, 0), desk);
    door.server.setExecutor(door.threads);
    door.server.createContext("/", door::handle);
    door.server.start();
    return door;
  }

  InetSocketAddress address() {
    return server.getAddress();
  }

  private void handle(HttpExchange exchange) {
    try (exchange) {
      var body = exchange.getRequestBody().readNBytes(BODY_BYTES_MAX + 1);
      try {
        var served = desk.serve(List.of(command(exchange, body))).getFirst();
        if (isAnswered(served)) {
          send(exchange, served.answer());
          desk.answered(List.of(served));
        }
      } catch (RefusedException refused) {
        send(exchange, ServiceAnswer.refused(refused.reason, Instant.now()));
      }
    } catch (IOException failure) {
      LOG.info("A request could not be answered", failure);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private static ServiceCommand command(HttpExchange exchange, byte[] content)
      throws RefusedException {
    var path = PATH.matcher(exchange.getRequestURI().getRawPath());
    var wanted = path.matches() ? exchange.getRequestMethod() + " " + path.group(2) : "";
    var asks = wanted.equals("GET payout");
    if (!asks && !wanted.equals("POST credits")) {
      throw new RefusedException("UNKNOWN_COMMAND");
    }
    var key = header(exchange, "Idempotency-Key");
    if (key.isEmpty() && !asks) {
      throw new RefusedException("IDEMPOTENCY_KEY_MISSING");
    }
    var body = new HashMap<String, String>();
    if (!asks) {
      try {
        body.putAll(ServiceMessages.fields(content));
      } catch (IOException malformed) {
        LOG.info("A request's body is no object of texts", malformed);
        throw new RefusedException("BODY_MALFORMED");
      }
    }
    var partner = decoded(path.group(1));
    body.put("partnerId", partner);
    return new ServiceCommand(
        header(exchange, "X-Saga-Id"),
        key.isEmpty() ? "http:" + UUID.randomUUID() : key,
        asks ? "switchboard.payments.get-payout.v1" : "switchboard.payments.credit-delivery.v1",
        partner,
        "",
        "",
        header(exchange, "traceparent"),
        body);
  }

  private static String decoded(String segment) throws RefusedException {
    try {
      return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      LOG.info("A request's path is not encoded as it should", malformed);
      throw new RefusedException("PATH_MALFORMED");
    }
  }

  private static String header(HttpExchange exchange, String name) {
    return Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst(name), "");
  }

  // Without an answer the exchange, and with it the connection, is closed by the caller.
  private boolean isAnswered(Served served) throws InterruptedException {
    return !closing.await(served.latencyMillis(), TimeUnit.MILLISECONDS)
        && !served.lost()
        && !(served.withheld() && hang());
  }

  private boolean hang() throws InterruptedException {
    if (!closing.await(SILENCE_MINUTES_MAX, TimeUnit.MINUTES)) {
      LOG.info("A request was not answered and its connection is closed");
    }
    return true;
  }

  private static void send(HttpExchange exchange, ServiceAnswer answer) throws IOException {
    var body = ServiceMessages.body(answer);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status(answer), body.length);
    try (var out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private static int status(ServiceAnswer answer) {
    return switch (answer.reason()) {
      case "" -> 200;
      case "SERVICE_ERROR" -> 503;
      case "ORDER_NOT_FOUND", "PARTNER_NOT_FOUND", "UNKNOWN_COMMAND" -> 404;
      case "TAKEN_BACK" -> 409;
      default -> 422;
    };
  }

  /** Closes all connections, answered or not. */
  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
