package switchboard.operations;

import switchboard.directory.WorkerSessions;
import switchboard.directory.WorkerView;
import switchboard.v1.HeldTurn;
import switchboard.v1.Worker;
import switchboard.v1.WorkerSession;
import switchboard.wire.PublicEvents;

/** The one mapping of what the directory says of workers to what the operator sees of it. */
final class PublicWorkers {
  private PublicWorkers() {}

  static Worker worker(WorkerView view) {
    var worker = view.worker();
    return Worker.newBuilder()
        .setName(worker.name().name())
        .setAgent(worker.agent())
        .setInstanceId(worker.instance())
        .setVersion(worker.version())
        .setCapacity(worker.capacity())
        .setHost(worker.host())
        .setProcessId(worker.processId())
        .setNode(PublicPlaces.identity(view.node()))
        .setListener(worker.node())
        .setConnectTime(PublicEvents.timestamp(worker.since()))
        .setDraining(worker.draining())
        .setTurnsGiven(view.given())
        .setTurnsWaiting(view.waiting())
        .build();
  }

  static WorkerSession session(WorkerSessions.Session session) {
    return WorkerSession.newBuilder()
        .setPlace(PublicPlaces.place(session.place()))
        .setStays(session.stays())
        .addAllTurns(session.turns().stream().map(PublicWorkers::turn).toList())
        .build();
  }

  private static HeldTurn turn(switchboard.worker.HeldTurn turn) {
    return HeldTurn.newBuilder()
        .setTurn(turn.turn())
        .setAttempt(turn.attempt())
        .setWaiting(!turn.given())
        .build();
  }
}
