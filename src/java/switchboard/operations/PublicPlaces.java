package switchboard.operations;

import static switchboard.wire.PublicEvents.timestamp;

import java.time.Instant;
import switchboard.context.Question;
import switchboard.directory.Holding;
import switchboard.directory.NodeIdentity;
import switchboard.directory.NodeView;
import switchboard.directory.Place;
import switchboard.session.SessionState.Life;
import switchboard.v1.AttachedStream;
import switchboard.v1.Node;
import switchboard.v1.OpenTurn;
import switchboard.v1.PendingSaga;
import switchboard.v1.Saga;
import switchboard.v1.SessionExplanation;
import switchboard.v1.SessionPlace;

/** The one mapping of what the directory says to what the operator sees of it. */
final class PublicPlaces {
  private PublicPlaces() {}

  static SessionPlace place(Place place) {
    var seen =
        SessionPlace.newBuilder()
            .setName(place.session().name())
            .setState(state(place.state()))
            .setShard(place.shard())
            .setLastSequence(place.lastSequence())
            .addAllOutdated(place.outdated())
            .addAllSilent(place.silent());
    place.node().ifPresent(node -> seen.setNode(identity(node)));
    place
        .holding()
        .ifPresent(held -> seen.setAwakeTime(timestamp(held.since())).setWriterEpoch(held.epoch()));
    place
        .said()
        .ifPresent(
            said -> {
              seen.setWorker(said.worker());
              said.streams().forEach(each -> seen.addStreams(stream(each)));
            });
    return seen.build();
  }

  private static SessionPlace.State state(Place.State state) {
    return switch (state) {
      case AWAKE -> SessionPlace.State.AWAKE;
      case ASLEEP -> SessionPlace.State.ASLEEP;
      case HOMELESS -> SessionPlace.State.HOMELESS;
    };
  }

  private static AttachedStream stream(Holding.Stream stream) {
    return AttachedStream.newBuilder()
        .setAddress(stream.address())
        .setAttachTime(timestamp(stream.since()))
        .build();
  }

  static switchboard.v1.NodeIdentity identity(NodeIdentity node) {
    var seen =
        switchboard.v1.NodeIdentity.newBuilder()
            .setIncarnation(node.incarnation())
            .setAddress(node.address())
            .setUid(node.uid())
            .setFrontDoor(node.frontDoor())
            .setOperations(node.operations())
            .setProcessId(node.processId());
    if (node.started().isAfter(Instant.EPOCH)) {
      seen.setStartTime(timestamp(node.started()));
    }
    return seen.build();
  }

  static Node node(NodeView view) {
    var seen =
        Node.newBuilder()
            .setIdentity(identity(view.identity()))
            .setStatus(view.status())
            .setReachable(view.reachable())
            .setAnswered(view.said().isPresent())
            .addAllRoles(view.roles())
            .setAppVersion(view.appVersion());
    view.said()
        .ifPresent(
            counts ->
                seen.setUpTime(timestamp(counts.up()))
                    .setSessionsAwake(counts.sessions())
                    .setSagasAwake(counts.sagas())
                    .setConnections(counts.connections())
                    .addAllSessionShards(counts.sessionShards()));
    return seen.build();
  }

  /** Without what it waits for. */
  static SessionExplanation.Builder explanation(Place place) {
    var seen = SessionExplanation.newBuilder().setPlace(place(place));
    place
        .said()
        .ifPresent(
            said ->
                seen.setLife(life(said.life()))
                    .setAgent(said.agent())
                    .setLastEventTime(timestamp(said.lastEvent()))
                    .addAllOpenTurns(said.open().stream().map(PublicPlaces::turn).toList()));
    place
        .said()
        .flatMap(said -> said.attention().pause())
        .ifPresent(
            pause -> seen.setPauseEndTime(timestamp(pause.until())).setPauseReason(pause.reason()));
    return seen;
  }

  private static SessionExplanation.Life life(Life life) {
    return switch (life) {
      case NONE -> SessionExplanation.Life.LIFE_UNSPECIFIED;
      case OPEN -> SessionExplanation.Life.OPEN;
      case CLOSED -> SessionExplanation.Life.CLOSED;
      case ERASED -> SessionExplanation.Life.ERASED;
    };
  }

  private static OpenTurn turn(Holding.Turn turn) {
    return OpenTurn.newBuilder()
        .setTurn(turn.turn())
        .setAttempt(turn.attempt())
        .setDeadline(timestamp(turn.deadline()))
        .build();
  }

  /** A saga as its session knows it. */
  static Saga known(SagaName name, Holding.Pending pending) {
    return Saga.newBuilder()
        .setName(name.name())
        .setType(pending.type())
        .setDeadline(timestamp(pending.deadline()))
        .build();
  }

  static PendingSaga pending(Saga saga, Holding.Pending pending) {
    var seen = PendingSaga.newBuilder().setSaga(saga).setParked(pending.parked());
    pending.question().ifPresent(question -> seen.setQuestion(question(question)));
    return seen.build();
  }

  private static PendingSaga.Question question(Question question) {
    return PendingSaga.Question.newBuilder()
        .setStep(question.step())
        .addAllOptions(question.options())
        .setDue(timestamp(question.due()))
        .build();
  }
}
