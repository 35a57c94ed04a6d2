package switchboard.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import switchboard.journal.Stages;
import switchboard.operations.SagaDesk;
import switchboard.operations.SagaName;
import switchboard.operations.SagaView;
import switchboard.saga.SagaCommand;
import switchboard.saga.SagaId;
import switchboard.saga.SagaView.StepState;
import switchboard.saga.ShardedSagas;

/** The sagas of the cluster, as their operator sees and moves them. */
final class SagasOnDesk implements SagaDesk {
  private static final String UNDO = ".undo";
  private static final Duration SHOW_WITHIN = Duration.ofSeconds(1);

  private final ShardedSagas sagas;
  private final ParkedSagas parked;
  private final DueSagas open;

  SagasOnDesk(ShardedSagas sagas, ParkedSagas parked, DueSagas open) {
    this.open = open;
    this.sagas = sagas;
    this.parked = parked;
  }

  @Override
  public CompletionStage<List<SagaView>> parked(String after, int max) {
    return parked
        .page(after, max)
        .thenApply(page -> page.stream().flatMap(it -> listed(it).stream()).toList());
  }

  @Override
  public CompletionStage<Optional<SagaView>> show(SagaName name) {
    return sagas.show(id(name)).thenApply(saga -> view(name, saga));
  }

  @Override
  public CompletionStage<Redriven> redrive(SagaName name, String reason) {
    return show(name)
        .thenCompose(
            before -> {
              if (before.isEmpty()) {
                return CompletableFuture.completedStage(Redriven.Refused.NOT_FOUND);
              }
              return before.get().state() == SagaView.State.PARKED
                  ? redriven(name, reason)
                  : CompletableFuture.completedStage(Redriven.Refused.NOT_PARKED);
            });
  }

  @Override
  public CompletionStage<Open> open(String tenant, String after, int max) {
    return open.page(tenant, after, max)
        .thenCompose(
            page ->
                Stages.all(page.sagas().stream().map(this::shown).toList())
                    .thenApply(views -> new Open(views, page.last())));
  }

  /** One that gives no answer must not keep the others from being listed. */
  private CompletionStage<Opened> shown(SagaName name) {
    return show(name)
        .toCompletableFuture()
        .copy()
        .completeOnTimeout(Optional.empty(), SHOW_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(_ -> Optional.empty())
        .thenApply(view -> new Opened(name, view));
  }

  @Override
  public CompletionStage<Cancelled> cancel(SagaName name) {
    return show(name)
        .thenCompose(
            before -> {
              if (before.isEmpty()) {
                return CompletableFuture.completedStage(Cancelled.Refused.NOT_FOUND);
              }
              return switch (before.get().state()) {
                case RUNNING -> cancelled(name);
                // late answers may still be on their way to it
                case PARTIALLY_COMPLETED -> cancelled(name);
                case COMPENSATING, COMPLETED, FAILED, COMPENSATED, PARKED ->
                    CompletableFuture.completedStage(Cancelled.Refused.NOT_RUNNING);
              };
            });
  }

  private CompletionStage<Cancelled> cancelled(SagaName name) {
    return moved(name, SagaCommand.TakeBack.CANCEL_BY_OPERATOR)
        .thenApply(
            after ->
                after.<Cancelled>map(Cancelled.Going::new).orElse(Cancelled.Refused.NOT_FOUND));
  }

  private CompletionStage<Redriven> redriven(SagaName name, String reason) {
    return moved(name, new SagaCommand.Redrive(reason))
        .thenApply(
            after -> after.<Redriven>map(Redriven.Going::new).orElse(Redriven.Refused.NOT_FOUND));
  }

  /** How the saga stands after the command; empty if there is none. */
  private CompletionStage<Optional<SagaView>> moved(SagaName name, SagaCommand command) {
    return sagas
        .execute(id(name), command)
        .thenCompose(
            reply ->
                switch (reply) {
                  case DONE, STALE -> show(name);
                  case UNKNOWN_SAGA -> CompletableFuture.completedStage(Optional.empty());
                  case UNAVAILABLE ->
                      CompletableFuture.failedStage(
                          new IllegalStateException("the saga could not record it: try again"));
                });
  }

  private static SagaId id(SagaName name) {
    return SagaId.parse(name.entityId())
        .orElseThrow(() -> new IllegalArgumentException("not a saga: " + name.name()));
  }

  private static Optional<SagaView> listed(ParkedSagas.Parked saga) {
    return SagaName.ofEntity(saga.saga())
        .map(
            name ->
                new SagaView(
                    name,
                    saga.type(),
                    SagaView.State.PARKED,
                    saga.reason(),
                    Optional.empty(),
                    false,
                    List.of()));
  }

  private static Optional<SagaView> view(SagaName name, switchboard.saga.SagaView saga) {
    if (saga.state().equals("NONE")) {
      return Optional.empty();
    }
    var steps = saga.steps().stream().map(step -> step(step, saga)).toList();
    return Optional.of(
        new SagaView(
            name,
            saga.type(),
            SagaView.State.valueOf(saga.state()),
            saga.reason(),
            Optional.of(saga.deadline()),
            saga.takesBackAtDeadline(),
            steps));
  }

  private static SagaView.Step step(
      switchboard.saga.SagaView.StepView step, switchboard.saga.SagaView saga) {
    boolean undone =
        saga.steps().stream()
            .anyMatch(
                other ->
                    other.name().equals(step.name() + UNDO) && other.state() == StepState.DONE);
    var state =
        switch (step.state()) {
          case ASKED -> SagaView.StepState.ASKED;
          case PAUSED -> SagaView.StepState.WAITING;
          case DONE -> undone ? SagaView.StepState.UNDONE : SagaView.StepState.DONE;
          case FAILED -> SagaView.StepState.FAILED;
        };
    boolean open = step.state() == StepState.ASKED || step.state() == StepState.PAUSED;
    return new SagaView.Step(
        step.name(),
        state,
        step.attempt(),
        open ? Optional.of(step.due()) : Optional.empty(),
        step.reason(),
        new SagaView.Asks(step.asks(), step.attempts(), step.asked()));
  }
}
