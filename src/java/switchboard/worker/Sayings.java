package switchboard.worker;

import com.google.protobuf.Duration;
import com.google.rpc.Status;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.agent.Assignment;
import switchboard.agent.WorkerNews;
import switchboard.agent.WorkerNews.Lost.Reason;
import switchboard.session.SessionId;
import switchboard.v1.ConnectRequest;
import switchboard.v1.ConnectResponse;
import switchboard.wire.FieldChecks;
import switchboard.wire.WorkerAnswers;
import switchboard.wire.WorkerTurns;

/** What is said on one worker's stream, put into the contract's words and taken out of them. */
final class Sayings {
  private static final Logger LOG = LoggerFactory.getLogger(Sayings.class);

  private final Outlet outlet;
  private final WorkersSettings settings;

  Sayings(Outlet outlet, WorkersSettings settings) {
    this.outlet = outlet;
    this.settings = settings;
  }

  /** What became of reading an introduction. */
  sealed interface Read {}

  /** It is as the contract says. */
  record Right(WorkerEntry.Introduction introduction) implements Read {}

  /** It is not. */
  record Wrong(Status status) implements Read {}

  /** Reads who a worker says it is. */
  static Read introduction(ConnectRequest.Register register, Set<String> agents) {
    var checks = new FieldChecks();
    var given = WorkerAnswers.introduction(checks, register, agents);
    return checks
        .problem()
        .<Read>map(Wrong::new)
        .orElseGet(
            () ->
                new Right(
                    new WorkerEntry.Introduction(
                        given.getAgent(),
                        given.getInstanceId(),
                        given.getVersion(),
                        given.getCapacity(),
                        given.getHost(),
                        given.getProcessId())));
  }

  // --- what the worker says of a turn that it has; of any other it means nothing any more

  void delta(ConnectRequest.Delta delta, HeldTurns turns) {
    var key = key(delta.getSession(), delta.getTurn(), delta.getAttempt());
    var desk = key.flatMap(turns::deskOf);
    if (desk.isEmpty()) {
      return;
    }
    var checks = new FieldChecks();
    if (WorkerAnswers.delta(checks, delta)) {
      tell(
          desk.get(),
          key.get(),
          new WorkerNews.Delta(delta.getTurn(), delta.getAttempt(), delta.getText()));
    }
    checks.problem().ifPresent(problem -> refused(key.get(), problem));
  }

  void answer(ConnectRequest.Answer answer, HeldTurns turns, String worker) {
    finish(
        key(answer.getSession(), answer.getTurn(), answer.getAttempt()),
        turns,
        key -> {
          var checks = new FieldChecks();
          var read = WorkerAnswers.answer(checks, answer);
          var problem = checks.problem();
          problem.ifPresent(status -> refused(key, status));
          return problem.isPresent()
              ? new WorkerNews.Lost(key.turn(), key.attempt(), Reason.WORKER_FAILED)
              : new WorkerNews.Answered(key.turn(), key.attempt(), worker, read);
        });
  }

  void failed(ConnectRequest.Failed failed, HeldTurns turns) {
    finish(
        key(failed.getSession(), failed.getTurn(), failed.getAttempt()),
        turns,
        key -> {
          LOG.warn("a worker failed at a turn: {}: {}", key, WorkerAnswers.reason(failed));
          return new WorkerNews.Lost(key.turn(), key.attempt(), Reason.WORKER_FAILED);
        });
  }

  private static void finish(
      Optional<TurnKey> key, HeldTurns turns, Function<TurnKey, WorkerNews> news) {
    var desk = key.flatMap(turns::done);
    if (desk.isPresent()) {
      tell(desk.get(), key.get(), news.apply(key.get()));
    } else {
      LOG.debug("a worker speaks of a turn that it does not have, which is ignored: {}", key);
    }
  }

  private static void tell(ActorRef<DeskMessage> desk, TurnKey key, WorkerNews news) {
    desk.tell(new DeskMessage.News(key, news));
  }

  private static Optional<TurnKey> key(String session, long turn, int attempt) {
    return SessionId.fromName(session).map(id -> new TurnKey(id, turn, attempt));
  }

  // --- what the server says

  void registered(int capacity, List<String> addresses) {
    outlet.say(
        ConnectResponse.newBuilder()
            .setRegistered(
                ConnectResponse.Registered.newBuilder()
                    .setHeartbeatInterval(duration(settings.heartbeat()))
                    .setCapacity(capacity)
                    .addAllAddresses(addresses))
            .build());
  }

  void turn(Assignment turn) {
    outlet.say(ConnectResponse.newBuilder().setTurn(WorkerTurns.turn(turn)).build());
  }

  void cancel(TurnKey key) {
    outlet.say(
        ConnectResponse.newBuilder()
            .setCancel(
                ConnectResponse.Cancel.newBuilder()
                    .setSession(key.session().name())
                    .setTurn(key.turn())
                    .setAttempt(key.attempt()))
            .build());
  }

  void draining(List<String> addresses) {
    outlet.say(
        ConnectResponse.newBuilder()
            .setDraining(
                ConnectResponse.Draining.newBuilder()
                    .addAllAddresses(addresses)
                    .setTimeLeft(duration(settings.drainTime())))
            .build());
  }

  private void refused(TurnKey key, Status status) {
    outlet.say(
        ConnectResponse.newBuilder()
            .setRefused(
                ConnectResponse.Refused.newBuilder()
                    .setSession(key.session().name())
                    .setTurn(key.turn())
                    .setAttempt(key.attempt())
                    .setStatus(status))
            .build());
  }

  private static Duration duration(java.time.Duration duration) {
    return Duration.newBuilder()
        .setSeconds(duration.getSeconds())
        .setNanos(duration.getNano())
        .build();
  }
}
