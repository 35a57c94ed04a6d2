package switchboard.operations;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import switchboard.context.Question;
import switchboard.directory.DirectoryReply.Examined;
import switchboard.directory.Examination;
import switchboard.directory.Examination.Reading;
import switchboard.directory.Examination.ServiceTalk;
import switchboard.directory.Holding;
import switchboard.directory.NodeIdentity;
import switchboard.directory.Place;
import switchboard.directory.WorkerView;
import switchboard.operations.explain.SagaFacts;
import switchboard.operations.explain.SessionFacts;
import switchboard.session.Pause;
import switchboard.session.SessionId;
import switchboard.session.SessionState.Life;
import switchboard.worker.ConnectedWorker;

/** Everything that a session or a saga can wait for, as facts. */
final class ExplainCases {
  static final Instant NOW = Instant.parse("2026-11-22T12:00:14Z");
  private static final SessionId ID = new SessionId("acme", "8f2c");
  private static final SagaName SAGA = new SagaName("acme", "8f2c.56");
  private static final NodeIdentity NODE = node("10.0.0.1:7625", 1);
  private static final NodeIdentity OTHER = node("10.0.0.2:7625", 2);

  private ExplainCases() {}

  private static NodeIdentity node(String address, long uid) {
    return new NodeIdentity(
        address.replace("7625", "8443") + "#" + uid,
        address,
        uid,
        address.replace("7625", "8443"),
        address.replace("7625", "8444"),
        40 + uid,
        NOW.minusSeconds(3_600));
  }

  /** Facts of a session, to be changed. */
  static final class Facts {
    Life life = Life.OPEN;
    List<Holding.Pending> pending = List.of();
    List<Holding.Turn> turns = List.of();
    String worker = "";
    Holding.Attention attention = Holding.Attention.NONE;
    boolean said = true;
    Instant since = NOW.minusSeconds(300);
    Place.State state = Place.State.AWAKE;
    boolean placed = true;
    List<String> outdated = List.of();
    List<String> silent = List.of();
    List<Examined> nodes = List.of(examined(NODE, Reading.READABLE, "k1"));
    List<SagaFacts> sagas = List.of();
    List<WorkerView> workers = List.of();

    SessionFacts facts() {
      var holding =
          new Holding(
              ID,
              "17",
              since,
              3,
              said
                  ? Optional.of(
                      new Holding.Said(
                          life,
                          "concierge",
                          57,
                          NOW.minusSeconds(14),
                          pending,
                          turns,
                          worker,
                          List.of(),
                          attention))
                  : Optional.empty());
      var place =
          new Place(
              ID,
              state,
              "17",
              state == Place.State.HOMELESS ? Optional.empty() : Optional.of(NODE),
              state == Place.State.AWAKE ? Optional.of(holding) : Optional.empty(),
              57,
              outdated,
              silent);
      return new SessionFacts(
          NOW, ID, placed ? Optional.of(place) : Optional.empty(), nodes, sagas, workers, silent);
    }
  }

  /** A change of the facts of a session that waits for nothing. */
  interface Case {
    void change(Facts facts);
  }

  private static Examined examined(
      NodeIdentity node, Reading reading, String key, ServiceTalk... services) {
    return new Examined(node, new Examination(reading, key, "partner-1042", 3, List.of(services)));
  }

  private static Examined claimed(long newest) {
    return new Examined(
        NODE, new Examination(Reading.READABLE, "k1", "partner-1042", newest, List.of()));
  }

  private static ServiceTalk talk(String service, int asked, int answered, boolean open) {
    return new ServiceTalk(
        service,
        Optional.of(NOW.minusSeconds(asked)),
        answered < 0 ? Optional.empty() : Optional.of(NOW.minusSeconds(answered)),
        open);
  }

  private static WorkerView worker(String instance, int capacity, int given, boolean draining) {
    return new WorkerView(
        NODE,
        new ConnectedWorker(
            "concierge",
            instance,
            "1.0",
            capacity,
            "worker-host",
            4711,
            "10.0.0.1:8445",
            draining,
            NOW.minusSeconds(900)),
        given,
        0);
  }

  private static Holding.Turn turn(long turn, int attempt) {
    return new Holding.Turn(turn, attempt, NOW.plusSeconds(46));
  }

  private static Holding.Attention handed(int ago, int heard) {
    return new Holding.Attention(
        Optional.empty(),
        Optional.of(NOW.minusSeconds(ago)),
        heard < 0 ? Optional.empty() : Optional.of(NOW.minusSeconds(heard)));
  }

