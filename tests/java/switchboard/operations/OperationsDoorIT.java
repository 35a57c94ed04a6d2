package switchboard.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.fakes.MemoryAudit;
import switchboard.fakes.MemoryDirectory;
import switchboard.fakes.MemorySagaDesk;
import switchboard.http.ServiceStatus;
import switchboard.journal.StoreException;
import switchboard.operations.AuditEntry.Result;
import switchboard.operations.SagaView.State;
import switchboard.tls.Admission;
import switchboard.v1.ExplainSessionRequest;
import switchboard.v1.GetSagaRequest;
import switchboard.v1.ListNodesRequest;
import switchboard.v1.ListParkedSagasRequest;
import switchboard.v1.ListServicesRequest;
import switchboard.v1.ListWorkerSessionsRequest;
import switchboard.v1.ListWorkersRequest;
import switchboard.v1.OperationsServiceGrpc;
import switchboard.v1.OperationsServiceGrpc.OperationsServiceBlockingStub;
import switchboard.v1.RedriveSagaRequest;
import switchboard.v1.Saga;
import switchboard.v1.SagaStep;
import switchboard.v1.WhereIsSessionRequest;
import switchboard.v1.Worker;

/** The operator's calls, over the wire. */
@Timeout(30)
class OperationsDoorIT {
  private final MemorySagaDesk desk = new MemorySagaDesk();
  private final MemoryDirectory directory = new MemoryDirectory();
  private final MemoryAudit audit = new MemoryAudit();
  private final OperationsDoor door =
      OperationsDoor.start(
          new OperationsSettings("127.0.0.1", 0),
          new OperationsDesks(
              "127.0.0.1:8443", OperationsDoorIT::services, desk, directory, audit.audit()),
          List.of(),
          Runnable::run,
          Admission.ANYBODY);
  private final ManagedChannel channel =
      NettyChannelBuilder.forAddress(door.address()).usePlaintext().build();

  @AfterEach
  void close() {
    channel.shutdownNow();
    door.close();
  }

  private static List<ServiceStatus> services() {
    return List.of(
        new ServiceStatus(
            "maps",
            "",
            ServiceStatus.Breaker.NOT_CONFIGURED,
            OptionalDouble.empty(),
            0,
            0,
            0,
            0,
            0),
        new ServiceStatus(
            "payments",
            "pay:80",
            ServiceStatus.Breaker.HALF_OPEN,
            OptionalDouble.of(62.5),
            3,
            197,
            10,
            5,
            2));
  }

  @Test
  void theServicesOfThisNodeAreListed() {
    var response = client().listServices(ListServicesRequest.getDefaultInstance());
    assertThat(response.getNode()).isEqualTo("127.0.0.1:8443");
    assertThat(response.getServices(0).hasFailureRate()).isFalse();
    assertThat(response.getServices(1))
        .isEqualTo(
            switchboard.v1.ServiceStatus.newBuilder()
                .setService("payments")
                .setAddress("pay:80")
                .setBreaker(switchboard.v1.ServiceStatus.Breaker.HALF_OPEN)
                .setFailureRate(62.5)
                .setInFlight(3)
                .setPermitsLeft(197)
                .setAnswered(10)
                .setFailed(5)
                .setRefused(2)
                .build());
  }

  @Test
  void aSagaIsShownWithItsSteps() {
    var name = desk.put("s1.7", State.PARKED).name();
    var saga = client().getSaga(GetSagaRequest.newBuilder().setName(name).build());
    assertThat(saga.getName()).isEqualTo("tenants/acme/sagas/s1.7");
    assertThat(saga.getState()).isEqualTo(Saga.State.PARKED);
    assertThat(saga.getReason()).isEqualTo("COMPENSATION_FAILED");
    assertThat(saga.getDeadline().getSeconds()).isEqualTo(MemorySagaDesk.DEADLINE.getEpochSecond());
    assertThat(saga.getStepsList()).extracting(SagaStep::getName).containsExactly("mark", "credit");
    assertThat(saga.getSteps(0).hasDue()).isFalse();
    assertThat(saga.getSteps(1).getState()).isEqualTo(SagaStep.State.WAITING);
    assertThat(saga.getSteps(1).getAttempt()).isEqualTo(3);
  }

  @Test
  void everyStateHasAWordOfTheContract() {
    for (var state : State.values()) {
      var name = desk.put("s1.1", state).name();
      var saga = client().getSaga(GetSagaRequest.newBuilder().setName(name).build());
      assertThat(saga.getState().name()).isEqualTo(state.name());
    }
  }

  @Test
  void parkedSagasAreListedPageByPage() {
    for (int i = 1; i <= 7; i++) {
      desk.put("s1." + i, i == 4 ? State.RUNNING : State.PARKED);
    }
    var names = new ArrayList<String>();
    var token = "";
    int pages = 0;
    do {
      var page =
          client()
              .listParkedSagas(
                  ListParkedSagasRequest.newBuilder().setPageSize(2).setPageToken(token).build());
      page.getSagasList().forEach(saga -> names.add(saga.getName()));
      token = page.getNextPageToken();
      pages++;
    } while (!token.isEmpty());
    assertThat(pages).isEqualTo(3);
    assertThat(names).hasSize(6).doesNotHaveDuplicates().doesNotContain("tenants/acme/sagas/s1.4");
  }

