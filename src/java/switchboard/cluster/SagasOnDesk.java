package switchboard.cluster;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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

  private final ShardedSagas sagas;
  private final ParkedSagas parked;

  SagasOnDesk(ShardedSagas sagas, ParkedSagas parked) {
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

  private CompletionStage<Redriven> redriven(SagaName name, String reason) {
    return sagas
        .execute(id(name), new SagaCommand.Redrive(reason))
        .thenCompose(
            reply ->
                switch (reply) {
                  case DONE, STALE ->
                      show(name)
                          .thenApply(
                              after ->
                                  after
                                      .<Redriven>map(Redriven.Going::new)
                                      .orElse(Redriven.Refused.NOT_FOUND));
                  case UNKNOWN_SAGA -> CompletableFuture.completedStage(Redriven.Refused.NOT_FOUND);
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
        step.reason());
  }
}
