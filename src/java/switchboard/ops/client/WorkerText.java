package switchboard.ops.client;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import switchboard.v1.HeldTurn;
import switchboard.v1.ListWorkerSessionsResponse;
import switchboard.v1.ListWorkersResponse;
import switchboard.v1.Worker;
import switchboard.v1.WorkerSession;

/** Workers and their sessions as lines and tables. */
public final class WorkerText {
  private WorkerText() {}

  /** A row for each worker, and a line for each silent node. */
  public static String workers(ListWorkersResponse response) {
    var text = new ArrayList<String>();
    if (response.getWorkersCount() == 0) {
      text.add("no worker is connected");
    } else {
      var rows = new ArrayList<List<String>>();
      rows.add(
          List.of(
              "WORKER", "VERSION", "STATE", "TURNS", "WAITING", "NODE", "SINCE", "HOST",
              "PROCESS"));
      response.getWorkersList().forEach(worker -> rows.add(row(worker)));
      text.add(SagaText.table(rows));
    }
    text.addAll(silent(response.getSilentList()));
    return String.join("\n", text);
  }

  private static List<String> row(Worker worker) {
    return List.of(
        worker.getName(),
        SagaText.orDash(worker.getVersion()),
        state(worker),
        turns(worker),
        "" + worker.getTurnsWaiting(),
        node(worker),
        since(worker),
        SagaText.orDash(worker.getHost()),
        process(worker));
  }

  private static String state(Worker worker) {
    return worker.getDraining() ? "DRAINING" : "OPEN";
  }

  private static String turns(Worker worker) {
    return worker.getTurnsGiven() + "/" + worker.getCapacity();
  }

  /** A node that does not serve yet has no name but its address. */
  private static String node(Worker worker) {
    var node = worker.getNode();
    return node.getIncarnation().isEmpty() ? node.getAddress() : node.getIncarnation();
  }

  private static String since(Worker worker) {
    return SagaText.time(worker.hasConnectTime(), worker.getConnectTime());
  }

  private static String process(Worker worker) {
    return worker.getProcessId() == 0 ? "-" : "" + worker.getProcessId();
  }

  private static List<String> silent(List<String> nodes) {
    return nodes.stream().map(node -> "silent: " + node).toList();
  }

  /** Lines for each stream of the worker, and below them a row for each session. */
  public static String worker(ListWorkerSessionsResponse response) {
    var text = new ArrayList<String>();
    response.getWorkersList().forEach(worker -> text.add(lines(worker)));
    if (response.getWorkersCount() == 0) {
      text.add("No node that answered has this worker connected.");
    }
    text.add(
        response.getSessionsCount() == 0
            ? "It has to do with no session at the moment."
            : sessions(response.getSessionsList()));
    if (response.getSilentCount() > 0) {
      text.add(String.join("\n", silent(response.getSilentList())));
    }
    return String.join("\n\n", text);
  }

  private static String lines(Worker worker) {
    return SagaText.table(
        List.of(
            List.of("worker", worker.getName()),
            List.of("version", SagaText.orDash(worker.getVersion())),
            List.of("state", state(worker)),
            List.of("turns", turns(worker) + ", " + worker.getTurnsWaiting() + " wait"),
            List.of("node", node(worker)),
            List.of("listener", SagaText.orDash(worker.getListener())),
            List.of("connected since", since(worker)),
            List.of("host", SagaText.orDash(worker.getHost())),
            List.of("process", process(worker))));
  }

  private static String sessions(List<WorkerSession> sessions) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("SESSION", "STATE", "NODE", "STAYS", "TURNS"));
    for (var session : sessions) {
      var place = session.getPlace();
      rows.add(
          List.of(
              place.getName(),
              place.getState().name(),
              SagaText.orDash(place.getNode().getIncarnation()),
              session.getStays() ? "yes" : "no",
              SagaText.orDash(
                  session.getTurnsList().stream()
                      .map(WorkerText::turn)
                      .collect(Collectors.joining(", ")))));
    }
    return SagaText.table(rows);
  }

  private static String turn(HeldTurn turn) {
    return turn.getTurn() + " attempt " + turn.getAttempt() + (turn.getWaiting() ? " waits" : "");
  }
}
