package switchboard.operations;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import switchboard.context.Question;
import switchboard.directory.Directory;
import switchboard.directory.Examination.Reading;
import switchboard.directory.Examinations;
import switchboard.directory.Holding;
import switchboard.directory.Place;
import switchboard.directory.WorkerView;
import switchboard.journal.Stages;
import switchboard.operations.explain.SagaFacts;
import switchboard.operations.explain.SagaFindings;
import switchboard.operations.explain.SessionFacts;
import switchboard.operations.explain.SessionFindings;
import switchboard.rpc.Outcome;
import switchboard.rpc.Outcome.Done;
import switchboard.rpc.Outcome.Failed;
import switchboard.session.SessionId;
import switchboard.v1.PendingSaga;
import switchboard.v1.SagaExplanation;
import switchboard.v1.SessionExplanation;
import switchboard.v1.SessionPlace;
import switchboard.wire.PublicErrors;

/**
 * Gathers the facts of why something waits, and has them put into words. Whatever does not answer
 * in time is left out, so that there is always an answer, of whatever is stuck.
 */
final class Explaining {
  /** One that says nothing must not keep the session from being explained. */
  private static final Duration SAGA_WITHIN = Duration.ofSeconds(1);

  /** Two rounds of questions to the nodes, and their patience. */
  private static final Duration PLACE_WITHIN = Duration.ofMillis(2_000);

  /** All of it: less than an operator's call waits. */
  private static final Duration ALL_WITHIN = Duration.ofMillis(2_700);

  private static final Duration SHORTEST = Duration.ofMillis(100);

  private static final Duration WAKE_WITHIN = Duration.ofMillis(1_000);
  private static final int MOST_WORKERS = 500;

  private final Directory directory;
  private final SagaDesk desk;
  private final Clock clock;

  Explaining(Directory directory, SagaDesk desk, Clock clock) {
    this.directory = directory;
    this.desk = desk;
    this.clock = clock;
  }

  /** What could be found out; the place is empty if nobody knows, or nothing is recorded. */
  private record Gathered(Optional<Place> place, boolean known, Examinations examined) {}

  /** When there must be an answer. */
  private record Time(long endNanos) {
    Duration atMost(Duration wanted) {
      var left = Duration.ofNanos(endNanos - System.nanoTime());
      var shorter = left.compareTo(wanted) < 0 ? left : wanted;
      return shorter.compareTo(SHORTEST) < 0 ? SHORTEST : shorter;
    }
  }

  CompletionStage<Outcome<SessionExplanation>> session(SessionId session, boolean wake) {
    var time = new Time(System.nanoTime() + ALL_WITHIN.toNanos());
    return placed(session, time)
        .thenCompose(found -> wake ? woken(session, found, time) : done(found))
        .thenCompose(
            found ->
                found.known() && found.place().isEmpty()
                    ? done(new Failed<>(PublicErrors.sessionNotFound()))
                    : explained(session, found, time));
  }

  private CompletionStage<Gathered> placed(SessionId session, Time time) {
    var examined = directory.examine(session);
    CompletionStage<Optional<Optional<Place>>> place =
        directory.where(session).thenApply(Optional::of);
    return within(place, Optional.empty(), time.atMost(PLACE_WITHIN))
        .thenCombine(
            examined,
            (found, nodes) -> new Gathered(found.flatMap(it -> it), found.isPresent(), nodes));
  }

  /** A session that cannot be read is not woken: it would stop at once. */
  private CompletionStage<Gathered> woken(SessionId session, Gathered found, Time time) {
    boolean sleeps =
        found.place().filter(it -> it.state() != Place.State.AWAKE).isPresent()
            && found.examined().said().stream()
                .allMatch(it -> it.found().reading() == Reading.READABLE);
    return sleeps
        ? within(directory.wake(session), null, time.atMost(WAKE_WITHIN))
            .thenCompose(_ -> placed(session, time))
            .thenApply(now -> now.known() ? now : found)
        : done(found);
  }

  private CompletionStage<Outcome<SessionExplanation>> explained(
      SessionId session, Gathered found, Time time) {
    var said = found.place().flatMap(Place::said);
    var pending = said.map(Holding.Said::pending).orElse(List.of());
    var sagas = Stages.all(pending.stream().map(it -> saga(session, it, time)).toList());
    return workers(said, time)
        .thenCombine(
            sagas, (workers, views) -> explanation(session, found, pending, views, workers));
  }

