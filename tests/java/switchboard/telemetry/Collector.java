package switchboard.telemetry;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Takes spans by OTLP over HTTP, as a collector does; reads them from their bytes. */
public final class Collector implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Taken> spans = new CopyOnWriteArrayList<>();
  private final List<Map<String, List<String>>> headers = new CopyOnWriteArrayList<>();
  private final AtomicInteger calls = new AtomicInteger();
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile Mode mode = Mode.TAKES;

  /** What it does with what it is sent. */
  public enum Mode {
    TAKES,
    REFUSES,
    HANGS
  }

  /** A span as it came; {@code parent} is empty for one without. */
  public record Taken(
      String trace,
      String id,
      String parent,
      String name,
      long kind,
      long beganNanos,
      long endedNanos,
      Map<String, String> tags,
      boolean failed) {}

  private Collector(HttpServer server) {
    this.server = server;
  }

  public static Collector start() throws IOException {
    var address = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0);
    var collector = new Collector(HttpServer.create(address, 0));
    collector.server.setExecutor(collector.threads);
    collector.server.createContext("/v1/traces", collector::take);
    collector.server.start();
    return collector;
  }

  public String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces";
  }

  public void mode(Mode now) {
    mode = now;
  }

  /** How often it was called. */
  public int calls() {
    return calls.get();
  }

  public List<Map<String, List<String>>> headers() {
    return headers;
  }

  public List<Taken> spans() {
    return List.copyOf(spans);
  }

  public List<Taken> of(String trace) {
    return spans.stream().filter(span -> span.trace().equals(trace)).toList();
  }

  private void take(HttpExchange exchange) throws IOException {
    calls.incrementAndGet();
    var body = exchange.getRequestBody().readAllBytes();
    switch (mode) {
      case TAKES -> {
        headers.add(Map.copyOf(exchange.getRequestHeaders()));
        read(body);
        exchange.sendResponseHeaders(200, -1);
      }
      case REFUSES -> exchange.sendResponseHeaders(503, -1);
      case HANGS -> {
        try {
          over.await();
        } catch (InterruptedException ended) {
          Thread.currentThread().interrupt();
        }
      }
    }
    exchange.close();
  }

  /** ExportTraceServiceRequest: resource spans (1), their scopes (2), the spans (2). */
  private void read(byte[] request) throws InvalidProtocolBufferException {
    for (var resource : messages(UnknownFieldSet.parseFrom(request), 1)) {
      for (var scope : messages(resource, 2)) {
        for (var span : messages(scope, 2)) {
          spans.add(span(span));
        }
      }
    }
  }

  private static Taken span(UnknownFieldSet span) throws InvalidProtocolBufferException {
    var tags = new HashMap<String, String>();
    for (var tag : messages(span, 9)) {
      tags.put(text(tag, 1), value(messages(tag, 2).getFirst()));
    }
    boolean failed =
        messages(span, 15).stream()
            .anyMatch(status -> status.getField(3).getVarintList().contains(2L));
    return new Taken(
        hex(span, 1),
        hex(span, 2),
        hex(span, 4),
        text(span, 5),
        span.getField(6).getVarintList().stream().findFirst().orElse(0L),
        span.getField(7).getFixed64List().getFirst(),
        span.getField(8).getFixed64List().getFirst(),
        tags,
        failed);
  }

  private static String value(UnknownFieldSet value) {
    return value.hasField(1)
        ? text(value, 1)
        : value.getField(3).getVarintList().stream().map(Object::toString).findFirst().orElse("");
  }

  private static List<UnknownFieldSet> messages(UnknownFieldSet in, int field)
      throws InvalidProtocolBufferException {
    var messages = new java.util.ArrayList<UnknownFieldSet>();
    for (var bytes : in.getField(field).getLengthDelimitedList()) {
      messages.add(UnknownFieldSet.parseFrom(bytes));
    }
    return messages;
  }

  private static String text(UnknownFieldSet in, int field) {
    return in.getField(field).getLengthDelimitedList().stream()
        .findFirst()
        .map(bytes -> bytes.toStringUtf8())
        .orElse("");
  }

  private static String hex(UnknownFieldSet in, int field) {
    return in.getField(field).getLengthDelimitedList().stream()
        .findFirst()
        .map(bytes -> HexFormat.of().formatHex(bytes.toByteArray()))
        .orElse("");
  }

  @Override
  public void close() {
    over.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