  @Test
  void aParkedSagaIsRedrivenOnce() {
    var name = desk.put("s1.7", State.PARKED);
    assertThat(redrive(name.name(), "payments is back").getState())
        .isEqualTo(Saga.State.COMPENSATING);
    assertThat(desk.reasons).containsEntry("acme/s1.7", "payments is back");
    refused(() -> redrive(name.name(), "again"), Code.FAILED_PRECONDITION, "SAGA_NOT_PARKED");
    assertThat(desk.reasons).containsEntry("acme/s1.7", "payments is back");
  }

  @Test
  void anUnknownSagaIsNotFound() {
    var name = "tenants/acme/sagas/s9.1";
    refused(() -> get(name), Code.NOT_FOUND, "SAGA_NOT_FOUND");
    refused(() -> redrive(name, "why"), Code.NOT_FOUND, "SAGA_NOT_FOUND");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "acme/s1.7",
        "tenants/acme/sagas/",
        "tenants/acme/sagas/s1",
        "tenants/acme/sagas/s1.0",
        "tenants/acme/sagas/s1.x",
        "tenants/acme/sagas/S1.7",
        "tenants/acme/sagas/../s1.7",
        "tenants/ACME/sagas/s1.7",
        "tenants/acme/sessions/s1.7",
        "tenants/acme/sagas/s1.7\n"
      })
  void whatIsNoNameIsRefused(String name) throws Exception {
    var error = refused(() -> get(name), Code.INVALID_ARGUMENT, "INVALID_FIELD");
    assertThat(field(error)).isEqualTo("name");
  }

  @Test
  void aRedriveNeedsAReason() throws Exception {
    var name = desk.put("s1.7", State.PARKED).name();
    for (var reason : List.of("", " ", "x".repeat(201), "two\nlines")) {
      var error = refused(() -> redrive(name, reason), Code.INVALID_ARGUMENT, "INVALID_FIELD");
      assertThat(field(error)).isEqualTo("reason");
    }
    assertThat(desk.reasons).isEmpty();
    assertThat(audit.entries()).isEmpty();
  }

  @Test
  void aRedriveIsOnRecordBeforeItIsDoneAndWithWhatItCameTo() {
    var name = desk.put("s1.7", State.PARKED).name();
    redrive(name, "payments is back");
    refused(() -> redrive(name, "again"), Code.FAILED_PRECONDITION, "SAGA_NOT_PARKED");
    assertThat(audit.entries())
        .extracting(AuditEntry::result, AuditEntry::before, AuditEntry::after, AuditEntry::problem)
        .containsExactly(
            tuple(Result.ASKED, "PARKED", "", ""),
            tuple(Result.DONE, "PARKED", "COMPENSATING", ""),
            tuple(Result.ASKED, "COMPENSATING", "", ""),
            tuple(Result.REFUSED, "COMPENSATING", "COMPENSATING", "SAGA_NOT_PARKED"));
    var first = audit.entries().getFirst();
    assertThat(first.action()).isEqualTo("RedriveSaga");
    assertThat(first.target()).isEqualTo(name);
    assertThat(first.reason()).isEqualTo("payments is back");
    assertThat(first.node()).isEqualTo("127.0.0.1:8443");
    assertThat(first.who().peer()).startsWith("127.0.0.1:");
    assertThat(first.who().name()).isEmpty();
    assertThat(audit.entries().get(1).change()).isEqualTo(first.change());
    assertThat(audit.entries().get(2).change()).isNotEqualTo(first.change());
  }

  @Test
  void whatCannotBePutOnRecordIsNotDone() {
    var name = desk.put("s1.7", State.PARKED).name();
    audit.failure = new StoreException.Unavailable("away", null);
    var error = refused(() -> redrive(name, "why"), Code.UNAVAILABLE, "AUDIT_UNAVAILABLE");
    assertThat(StatusProto.fromThrowable(error).getDetailsList())
        .anyMatch(detail -> detail.is(RetryInfo.class));
    assertThat(desk.reasons).isEmpty();
  }

  @Test
  void aTokenOfAnotherListIsRefused() throws Exception {
    var error =
        refused(
            () ->
                client()
                    .listParkedSagas(
                        ListParkedSagasRequest.newBuilder().setPageToken("nonsense").build()),
            Code.INVALID_ARGUMENT,
            "INVALID_FIELD");
    assertThat(field(error)).isEqualTo("page_token");
  }

  @Test
  void whileTheStoreIsAwayTheCallIsToBeRepeated() {
    desk.failure = new StoreException.Unavailable("away", null);
    var error =
        refused(() -> get("tenants/acme/sagas/s1.7"), Code.UNAVAILABLE, "STORE_UNAVAILABLE");
    assertThat(StatusProto.fromThrowable(error).getDetailsList())
        .anyMatch(detail -> detail.is(RetryInfo.class));
  }

  @Test
  void whatFailsUnforeseenIsAnIncident() {
    desk.failure = new IllegalStateException("a secret");
    var error = refused(() -> get("tenants/acme/sagas/s1.7"), Code.INTERNAL, "INTERNAL");
    assertThat(error.getMessage()).doesNotContain("secret");
  }

  private Saga get(String name) {
    return client().getSaga(GetSagaRequest.newBuilder().setName(name).build());
  }

  private Saga redrive(String name, String reason) {
    return client()
        .redriveSaga(RedriveSagaRequest.newBuilder().setName(name).setReason(reason).build());
  }

  private OperationsServiceBlockingStub client() {
    return OperationsServiceGrpc.newBlockingStub(channel).withDeadlineAfter(10, TimeUnit.SECONDS);
  }

  private static StatusRuntimeException refused(Runnable call, Code code, String reason) {
    var error = catchThrowableOfType(StatusRuntimeException.class, call::run);
    assertThat(error.getStatus().getCode()).isEqualTo(code);
    assertThat(StatusProto.fromThrowable(error).getDetailsList())
        .filteredOn(detail -> detail.is(ErrorInfo.class))
        .singleElement()
        .satisfies(
            detail -> assertThat(detail.unpack(ErrorInfo.class).getReason()).isEqualTo(reason));
    return error;
  }

  private static String field(StatusRuntimeException error) throws Exception {
    for (var detail : StatusProto.fromThrowable(error).getDetailsList()) {
      if (detail.is(BadRequest.class)) {
        return detail.unpack(BadRequest.class).getFieldViolations(0).getField();
      }
    }
    throw new AssertionError("no field is named", error);
  }

  @Test
  void aNodeThatIsNoMemberDoesNotDenyWhatTheOthersHold() {
    directory.member = false;
    var name = directory.awake("s-1").tenant() + "/sessions/s-1";
    var session = "tenants/" + name;
    refused(
        () -> client().whereIsSession(WhereIsSessionRequest.newBuilder().setName(session).build()),
        Code.UNAVAILABLE,
        "NODE_NOT_MEMBER");
    refused(
        () -> client().explainSession(ExplainSessionRequest.newBuilder().setName(session).build()),
        Code.UNAVAILABLE,
        "NODE_NOT_MEMBER");
    refused(
        () -> client().listNodes(ListNodesRequest.getDefaultInstance()),
        Code.UNAVAILABLE,
        "NODE_NOT_MEMBER");
    refused(
        () -> client().listWorkers(ListWorkersRequest.getDefaultInstance()),
        Code.UNAVAILABLE,
        "NODE_NOT_MEMBER");
    refused(() -> client().listWorkerSessions(worker("w")), Code.UNAVAILABLE, "NODE_NOT_MEMBER");
  }

  private static ListWorkerSessionsRequest worker(String instance) {
    return ListWorkerSessionsRequest.newBuilder()
        .setWorker("agents/helper/workers/" + instance)
        .build();
  }

  @Test
  void workersAreListedPageByPage() throws Exception {
    for (int i = 0; i < 3; i++) {
      directory.worker("w-" + i, directory.awake("s-" + i));
    }
    var first = client().listWorkers(ListWorkersRequest.newBuilder().setPageSize(2).build());
    assertThat(first.getWorkersList())
        .extracting(Worker::getInstanceId)
        .containsExactly("w-0", "w-1");
    var rest = ListWorkersRequest.newBuilder().setPageToken(first.getNextPageToken()).build();
    var second = client().listWorkers(rest);
    assertThat(second.getWorkersList()).extracting(Worker::getInstanceId).containsExactly("w-2");
    assertThat(second.getNextPageToken()).isEmpty();
    var elsewhere = worker("w-1").toBuilder().setPageToken(first.getNextPageToken()).build();
    var error =
        refused(
            () -> client().listWorkerSessions(elsewhere), Code.INVALID_ARGUMENT, "INVALID_FIELD");
    assertThat(field(error)).isEqualTo("page_token");
  }

  @Test
  void aWorkerThatNoNodeHasIsNotFoundUnlessOneIsSilent() throws Exception {
    refused(() -> client().listWorkerSessions(worker("w")), Code.NOT_FOUND, "WORKER_NOT_FOUND");
    directory.silent = List.of("10.0.0.3:7625");
    var response = client().listWorkerSessions(worker("w"));
    assertThat(response.getWorkersList()).isEmpty();
    assertThat(response.getSilentList()).containsExactly("10.0.0.3:7625");
    var nameless = ListWorkerSessionsRequest.newBuilder().setWorker("w").build();
    var error =
        refused(
            () -> client().listWorkerSessions(nameless), Code.INVALID_ARGUMENT, "INVALID_FIELD");
    assertThat(field(error)).isEqualTo("worker");
  }
}
