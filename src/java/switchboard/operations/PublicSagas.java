package switchboard.operations;

import static switchboard.wire.PublicEvents.timestamp;

import java.util.List;
import switchboard.http.ServiceStatus;
import switchboard.v1.ListServicesResponse;
import switchboard.v1.Saga;
import switchboard.v1.SagaStep;

/** The one mapping of sagas and services to what the operator sees of them. */
final class PublicSagas {
  private PublicSagas() {}

  static Saga saga(SagaView view) {
    var saga =
        Saga.newBuilder()
            .setName(view.name().name())
            .setType(view.type())
            .setState(state(view.state()))
            .setReason(view.reason());
    view.deadline().ifPresent(deadline -> saga.setDeadline(timestamp(deadline)));
    view.steps().forEach(step -> saga.addSteps(step(step)));
    return saga.build();
  }

  private static SagaStep step(SagaView.Step view) {
    var step =
        SagaStep.newBuilder()
            .setName(view.name())
            .setState(state(view.state()))
            .setAttempt(view.attempt())
            .setReason(view.reason())
            .setService(view.asks().service())
            .setMaxAttempts(view.asks().attempts());
    view.asks().at().ifPresent(asked -> step.setAskTime(timestamp(asked)));
    view.due().ifPresent(due -> step.setDue(timestamp(due)));
    return step.build();
  }

  private static Saga.State state(SagaView.State state) {
    return switch (state) {
      case RUNNING -> Saga.State.RUNNING;
      case COMPENSATING -> Saga.State.COMPENSATING;
      case COMPLETED -> Saga.State.COMPLETED;
      case PARTIALLY_COMPLETED -> Saga.State.PARTIALLY_COMPLETED;
      case FAILED -> Saga.State.FAILED;
      case COMPENSATED -> Saga.State.COMPENSATED;
      case PARKED -> Saga.State.PARKED;
    };
  }

  private static SagaStep.State state(SagaView.StepState state) {
    return switch (state) {
      case ASKED -> SagaStep.State.ASKED;
      case WAITING -> SagaStep.State.WAITING;
      case DONE -> SagaStep.State.DONE;
      case FAILED -> SagaStep.State.FAILED;
      case UNDONE -> SagaStep.State.UNDONE;
    };
  }

  static ListServicesResponse services(String node, List<ServiceStatus> services) {
    var response = ListServicesResponse.newBuilder().setNode(node);
    services.forEach(service -> response.addServices(service(service)));
    return response.build();
  }

  private static switchboard.v1.ServiceStatus service(ServiceStatus status) {
    var service =
        switchboard.v1.ServiceStatus.newBuilder()
            .setService(status.service())
            .setAddress(status.address())
            .setBreaker(breaker(status.breaker()))
            .setInFlight(status.inFlight())
            .setPermitsLeft(status.permitsLeft())
            .setAnswered(status.answered())
            .setFailed(status.failed())
            .setRefused(status.refused());
    status.failureRate().ifPresent(service::setFailureRate);
    return service.build();
  }

  private static switchboard.v1.ServiceStatus.Breaker breaker(ServiceStatus.Breaker breaker) {
    return switch (breaker) {
      case NOT_CONFIGURED -> switchboard.v1.ServiceStatus.Breaker.NOT_CONFIGURED;
      case CLOSED -> switchboard.v1.ServiceStatus.Breaker.CLOSED;
      case OPEN -> switchboard.v1.ServiceStatus.Breaker.OPEN;
      case HALF_OPEN -> switchboard.v1.ServiceStatus.Breaker.HALF_OPEN;
    };
  }
}
