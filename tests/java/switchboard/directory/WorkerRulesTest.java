package switchboard.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.directory.DirectoryReply.AtWorker;
import switchboard.directory.DirectoryReply.Connected;
import switchboard.directory.DirectoryReply.Working;
import switchboard.session.SessionId;
import switchboard.session.SessionState.Life;
import switchboard.worker.ConnectedWorker;
import switchboard.worker.HeldTurn;
import switchboard.worker.WorkerLoad;

class WorkerRulesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final NodeIdentity ONE = node("one");
  private static final NodeIdentity TWO = node("two");

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 7, 100})
  void pagesOverAllNodesHaveEveryWorkerOnceInOrder(int size) {
    var atOne = workers("node-1", List.of("a", "c", "d", "g", "same"));
    var atTwo = workers("node-2", List.of("b", "e", "f", "same"));
    var found = new ArrayList<WorkerView>();
    var after = "";
    do {
      var page =
          WorkerRules.workers(
              List.of(
                  new Connected(ONE, first(atOne, after, size + 1)),
                  new Connected(TWO, first(atTwo, after, size + 1))),
              size);
      assertThat(page.content()).hasSizeLessThanOrEqualTo(size);
      found.addAll(page.content());
      after = page.last();
    } while (!after.isEmpty());
    assertThat(found)
        .extracting(view -> view.worker().instance())
        .containsExactly("a", "b", "c", "d", "e", "f", "g", "same", "same");
    assertThat(found).extracting(view -> view.worker().node()).last().isEqualTo("node-2");
    assertThat(found.getFirst().node()).isEqualTo(ONE);
  }

  private static List<DirectoryReply.AtNode> workers(String node, List<String> instances) {
    return instances.stream().map(each -> stream(worker(each, node, false, NOW))).toList();
  }

  /** What a node answers. */
  private static List<DirectoryReply.AtNode> first(
      List<DirectoryReply.AtNode> all, String after, int max) {
    return all.stream()
        .filter(each -> each.worker().position().compareTo(after) > 0)
        .sorted(Comparator.comparing(each -> each.worker().position()))
        .limit(max)
        .toList();
  }

  @Test
  void theStreamThatTakesTurnsIsFirstAndOfTwoTheLater() {
    var early = worker("w", "node-1", false, NOW);
    var late = worker("w", "node-2", false, NOW.plusSeconds(1));
    var leaving = worker("w", "node-1", true, NOW.plusSeconds(2));
    var streams =
        WorkerRules.streams(
            List.of(
                new Working(ONE, List.of(stream(leaving), stream(early)), List.of()),
                new Working(TWO, List.of(stream(late)), List.of())));
    assertThat(streams).extracting(WorkerView::worker).containsExactly(late, early, leaving);
  }

  @Test
  void aNodeTellsOfTurnsAtItsStreamsAndOfWhoStaysWithTheWorker() {
    var held = List.of(turn("held", 9, 1), turn("both", 4, 2), turn("held", 3, 1));
    var load = new WorkerLoad(worker("w", "node-1", false, NOW), held);
    assertThat(WorkerRules.here(List.of(load), List.of(id("both"), id("stays")), "", 10))
        .containsExactly(
            new AtWorker(id("both"), true, List.of(turn("both", 4, 2))),
            new AtWorker(id("held"), false, List.of(turn("held", 3, 1), turn("held", 9, 1))),
            new AtWorker(id("stays"), true, List.of()));
    assertThat(WorkerRules.here(List.of(load), List.of(id("stays")), "acme/both", 1))
        .extracting(each -> each.session().session())
        .containsExactly("held");
    assertThat(load.given()).isEqualTo(3);
    assertThat(load.waiting()).isZero();
  }

  @Test
  void whatTwoNodesSayOfOneSessionIsOne() {
    // its own node knows that it stays, the worker's node has the turn and the attempt before
    var page =
        WorkerRules.sessions(
            List.of(
                new Working(ONE, List.of(), List.of(new AtWorker(id("s"), true, List.of()))),
                new Working(
                    TWO,
                    List.of(),
                    List.of(
                        new AtWorker(id("r"), false, List.of(turn("r", 2, 1))),
                        new AtWorker(id("s"), false, List.of(turn("s", 7, 2), turn("s", 7, 1)))))),
            2);
    assertThat(page.last()).isEmpty();
    assertThat(page.content())
        .containsExactly(
            new AtWorker(id("r"), false, List.of(turn("r", 2, 1))),
            new AtWorker(id("s"), true, List.of(turn("s", 7, 1), turn("s", 7, 2))));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 50})
  void pagesHaveEverySessionOnceInOrder(int size) {
    var staying = Stream.of("a", "c", "e", "g", "m").map(WorkerRulesTest::id).toList();
    var held = Stream.of("b", "c", "d", "g", "z").map(each -> turn(each, 2, 1)).toList();
    var load = new WorkerLoad(worker("w", "node-2", false, NOW), held);
    var found = new ArrayList<String>();
    var after = "";
    do {
      var page =
          WorkerRules.sessions(
              List.of(
                  new Working(
                      ONE, List.of(), WorkerRules.here(List.of(), staying, after, size + 1)),
                  new Working(
                      TWO, List.of(), WorkerRules.here(List.of(load), List.of(), after, size + 1))),
              size);
      page.content().forEach(each -> found.add(each.session().session()));
      after = page.last();
    } while (!after.isEmpty());
    assertThat(found).containsExactly("a", "b", "c", "d", "e", "g", "m", "z");
  }

  @Test
  void whatIsNotRecordedOrHasEndedWithoutATurnIsLeftOut() {
    var all =
        Stream.of("closed", "gone", "held", "open", "sleeps")
            .map(each -> new AtWorker(id(each), true, List.of()))
            .toList();
    var sessions = new ArrayList<>(all);
    sessions.set(2, new AtWorker(id("held"), true, List.of(turn("held", 2, 1))));
    var placed =
        WorkerRules.placed(
            sessions,
            List.of(
                place("closed", Optional.of(Life.CLOSED)),
                place("held", Optional.of(Life.ERASED)),
                place("open", Optional.of(Life.OPEN)),
                place("sleeps", Optional.empty())));
    assertThat(placed)
        .extracting(each -> each.place().session().session())
        .containsExactly("held", "open", "sleeps");
    assertThat(placed).extracting(WorkerSessions.Session::stays).containsExactly(false, true, true);
  }

  @Test
  void whoWasSilentInAnyRoundIsNamedOnce() {
    var places = List.of(silentTo("s", List.of("b", "a")), silentTo("t", List.of("b", "c")));
    assertThat(new TreeSet<>(WorkerRules.silent(List.of("a"), places)))
        .containsExactly("a", "b", "c");
    assertThat(WorkerRules.silent(List.of("a"), places)).hasSize(3);
  }

  private static Place place(String session, Optional<Life> life) {
    var said =
        life.map(
            each -> new Holding.Said(each, "helper", 7, NOW, List.of(), List.of(), "w", List.of()));
    return new Place(
        id(session),
        Place.State.AWAKE,
        "1",
        Optional.of(ONE),
        Optional.of(new Holding(id(session), "1", NOW, 1, said)),
        7,
        List.of(),
        List.of());
  }

  private static Place silentTo(String session, List<String> silent) {
    return new Place(
        id(session),
        Place.State.HOMELESS,
        "1",
        Optional.empty(),
        Optional.empty(),
        7,
        List.of(),
        silent);
  }

  private static SessionId id(String session) {
    return new SessionId("acme", session);
  }

  private static HeldTurn turn(String session, long turn, int attempt) {
    return new HeldTurn(id(session), turn, attempt, true);
  }

  private static DirectoryReply.AtNode stream(ConnectedWorker worker) {
    return new DirectoryReply.AtNode(worker, 1, 0);
  }

  private static ConnectedWorker worker(
      String instance, String node, boolean draining, Instant since) {
    return new ConnectedWorker("helper", instance, "1", 5, "h", 42, node, draining, since);
  }

  private static NodeIdentity node(String name) {
    return new NodeIdentity(name + "#1", name, 1, name, name, 1, NOW);
  }
}