  private Outcome<SessionExplanation> explanation(
      SessionId session,
      Gathered found,
      List<Holding.Pending> pending,
      List<Optional<SagaView>> views,
      Directory.Workers workers) {
    var now = clock.instant();
    var silent =
        Stream.of(
                found.place().map(Place::silent).orElse(List.of()),
                found.examined().silent(),
                workers.silent())
            .flatMap(List::stream)
            .distinct()
            .toList();
    var seen =
        found
            .place()
            .map(PublicPlaces::explanation)
            .orElseGet(
                () ->
                    SessionExplanation.newBuilder()
                        .setPlace(
                            SessionPlace.newBuilder()
                                .setName(session.name())
                                .addAllSilent(silent)));
    var sagas = new ArrayList<SagaFacts>();
    for (int i = 0; i < pending.size(); i++) {
      var each = pending.get(i);
      var name = new SagaName(session.tenant(), each.saga());
      seen.addPending(seen(name, each, views.get(i)));
      sagas.add(facts(now, name, each, views.get(i), found));
    }
    var facts =
        new SessionFacts(
            now, session, found.place(), found.examined().said(), sagas, workers.workers(), silent);
    return new Done<>(seen.addAllFindings(PublicFindings.all(SessionFindings.of(facts))).build());
  }

  private static SagaFacts facts(
      Instant now,
      SagaName name,
      Holding.Pending pending,
      Optional<SagaView> view,
      Gathered found) {
    return new SagaFacts(
        now, name, pending.type(), view, pending.question(), found.examined().said());
  }

  private static PendingSaga seen(SagaName name, Holding.Pending pending, Optional<SagaView> view) {
    return PublicPlaces.pending(
        view.map(PublicSagas::saga).orElseGet(() -> PublicPlaces.known(name, pending)), pending);
  }

  private CompletionStage<Optional<SagaView>> saga(
      SessionId session, Holding.Pending pending, Time time) {
    return within(
        desk.show(new SagaName(session.tenant(), pending.saga())),
        Optional.empty(),
        time.atMost(SAGA_WITHIN));
  }

  /** Those of the agent, if it is workers that answer. */
  private CompletionStage<Directory.Workers> workers(Optional<Holding.Said> said, Time time) {
    var none = new Directory.Workers(List.of(), "", List.of());
    if (said.filter(it -> !it.open().isEmpty()).isEmpty()) {
      return done(none);
    }
    var agent = said.get().agent();
    return within(directory.workers("", MOST_WORKERS), none, time.atMost(SAGA_WITHIN))
        .thenApply(
            all ->
                new Directory.Workers(
                    all.workers().stream().filter(it -> isOf(it, agent)).toList(),
                    "",
                    all.silent()));
  }

  private static boolean isOf(WorkerView worker, String agent) {
    return worker.worker().agent().equals(agent);
  }

  CompletionStage<Outcome<SagaExplanation>> saga(SagaName name) {
    var session = new SessionId(name.tenant(), name.saga().substring(0, name.saga().indexOf('.')));
    CompletionStage<Optional<Optional<SagaView>>> shown = desk.show(name).thenApply(Optional::of);
    return within(shown, Optional.empty(), PLACE_WITHIN)
        .thenCombine(
            directory.examine(session), (view, examined) -> explained(name, view, examined));
  }

  private Outcome<SagaExplanation> explained(
      SagaName name, Optional<Optional<SagaView>> view, Examinations examined) {
    if (view.isPresent() && view.get().isEmpty()) {
      return new Failed<>(PublicErrors.sagaNotFound());
    }
    var known = view.flatMap(it -> it);
    var facts =
        new SagaFacts(
            clock.instant(),
            name,
            known.map(SagaView::type).orElse(""),
            known,
            Optional.<Question>empty(),
            examined.said());
    return new Done<>(
        SagaExplanation.newBuilder()
            .setSaga(
                known
                    .map(PublicSagas::saga)
                    .orElseGet(() -> switchboard.v1.Saga.newBuilder().setName(name.name()).build()))
            .addAllFindings(PublicFindings.all(SagaFindings.of(facts)))
            .addAllSilent(examined.silent())
            .build());
  }

  /** What it came to by then; the other thing if it failed or did not come to anything. */
  private static <T> CompletionStage<T> within(CompletionStage<T> stage, T other, Duration time) {
    return stage
        .toCompletableFuture()
        .copy()
        .completeOnTimeout(other, time.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(_ -> other);
  }

  private static <T> CompletionStage<T> done(T value) {
    return CompletableFuture.completedStage(value);
  }
}
