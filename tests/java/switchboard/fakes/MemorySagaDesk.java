package switchboard.fakes;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import switchboard.operations.SagaDesk;
import switchboard.operations.SagaName;
import switchboard.operations.SagaView;

/** Sagas in memory, as an operator sees them. */
public final class MemorySagaDesk implements SagaDesk {
  public static final Instant DEADLINE = Instant.parse("2026-11-22T10:15:50Z");

  private final ConcurrentSkipListMap<String, SagaView> sagas = new ConcurrentSkipListMap<>();

  /** The reasons that sagas were redriven for, by their entity ids. */
  public final Map<String, String> reasons = new ConcurrentHashMap<>();

  /** Every call fails with it, if there is one. */
  public volatile RuntimeException failure;

  /** A saga of tenant acme at a state, with a step that was done and one that was not. */
  public SagaName put(String saga, SagaView.State state) {
    var name = new SagaName("acme", saga);
    sagas.put(name.entityId(), view(name, state));
    return name;
  }

  private static SagaView view(SagaName name, SagaView.State state) {
    return new SagaView(
        name,
        "mark_delivered",
        state,
        state == SagaView.State.PARKED ? "COMPENSATION_FAILED" : "",
        Optional.of(DEADLINE),
        false,
        List.of(
            new SagaView.Step(
                "mark", SagaView.StepState.DONE, 1, Optional.empty(), "", SagaView.Asks.UNKNOWN),
            new SagaView.Step(
                "credit",
                SagaView.StepState.WAITING,
                3,
                Optional.of(DEADLINE.minusSeconds(5)),
                "SERVICE_ERROR",
                new SagaView.Asks("payments", 5, Optional.empty()))));
  }

  @Override
  public CompletionStage<List<SagaView>> parked(String after, int max) {
    return answered(
        sagas.tailMap(after, false).values().stream()
            .filter(view -> view.state() == SagaView.State.PARKED)
            .limit(max)
            .toList());
  }

  @Override
  public CompletionStage<Optional<SagaView>> show(SagaName id) {
    return answered(Optional.ofNullable(sagas.get(id.entityId())));
  }

  @Override
  public CompletionStage<Redriven> redrive(SagaName id, String reason) {
    var saga = sagas.get(id.entityId());
    if (saga == null) {
      return answered(Redriven.Refused.NOT_FOUND);
    }
    if (saga.state() != SagaView.State.PARKED) {
      return answered(Redriven.Refused.NOT_PARKED);
    }
    reasons.put(id.entityId(), reason);
    put(id.saga(), SagaView.State.COMPENSATING);
    return answered(new Redriven.Going(sagas.get(id.entityId())));
  }

  @Override
  public CompletionStage<Open> open(String tenant, String after, int max) {
    var found =
        sagas.tailMap(after, false).values().stream()
            .filter(view -> view.state() == SagaView.State.RUNNING)
            .filter(view -> tenant.isEmpty() || view.name().tenant().equals(tenant))
            .toList();
    var page =
        found.stream().limit(max).map(view -> new Opened(view.name(), Optional.of(view))).toList();
    return answered(new Open(page, found.size() > max ? page.getLast().name().entityId() : ""));
  }

  @Override
  public CompletionStage<Cancelled> cancel(SagaName id) {
    var saga = sagas.get(id.entityId());
    if (saga == null) {
      return answered(Cancelled.Refused.NOT_FOUND);
    }
    if (saga.state() != SagaView.State.RUNNING) {
      return answered(Cancelled.Refused.NOT_RUNNING);
    }
    put(id.saga(), SagaView.State.COMPENSATING);
    return answered(new Cancelled.Going(sagas.get(id.entityId())));
  }

  private <T> CompletionStage<T> answered(T answer) {
    return failure == null
        ? CompletableFuture.completedStage(answer)
        : CompletableFuture.failedStage(failure);
  }
}
