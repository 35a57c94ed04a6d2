package switchboard.simulators;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A running simulated service: one thread that takes commands, keeps the ledger, answers when the
 * dials say, and commits a command's offset only after its answer is in the topic; and, if it has
 * an address for it, a door for HTTP, with the same ledger behind it.
 *
 * <p>A repeated step takes effect once and is answered with the same content every time, also after
 * the process was killed in between.
 */
public final class SimulatedService implements AutoCloseable {
  private static final Map<String, ServiceRules> RULES =
      Map.of(
          "order", new OrderService(),
          "logistics", new LogisticsService(),
          "payments", new PaymentsService());

  private final ServiceRules rules;
  private final ServiceDesk desk;
  private final EventSender events;
  private final ServiceLoop loop;
  private final Optional<HttpDoor> door;
  private final CompletableFuture<Void> completion = new CompletableFuture<>();

  private SimulatedService(ServiceRules rules, ServiceSettings settings) throws IOException {
    this.rules = rules;
    this.desk = new ServiceDesk(rules, settings.seed(), settings.dataDir());
    // Before the clients: what fails here must leave none of them behind.
    this.door = door(settings);
    var producer = ServiceClients.producer(settings);
    this.events = new EventSender(rules.name(), desk, settings.dataDir(), producer);
    var consumer = ServiceClients.consumer(rules.name(), settings);
    this.loop = new ServiceLoop(rules, desk, events, consumer, producer);
  }

  private Optional<HttpDoor> door(ServiceSettings settings) throws IOException {
    try {
      return settings.http().isPresent()
          ? Optional.of(HttpDoor.open(settings.http().get(), desk))
          : Optional.empty();
    } catch (IOException failure) {
      desk.close();
      throw failure;
    }
  }

  static SimulatedService start(ServiceRules rules, ServiceSettings settings) throws IOException {
    if (settings.http().isPresent() && !rules.name().equals("payments")) {
      throw new IllegalArgumentException("Only payments answers HTTP: leave the address out");
    }
    var service = new SimulatedService(rules, settings);
    Thread.ofPlatform().name(rules.name() + "-service").start(service::run);
    return service;
  }

  /** Completes when the service has been given partitions to serve. */
  public CompletionStage<Void> ready() {
    return loop.ready();
  }

  /** Completes when the service has stopped; fails if it could not go on. */
  public CompletionStage<Void> completion() {
    return completion.minimalCompletionStage();
  }

  /** Where it answers HTTP; empty if it does not. */
  public Optional<InetSocketAddress> http() {
    return door.map(HttpDoor::address);
  }

  /**
   * Tells something about an order unasked, without a tenant and under an id of its own. Any thread
   * may call it.
   *
   * @param type the event type, such as {@code switchboard.order.status-changed.v1}
   */
  public CompletionStage<Void> emit(String type, String orderId, Map<String, String> facts) {
    return emit(new UnaskedEvent(UUID.randomUUID().toString(), type, "", orderId, facts));
  }

  /**
   * Tells something about an order unasked, in the service's events topic, and takes it for true
   * from then on. What was told under its id before is not told again. Any thread may call it.
   */
  public CompletionStage<Void> emit(UnaskedEvent event) {
    return events.send(event);
  }

  /** Stops taking commands; what is unanswered is answered after the next start. */
  @Override
  public void close() {
    loop.stop();
  }

  private void run() {
    try (desk) {
      try {
        loop.run();
      } finally {
        door.ifPresent(HttpDoor::close);
      }
    } catch (IOException | RuntimeException failure) {
      completion.completeExceptionally(failure);
      return;
    }
    completion.complete(null);
  }

  /** The services that can be started, by name. */
  public static List<String> names() {
    return List.of("order", "logistics", "payments");
  }

  /** The short names of all services' commands, such as {@code credit-delivery}. */
  public static SortedSet<String> commands() {
    var names = new TreeSet<String>();
    for (var rules : RULES.values()) {
      names.addAll(rules.questions());
      names.addAll(rules.compensations().keySet());
      names.addAll(rules.compensations().values());
    }
    return names;
  }

  /**
   * Starts the service with the name.
   *
   * @throws IOException if its data directory or its HTTP address cannot be used
   * @throws IllegalArgumentException if there is none with the name
   */
  public static SimulatedService start(String name, ServiceSettings settings) throws IOException {
    return start(rules(name), settings);
  }

  /** What a service tells unasked; fails if there is no such service or it tells nothing. */
  static String eventType(String service) {
    var type = rules(service).eventType();
    if (type.isEmpty()) {
      throw new IllegalArgumentException(service + " tells nothing unasked: order, logistics do");
    }
    return type;
  }

  private static ServiceRules rules(String name) {
    var rules = RULES.get(name);
    if (rules == null) {
      throw new IllegalArgumentException(
          "No such service: %s; there are order, logistics and payments".formatted(name));
    }
    return rules;
  }
}
