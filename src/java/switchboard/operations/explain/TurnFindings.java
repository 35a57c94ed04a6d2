package switchboard.operations.explain;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import switchboard.directory.Holding;
import switchboard.directory.WorkerView;
import switchboard.operations.explain.Finding.Code;

/** Who is to answer a session's open turn. Pure. */
final class TurnFindings {
  /** A worker that says nothing of a turn for longer than this has stalled, or thinks hard. */
  private static final Duration STALLED = Duration.ofSeconds(10);

  private final SessionFacts facts;
  private final Words words;

  TurnFindings(SessionFacts facts, Words words) {
    this.facts = facts;
    this.words = words;
  }

  /** Empty if no turn is open. */
  Optional<Finding> finding(Holding.Said said) {
    return said.open().stream().findFirst().map(turn -> finding(said, turn));
  }

  private Finding finding(Holding.Said said, Holding.Turn turn) {
    var evidence = new ArrayList<String>();
    var handed = said.attention().handedOut();
    evidence.add(
        "Turn "
            + turn.turn()
            + handed.map(at -> " was handed out " + words.ago(at)).orElse(" is open")
            + ", attempt "
            + turn.attempt()
            + "; it ends unanswered "
            + words.at(turn.deadline())
            + ".");
    if (said.open().size() > 1) {
      evidence.add(
          Words.count(said.open().size() - 1, "more turn waits", "more turns wait")
              + " behind it.");
    }
    return said.attention()
        .heard()
        .map(heard -> atWorker(said, turn, heard, evidence))
        .orElseGet(() -> waiting(said, turn, evidence));
  }

  private Finding atWorker(
      Holding.Said said, Holding.Turn turn, Instant heard, List<String> evidence) {
    var name = "agents/" + said.agent() + "/workers/" + said.worker();
    boolean stalled = Duration.between(heard, facts.now()).compareTo(STALLED) >= 0;
    evidence.add(
        "Worker " + said.worker() + " was heard of this turn last " + words.ago(heard) + ".");
    facts.workers().stream()
        .filter(worker -> worker.worker().instance().equals(said.worker()))
        .findFirst()
        .ifPresentOrElse(
            worker -> evidence.add(connected(worker)),
            () -> evidence.add("No node that answered has that worker connected any more."));
    return stalled
        ? new Finding(
            Code.WORKER_STALLED,
            "Worker " + said.worker() + " has the current turn and says nothing.",
            evidence,
            "See what the worker does, at " + name + "; or end the turn unanswered.",
            cancel(turn))
        : Finding.of(
            Code.TURN_AT_WORKER,
            "Worker " + said.worker() + " answers the current turn.",
            evidence);
  }

  private static String connected(WorkerView worker) {
    var it = worker.worker();
    return "It is connected to node "
        + SessionFindings.node(Optional.of(worker.node()))
        + (it.host().isEmpty() ? "" : ", runs on " + it.host())
        + (it.processId() == 0 ? "" : " as process " + it.processId())
        + ", and has "
        + worker.given()
        + " of "
        + Words.count(it.capacity(), "turn", "turns")
        + (it.draining() ? "; it is leaving." : ".");
  }

  private Finding waiting(Holding.Said said, Holding.Turn turn, List<String> evidence) {
    var open = facts.workers().stream().filter(it -> !it.worker().draining()).toList();
    if (open.isEmpty()) {
      evidence.add(
          facts.workers().isEmpty()
              ? "No node that answered has one connected."
              : Words.count(facts.workers().size(), "is leaving", "are leaving") + ".");
      return new Finding(
          Code.NO_WORKER,
          "No worker of agent " + said.agent() + " takes turns.",
          evidence,
          "Start one; the turn is handed to it at once.",
          "switchboard worker list");
    }
    boolean full = open.stream().allMatch(it -> it.given() >= it.worker().capacity());
    if (full) {
      int given = open.stream().mapToInt(WorkerView::given).sum();
      evidence.add(
          Words.count(open.size(), "worker has", "workers have")
              + " "
              + Words.count(given, "turn", "turns")
              + ", as many as they take.");
      return new Finding(
          Code.WORKERS_BUSY,
          "Every worker of agent " + said.agent() + " has as many turns as it takes.",
          evidence,
          "Start more of them, or give them more capacity.",
          "switchboard worker list");
    }
    evidence.add(Words.count(open.size(), "worker has", "workers have") + " room for it.");
    return Finding.of(
        Code.TURN_AT_WORKER,
        "The current turn is on its way to a worker of agent " + said.agent() + ".",
        evidence);
  }

  private String cancel(Holding.Turn turn) {
    return "switchboard turn cancel "
        + facts.session().name()
        + " --turn "
        + turn.turn()
        + " --reason REASON";
  }
}