  static SagaView.Step step(
      String name, SagaView.StepState state, int attempt, String service, String reason) {
    boolean asked = state == SagaView.StepState.ASKED;
    boolean open = asked || state == SagaView.StepState.WAITING;
    return new SagaView.Step(
        name,
        state,
        attempt,
        open ? Optional.of(NOW.plusSeconds(4)) : Optional.empty(),
        reason,
        new SagaView.Asks(
            service, 5, asked ? Optional.of(NOW.minusSeconds(14)) : Optional.empty()));
  }

  static SagaFacts saga(
      SagaView.State state, String reason, List<Examined> nodes, SagaView.Step... steps) {
    var view =
        new SagaView(
            SAGA,
            "order_status",
            state,
            reason,
            Optional.of(NOW.plusSeconds(6)),
            false,
            List.of(steps));
    return SagaFacts.of(NOW, view, nodes);
  }

  private static SagaFacts asking(ServiceTalk... talks) {
    return saga(
        SagaView.State.RUNNING,
        "",
        List.of(examined(NODE, Reading.READABLE, "k1", talks)),
        step("order", SagaView.StepState.DONE, 1, "order", ""),
        step("courier", SagaView.StepState.ASKED, 3, "logistics", ""));
  }

  private static SagaFacts silent(Reading reading) {
    return new SagaFacts(
        NOW, SAGA, "", Optional.empty(), Optional.empty(), List.of(examined(NODE, reading, "k2")));
  }

  /** By what is the matter. */
  static Map<String, SagaFacts> sagas() {
    var cases = new TreeMap<String, SagaFacts>();
    cases.put("service-silent", asking(talk("logistics", 14, 40, false)));
    cases.put("service-never-heard", asking(talk("logistics", 14, -1, false)));
    cases.put("service-slow", asking(talk("logistics", 1, 2, false)));
    cases.put("circuit-open", asking(talk("logistics", 14, 40, true)));
    cases.put(
        "service-failing",
        saga(
            SagaView.State.RUNNING,
            "",
            List.of(examined(NODE, Reading.READABLE, "k1", talk("payments", 3, 3, false))),
            step("credit", SagaView.StepState.WAITING, 2, "payments", "SERVICE_ERROR")));
    cases.put(
        "parked",
        saga(
            SagaView.State.PARKED,
            "CREDIT_REFUSED",
            List.of(),
            step("mark", SagaView.StepState.DONE, 1, "order", ""),
            step("credit", SagaView.StepState.FAILED, 1, "payments", "CREDIT_REFUSED"),
            step("mark.undo", SagaView.StepState.FAILED, 5, "order", "SERVICE_ERROR")));
    cases.put(
        "compensating",
        saga(
            SagaView.State.COMPENSATING,
            "CANCELLED",
            List.of(examined(NODE, Reading.READABLE, "k1", talk("order", 14, 20, false))),
            step("mark", SagaView.StepState.DONE, 1, "order", ""),
            step("mark.undo", SagaView.StepState.ASKED, 1, "order", "")));
    cases.put("key-missing", silent(Reading.KEY_MISSING));
    cases.put("store-away", silent(Reading.STORE_AWAY));
    cases.put("ended", saga(SagaView.State.COMPLETED, "", List.of()));
    cases.put("partial", saga(SagaView.State.PARTIALLY_COMPLETED, "DEADLINE_EXCEEDED", List.of()));
    cases.put("between-steps", saga(SagaView.State.RUNNING, "", List.of()));
    cases.put(
        "no-answer", new SagaFacts(NOW, SAGA, "", Optional.empty(), Optional.empty(), List.of()));
    cases.put(
        "decision",
        new SagaFacts(
            NOW,
            SAGA,
            "order_status",
            saga(
                    SagaView.State.RUNNING,
                    "",
                    List.of(),
                    step("hold", SagaView.StepState.ASKED, 1, SagaView.Asks.USER, ""))
                .view(),
            Optional.of(new Question("hold", List.of("YES", "NO"), NOW.plusSeconds(4))),
            List.of()));
    return cases;
  }

