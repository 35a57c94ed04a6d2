package switchboard.faults.sagas;

import com.google.protobuf.util.Timestamps;
import io.grpc.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import switchboard.faults.sagas.Talk.Outcome;
import switchboard.faults.sagas.Talk.Said;
import switchboard.ops.CommandFailure;
import switchboard.ops.client.FrontDoors;
import switchboard.ops.client.Retries;
import switchboard.ops.client.SessionReader;
import switchboard.simulators.Order;
import switchboard.simulators.SimulatedWorld;
import switchboard.v1.CreateSessionRequest;
import switchboard.v1.Event;
import switchboard.v1.Event.SagaEnded;
import switchboard.v1.SendMessageRequest;
import switchboard.v1.Session;

/**
 * Sessions of which each asks for a few sagas: six in ten mark an order delivered, the others ask
 * where one is. No two are about one order.
 */
final class SagaLoad {
  private static final String TENANT = "tenants/acme";
  private static final int PER_SESSION = 4;
  private static final int AT_ONCE = 32;

  /** One session and what its client did. */
  private static final class Client {
    final String id;
    final String session;
    final String subject;
    final List<String> orders = new ArrayList<>();
    final List<Said> said = new ArrayList<>();
    final List<Event> seen = new ArrayList<>();

    Client(String id, String subject) {
      this.id = id;
      this.session = TENANT + "/sessions/" + id;
      this.subject = subject;
    }
  }

  private final FrontDoors doors;
  private final List<Client> clients = new ArrayList<>();
  private final Collection<String> marked = ConcurrentHashMap.newKeySet();

  /**
   * @param run unique among the runs on one rig; the run's orders are counted from {@code run *
   *     100,000}
   * @param sagas how many are asked for
   */
  SagaLoad(FrontDoors doors, SimulatedWorld world, int run, int sagas, SplittableRandom random) {
    this.doors = doors;
    int number = run * 100_000;
    for (int saga = 0; saga < sagas; saga++) {
      if (saga % PER_SESSION == 0) {
        var id = "run-%d-%d".formatted(run, clients.size());
        clients.add(new Client(id, "partner-" + random.nextInt(1, 200)));
      }
      boolean marks = saga % 10 < 6;
      do {
        number++;
      } while (!isFit(world, "FLT-" + number, marks));
      clients.getLast().orders.add("FLT-" + number);
      if (marks) {
        marked.add("FLT-" + number);
      }
    }
  }

  /** Can be marked delivered, or is on its way, so that two services are asked. */
  private static boolean isFit(SimulatedWorld world, String order, boolean marks) {
    return world
        .order(order)
        .map(Order::status)
        .filter(
            status ->
                marks ? status != Order.Status.CANCELLED : status == Order.Status.OUT_FOR_DELIVERY)
        .isPresent();
  }

  void createSessions() throws InterruptedException {
    forEach(
        client ->
            Retries.untilKnown(
                attempt ->
                    doors
                        .calls(client.id.hashCode() + attempt, 5)
                        .createSession(
                            CreateSessionRequest.newBuilder()
                                .setParent(TENANT)
                                .setSessionId(client.id)
                                .setRequestId("create-" + client.id)
                                .setSession(
                                    Session.newBuilder()
                                        .setSubject(client.subject)
                                        .setAgent("delivery"))
                                .build())));
  }

  /** Asks for every saga; returns when all are acknowledged. */
  void ask() throws InterruptedException {
    forEach(
        client -> {
          for (var order : client.orders) {
            boolean marks = marked.contains(order);
            var text =
                marks
                    ? "Mark %s delivered".formatted(order)
                    : "What's the status of order %s?".formatted(order);
            say(client, text, marks ? "mark_delivered" : "order_status", order);
          }
        });
  }

  /** Every client says something that needs no internal system. */
  void chat() throws InterruptedException {
    forEach(client -> say(client, "Thanks!", "", ""));
  }

