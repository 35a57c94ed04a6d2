package switchboard.fakes;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import switchboard.context.Question;
import switchboard.directory.ClusterFigures;
import switchboard.directory.Directory;
import switchboard.directory.Eviction;
import switchboard.directory.Examinations;
import switchboard.directory.Holding;
import switchboard.directory.NodeFigures;
import switchboard.directory.NodeIdentity;
import switchboard.directory.NodeView;
import switchboard.directory.Place;
import switchboard.directory.WorkerSessions;
import switchboard.directory.WorkerView;
import switchboard.privacy.Subject;
import switchboard.session.SessionId;
import switchboard.session.SessionMeter.Took;
import switchboard.session.SessionState.Life;
import switchboard.worker.ConnectedWorker;
import switchboard.worker.HeldTurn;
import switchboard.worker.WorkerName;

/** A directory of what the test puts into it. */
public final class MemoryDirectory implements Directory {
  public static final Instant SINCE = Instant.parse("2026-11-22T10:15:30Z");
  public static final NodeIdentity NODE =
      new NodeIdentity(
          "10.0.0.1:8443#-7", "10.0.0.1:7625", -7, "10.0.0.1:8443", "10.0.0.1:8444", 42, SINCE);

  private static final NodeFigures COUNTED =
      new NodeFigures(
          new NodeFigures.Traffic(1000, 990, 1980, 7, 3, 2),
          4,
          6,
          List.of(new Took(2047, 98), new Took(8191, 1), new Took(9215, 1)),
          new NodeFigures.ProcessFigures(
              Duration.ofSeconds(100),
              Duration.ofSeconds(50),
              Duration.ofMillis(1500),
              2,
              300L << 20,
              1L << 30));

  private final ConcurrentSkipListMap<String, Place> places = new ConcurrentSkipListMap<>();

  private final List<WorkerView> workers = new ArrayList<>();
  private final Map<String, SessionId> held = new HashMap<>();

  /** Members that answer nothing about workers. */
  public volatile List<String> silent = List.of();

  /** Whether its node is a member. */
  public volatile boolean member = true;

  /** The sessions that were woken. */
  public final List<SessionId> woken = new ArrayList<>();

  /** A session of tenant acme that is awake, with a stream, and waits for a saga. */
  public SessionId awake(String session) {
    var id = new SessionId("acme", session);
    var question = new Question("hold", List.of("YES", "NO"), SINCE.plusSeconds(60));
    var said =
        new Holding.Said(
            Life.OPEN,
            "delivery",
            7,
            SINCE.plusSeconds(5),
            List.of(
                new Holding.Pending(
                    session + ".7",
                    "mark_delivered",
                    SINCE.plusSeconds(20),
                    false,
                    Optional.of(question))),
            List.of(new Holding.Turn(6, 2, SINCE.plusSeconds(30))),
            "w-1",
            List.of(new Holding.Stream("10.0.0.2:7625", SINCE.plusSeconds(1))));
    var held = new Holding(id, "17", SINCE, 3, Optional.of(said));
    places.put(session, place(id, Place.State.AWAKE, Optional.of(NODE), Optional.of(held)));
    return id;
  }

  /** A session of tenant acme that sleeps. */
  public SessionId asleep(String session) {
    var id = new SessionId("acme", session);
    places.put(session, place(id, Place.State.ASLEEP, Optional.of(NODE), Optional.empty()));
    return id;
  }

  /** A session of tenant acme whose shard no node hosts. */
  public SessionId homeless(String session) {
    var id = new SessionId("acme", session);
    places.put(session, place(id, Place.State.HOMELESS, Optional.empty(), Optional.empty()));
    return id;
  }

  private static Place place(
      SessionId id, Place.State state, Optional<NodeIdentity> node, Optional<Holding> held) {
    var silent = node.isPresent() ? List.<String>of() : List.of("10.0.0.3:7625");
    return new Place(id, state, "17", node, held, 7, List.of(), silent);
  }

  @Override
  public boolean isMember() {
    return member;
  }

  @Override
  public CompletionStage<Optional<Place>> where(SessionId session) {
    return CompletableFuture.completedStage(Optional.ofNullable(places.get(session.session())));
  }

  @Override
  public CompletionStage<Page> ofSubject(Subject subject, String after, int max) {
    var found = places.tailMap(after, false).values().stream().limit(max).toList();
    var last = found.size() < max ? "" : found.getLast().session().session();
    return CompletableFuture.completedStage(new Page(found, last));
  }

  @Override
  public CompletionStage<Void> wake(SessionId session) {
    woken.add(session);
    awake(session.session());
    return CompletableFuture.completedStage(null);
  }

  /** What the nodes find, by the session. */
  public final Map<SessionId, Examinations> examinations = new HashMap<>();

  /** The sessions that were to leave memory. */
  public final List<SessionId> evicted = new ArrayList<>();

  @Override
  public CompletionStage<Examinations> examine(SessionId session) {
    return CompletableFuture.completedStage(
        examinations.getOrDefault(session, new Examinations(List.of(), List.of())));
  }

  @Override
  public CompletionStage<Eviction> evict(SessionId session) {
    evicted.add(session);
    return CompletableFuture.completedStage(new Eviction(List.of(NODE), true, silent));
  }

  /** Connects a worker of agent "helper" that holds a turn of the session and has one waiting. */
  public void worker(String instance, SessionId session) {
    var worker =
        new ConnectedWorker("helper", instance, "1.2", 5, "box", 99, "10.0.0.1:7700", false, SINCE);
    workers.add(new WorkerView(NODE, worker, 1, 1));
    held.put(instance, session);
  }

  @Override
  public CompletionStage<Workers> workers(String after, int max) {
    var rest =
        workers.stream().filter(each -> each.worker().position().compareTo(after) > 0).toList();
    var page = rest.stream().limit(max).toList();
    var last = rest.size() > max ? page.getLast().worker().position() : "";
    return CompletableFuture.completedStage(new Workers(page, last, silent));
  }

  @Override
  public CompletionStage<WorkerSessions> worker(WorkerName worker, String after, int max) {
    var streams = workers.stream().filter(each -> each.worker().name().equals(worker)).toList();
    var sessions =
        Optional.ofNullable(held.get(worker.instance())).stream()
            .filter(session -> session.entityId().compareTo(after) > 0)
            .map(this::session)
            .toList();
    return CompletableFuture.completedStage(new WorkerSessions(streams, sessions, "", silent));
  }

  private WorkerSessions.Session session(SessionId session) {
    return new WorkerSessions.Session(
        places.get(session.session()),
        true,
        List.of(new HeldTurn(session, 6, 2, true), new HeldTurn(session, 8, 1, false)));
  }

  @Override
  public CompletionStage<List<NodeView>> nodes() {
    var counts = new NodeView.Counts(SINCE, 5, 2, 1, List.of("3", "17"));
    var silent = new NodeIdentity("", "10.0.0.3:7625", 9, "", "", 0, Instant.EPOCH);
    return CompletableFuture.completedStage(
        List.of(
            new NodeView(NODE, "UP", true, List.of("dc-default"), "1.0", Optional.of(counts)),
            new NodeView(silent, "UP", false, List.of(), "1.0", Optional.empty())));
  }

  @Override
  public CompletionStage<ClusterFigures> figures() {
    return nodes()
        .thenApply(
            nodes ->
                new ClusterFigures(
                    nodes.stream()
                        .map(
                            node ->
                                new ClusterFigures.Measured(node, node.said().map(_ -> COUNTED)))
                        .toList(),
                    Optional.of(NODE.address())));
  }
}