  /** By what is the matter. */
  static Map<String, Case> sessions() {
    var cases = new TreeMap<String, Case>();
    cases.put("nothing-pending", _ -> {});
    cases.put("closed", facts -> facts.life = Life.CLOSED);
    cases.put("asleep", facts -> facts.state = Place.State.ASLEEP);
    cases.put(
        "paused",
        facts ->
            facts.attention =
                new Holding.Attention(
                    Optional.of(
                        new Pause(NOW.minusSeconds(60), NOW.plusSeconds(840), "the agent loops")),
                    Optional.empty(),
                    Optional.empty()));
    turns(cases);
    places(cases);
    keys(cases);
    cases.put("waits-for-saga", facts -> facts.sagas = List.of(sagas().get("service-silent")));
    cases.put("user-decision", facts -> facts.sagas = List.of(sagas().get("decision")));
    cases.put("saga-parked", facts -> facts.sagas = List.of(sagas().get("parked")));
    cases.put(
        "much-at-once",
        facts -> {
          facts.silent = List.of("10.0.0.3:7625");
          facts.sagas = List.of(sagas().get("service-slow"), sagas().get("circuit-open"));
          facts.turns = List.of(turn(56, 1));
          facts.attention = handed(20, -1);
        });
    return cases;
  }

  private static void turns(Map<String, Case> cases) {
    cases.put(
        "turn-at-worker",
        facts -> {
          facts.turns = List.of(turn(56, 1), turn(58, 0));
          facts.worker = "w-1";
          facts.attention = handed(4, 2);
          facts.workers = List.of(worker("w-1", 4, 2, false));
        });
    cases.put(
        "worker-stalled",
        facts -> {
          facts.turns = List.of(turn(56, 2));
          facts.worker = "w-1";
          facts.attention = handed(42, 41);
          facts.workers = List.of(worker("w-1", 4, 2, false));
        });
    cases.put(
        "worker-gone",
        facts -> {
          facts.turns = List.of(turn(56, 2));
          facts.worker = "w-9";
          facts.attention = handed(42, 41);
        });
    cases.put(
        "no-worker",
        facts -> {
          facts.turns = List.of(turn(56, 1));
          facts.attention = handed(20, -1);
        });
    cases.put(
        "workers-leaving",
        facts -> {
          facts.turns = List.of(turn(56, 1));
          facts.attention = handed(20, -1);
          facts.workers = List.of(worker("w-1", 4, 0, true));
        });
    cases.put(
        "workers-at-capacity",
        facts -> {
          facts.turns = List.of(turn(56, 1));
          facts.attention = handed(20, -1);
          facts.workers = List.of(worker("w-1", 4, 4, false), worker("w-2", 1, 1, false));
        });
  }

  private static void places(Map<String, Case> cases) {
    cases.put(
        "homeless",
        facts -> {
          facts.state = Place.State.HOMELESS;
          facts.silent = List.of("10.0.0.3:7625");
        });
    cases.put("moving", facts -> facts.state = Place.State.HOMELESS);
    cases.put("node-silent", facts -> facts.silent = List.of("10.0.0.3:7625"));
    cases.put("fenced-off", facts -> facts.outdated = List.of("10.0.0.2:8443#2"));
    cases.put("zombie", facts -> facts.nodes = List.of(claimed(5)));
    cases.put(
        "zombie-or-silent",
        facts -> {
          facts.nodes = List.of(claimed(5));
          facts.silent = List.of("10.0.0.3:7625");
        });
    cases.put("stuck", facts -> facts.said = false);
    cases.put(
        "recovering",
        facts -> {
          facts.said = false;
          facts.since = NOW.minusSeconds(1);
        });
  }

  private static void keys(Map<String, Case> cases) {
    cases.put(
        "store-away",
        facts -> {
          facts.placed = false;
          facts.nodes =
              List.of(
                  examined(NODE, Reading.STORE_AWAY, ""), examined(OTHER, Reading.STORE_AWAY, ""));
        });
    cases.put(
        "key-missing",
        facts -> {
          facts.state = Place.State.ASLEEP;
          facts.nodes =
              List.of(
                  examined(NODE, Reading.KEY_MISSING, "k2"),
                  examined(OTHER, Reading.KEY_MISSING, "k2"));
        });
    cases.put(
        "key-missing-at-one-node",
        facts -> {
          facts.state = Place.State.ASLEEP;
          facts.nodes =
              new ArrayList<>(
                  List.of(
                      examined(NODE, Reading.KEY_MISSING, "k2"),
                      examined(OTHER, Reading.READABLE, "k2")));
        });
    cases.put(
        "damaged",
        facts -> {
          facts.state = Place.State.ASLEEP;
          facts.nodes = List.of(examined(NODE, Reading.UNREADABLE, ""));
        });
    cases.put(
        "being-erased",
        facts -> {
          facts.said = false;
          facts.nodes = List.of(examined(NODE, Reading.ERASING, ""));
        });
    cases.put(
        "erased",
        facts -> {
          facts.state = Place.State.ASLEEP;
          facts.nodes = List.of(examined(NODE, Reading.ERASED, ""));
        });
  }
}