  private void say(Client client, String text, String asksFor, String order) {
    var requestId = "%s-%d".formatted(client.id, client.said.size());
    var request =
        SendMessageRequest.newBuilder()
            .setSession(client.session)
            .setText(text)
            .setRequestId(requestId)
            .build();
    try {
      var answer =
          Retries.untilKnown(
              attempt -> doors.calls(client.id.hashCode() + attempt, 5).sendMessage(request));
      client.said.add(new Said(requestId, asksFor, order, Outcome.OK, answer.getSequence()));
    } catch (CommandFailure failure) {
      boolean unknown = Retries.isWorthRepeating(Status.fromThrowable(failure.getCause()));
      client.said.add(
          new Said(requestId, asksFor, order, unknown ? Outcome.UNKNOWN : Outcome.FAILED, 0));
    }
  }

  /** How many sagas are asked for and not ended yet, at all or for good, as sessions see it. */
  long open(boolean forGood) throws InterruptedException {
    forEach(this::catchUp);
    return clients.stream().mapToLong(client -> open(client.seen, forGood)).sum();
  }

  private static long open(List<Event> events, boolean forGood) {
    var ends =
        events.stream()
            .filter(Event::hasSagaEnded)
            .map(Event::getSagaEnded)
            .filter(end -> !forGood || isForGood(end))
            .collect(Collectors.groupingBy(SagaEnded::getSaga, Collectors.counting()));
    return events.stream()
        .filter(Event::hasSagaRequested)
        .filter(event -> !ends.containsKey(event.getSagaRequested().getSaga()))
        .count();
  }

  /** How many sagas had not ended at all at a moment that is over. */
  long openAt(Instant moment) throws InterruptedException {
    forEach(this::catchUp);
    return clients.stream()
        .map(client -> client.seen.stream().filter(event -> isBefore(event, moment)).toList())
        .mapToLong(events -> open(events, false))
        .sum();
  }

  private static boolean isBefore(Event event, Instant moment) {
    return Timestamps.toMillis(event.getTime()) <= moment.toEpochMilli();
  }

  private static boolean isForGood(SagaEnded end) {
    return switch (end.getOutcome()) {
      case COMPLETED, FAILED, COMPENSATED -> true;
      case PARTIALLY_COMPLETED, PARKED, OUTCOME_UNSPECIFIED, UNRECOGNIZED -> false;
    };
  }

  /** Ids of the sagas that were parked, as operations know them. */
  List<String> parked() throws InterruptedException {
    forEach(this::catchUp);
    return clients.stream()
        .flatMap(client -> client.seen.stream())
        .filter(Event::hasSagaEnded)
        .map(Event::getSagaEnded)
        .filter(end -> end.getOutcome() == SagaEnded.Outcome.PARKED)
        .map(end -> TENANT + "/sagas/" + end.getSaga())
        .distinct()
        .toList();
  }

  /** Waits until all have ended, or the time is over: what is left then is the checker's. */
  long awaitEnds(boolean forGood, Duration atMost) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    long open = open(forGood);
    while (open > 0 && System.nanoTime() - end < 0) {
      SagaRig.pass(Duration.ofSeconds(1));
      open = open(forGood);
    }
    // an end and what is said of it are recorded one after the other
    SagaRig.pass(Duration.ofSeconds(2));
    return open;
  }

  private void catchUp(Client client) {
    var fresh =
        new SessionReader(doors, client.session)
            .list(client.id.hashCode(), client.seen.size(), 1_000);
    client.seen.addAll(fresh);
  }

  /** What clients know, and what all sessions are now, read anew from the start. */
  List<Talk> talks() throws InterruptedException {
    var talks = new ConcurrentHashMap<String, Talk>();
    forEach(
        client -> {
          var events =
              new SessionReader(doors, client.session).list(client.id.hashCode() + 1, 0, 1_000);
          talks.put(client.id, new Talk(client.session, client.said, events));
        });
    return List.copyOf(talks.values());
  }

  private void forEach(Consumer<Client> work) throws InterruptedException {
    var places = new Semaphore(AT_ONCE);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var all = new ArrayList<Future<?>>();
      for (var client : clients) {
        all.add(
            threads.submit(
                () -> {
                  places.acquireUninterruptibly();
                  try {
                    work.accept(client);
                  } finally {
                    places.release();
                  }
                }));
      }
      for (var one : all) {
        one.get();
      }
    } catch (ExecutionException failure) {
      throw new AssertionError("a client could not go on", failure.getCause());
    }
  }
}
