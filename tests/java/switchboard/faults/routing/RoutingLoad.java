package switchboard.faults.routing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import switchboard.faults.routing.Evidence.Stored;
import switchboard.faults.routing.History.Entry;
import switchboard.faults.routing.History.Speaker;
import switchboard.ops.raw.RawEvent;
import switchboard.ops.raw.RawStore;

/** Many clients at once, and what is left of what they said. */
final class RoutingLoad implements AutoCloseable {
  private static final int AT_ONCE = 64;
  private static final int CLIENTS_PER_CHANNEL = 250;
  private static final long STREAMS_WITHIN_SECONDS = 60;
  private static final long SILENT_WITHIN_SECONDS = 180;

  private final History history = new History();
  private final List<Client> clients = new ArrayList<>();
  private final Set<String> unary = new HashSet<>();
  private final Map<String, List<Long>> epochs = new HashMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Future<?>> talks = new ArrayList<>();
  private final List<Future<?>> reads = new ArrayList<>();
  private final RoutingRig rig;
  private final Doors doors;
  private final DirectoryCheck directory;
  private final int turnsPerSecond;

  /**
   * @param run names the run's sessions, unique on one rig
   */
  RoutingLoad(
      RoutingRig rig, String run, int sessions, int turnsPerSecond, SplittableRandom random) {
    this.rig = rig;
    this.turnsPerSecond = turnsPerSecond;
    this.doors = new Doors(rig.frontDoors(), 1 + sessions / CLIENTS_PER_CHANNEL);
    this.directory = new DirectoryCheck(rig.operations());
    for (int i = 0; i < sessions; i++) {
      boolean converses = i % 2 == 0;
      var client =
          new Client(
              run + "-" + i, converses, doors.channel(i), history, directory, random.split());
      clients.add(client);
      if (!converses) {
        unary.add(client.session);
      }
    }
  }

  History history() {
    return history;
  }

  /** Whether all messages of a session are calls of their own, not said on its stream. */
  boolean isUnary(String session) {
    return unary.contains(session);
  }

  DirectoryCheck directory() {
    return directory;
  }

  /** Creates the sessions, attaches to all of them and begins to talk. */
  void start() throws InterruptedException {
    forEach(Client::create);
    sampleEpochs();
    long pause = TimeUnit.SECONDS.toNanos(1) * clients.size() / turnsPerSecond;
    for (var client : clients) {
      reads.add(threads.submit(() -> unlessInterrupted(client.reader::read)));
      talks.add(threads.submit(() -> unlessInterrupted(() -> client.talk(pause))));
    }
  }

  private interface Interruptible {
    void run() throws InterruptedException;
  }

  private static void unlessInterrupted(Interruptible work) {
    try {
      work.run();
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  /** Which sessions each node holds, by its front door. */
  Map<String, List<String>> placement() throws InterruptedException {
    var holders = new ConcurrentHashMap<String, String>();
    forEach(client -> holders.put(client.session, client.holder()));
    return holders.keySet().stream().collect(Collectors.groupingBy(holders::get));
  }

  /** Lets the clients of these sessions say something at once. */
  void hurry(Collection<String> sessions) {
    var wanted = Set.copyOf(sessions);
    clients.stream().filter(it -> wanted.contains(it.session)).forEach(Client::hurry);
  }

  void hurryAll() {
    clients.forEach(Client::hurry);
  }

  /** What a session's client has tried since a moment, in words. */
  String tried(String session, long since) {
    var client =
        clients.stream().filter(it -> it.session.equals(session)).findFirst().orElseThrow();
    var codes =
        history.attempts().stream()
            .filter(it -> it.session().equals(session) && it.ended() > since)
            .map(it -> it.number() + " " + it.code())
            .toList();
    return "%s, %s, messages since: %s".formatted(session, client.reader, codes);
  }

  /** Notes how often each session has been claimed. */
  void sampleEpochs() {
    try (var store = rig.openStore()) {
      for (var client : clients) {
        store
            .epoch(client.session)
            .ifPresent(
                epoch -> epochs.computeIfAbsent(client.session, _ -> new ArrayList<>()).add(epoch));
      }
    }
  }

  /** Lets everyone finish, waits until all streams have shown everything, and reads the store. */
  Evidence end(long atLeast) throws Exception {
    clients.forEach(Client::stop);
    for (var talk : talks) {
      talk.get(SILENT_WITHIN_SECONDS, TimeUnit.SECONDS);
    }
    sampleEpochs();
    try (var store = rig.openStore()) {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STREAMS_WITHIN_SECONDS);
      while (clients.stream().anyMatch(it -> it.reader.cursor() < last(store, it))
          && System.nanoTime() < deadline) {
        pass(Duration.ofMillis(250));
      }
      clients.forEach(client -> client.reader.close());
      for (var read : reads) {
        read.get(10, TimeUnit.SECONDS);
      }
      var stored = clients.stream().map(client -> stored(store, client)).toList();
      return new Evidence(history.attempts(), history.attachments(), stored, atLeast);
    }
  }

  private static long last(RawStore store, Client client) {
    return store.journal(client.session, client.subjectName()).events().size();
  }

  private Stored stored(RawStore store, Client client) {
    var journal = store.journal(client.session, client.subjectName());
    return new Stored(
        client.session,
        journal.events().stream().map(RoutingLoad::entry).toList(),
        journal.differences(),
        epochs.getOrDefault(client.session, List.of()));
  }

  private static Entry entry(RawEvent event) {
    var speaker =
        switch (event.speaker()) {
          case USER -> Speaker.USER;
          case AGENT -> Speaker.AGENT;
          case NOBODY -> Speaker.NOBODY;
        };
    return new Entry(event.sequence(), speaker, event.text(), event.requestId());
  }

  /** Lets time pass. */
  static void pass(Duration time) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(time.toMillis());
  }

  private void forEach(Consumer<Client> work) throws InterruptedException {
    var places = new Semaphore(AT_ONCE);
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
    try {
      for (var one : all) {
        one.get();
      }
    } catch (ExecutionException failure) {
      throw new AssertionError("a client could not go on", failure.getCause());
    }
  }

  @Override
  public void close() {
    clients.forEach(Client::stop);
    clients.forEach(client -> client.reader.close());
    threads.shutdownNow();
    doors.close();
    directory.close();
  }
}
