package switchboard.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.longrunning.DeleteOperationRequest;
import com.google.longrunning.GetOperationRequest;
import com.google.longrunning.Operation;
import com.google.longrunning.OperationsGrpc;
import com.google.longrunning.WaitOperationRequest;
import com.google.protobuf.ByteString;
import com.google.protobuf.util.Durations;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import switchboard.erasure.Step;
import switchboard.export.Export;
import switchboard.journal.StoreException;
import switchboard.privacy.Subject;
import switchboard.v1.EraseSubjectMetadata;
import switchboard.v1.EraseSubjectRequest;
import switchboard.v1.ErasureReceipt;
import switchboard.v1.ExportSubjectRequest;
import switchboard.v1.ExportSubjectResponse;
import switchboard.v1.SubjectServiceGrpc;

/** Erasures as operations, and exports as streams. */
class SubjectsIT {
  private static final Subject ASHA = new Subject("acme", "asha/1");

  private final OpenDoor door = new OpenDoor();

  @AfterEach
  void close() {
    door.close();
  }

  private Operation erase(String name) {
    return door.subjects()
        .eraseSubject(
            EraseSubjectRequest.newBuilder().setName(name).setRequestId("request-1").build());
  }

  private OperationsGrpc.OperationsBlockingStub operations() {
    return OperationsGrpc.newBlockingStub(door.connect()).withDeadlineAfter(10, TimeUnit.SECONDS);
  }

  private Operation get(String name) {
    return operations().getOperation(GetOperationRequest.newBuilder().setName(name).build());
  }

  private static String refusal(Runnable call) {
    var error = catchThrowableOfType(StatusRuntimeException.class, call::run);
    return error.getStatus().getCode() + " " + OpenDoor.info(error).getReason();
  }

  @Test
  void oneSubjectHasOneOperationWhichTellsHowFarItIs() throws Exception {
    var operation = erase(ASHA.name());
    assertThat(operation.getName()).startsWith("tenants/acme/operations/erase-");
    assertThat(operation.getDone()).isFalse();
    door.erasures.reach(ASHA, Step.REWRITE_FILES);
    var later = erase(ASHA.name());
    assertThat(later.getName()).isEqualTo(operation.getName());
    assertThat(get(operation.getName())).isEqualTo(later);
    var metadata = later.getMetadata().unpack(EraseSubjectMetadata.class);
    assertThat(metadata.getSubject()).isEqualTo(ASHA.name());
    assertThat(metadata.getStep()).isEqualTo(EraseSubjectMetadata.Step.REWRITING_FILE);
  }

  @Test
  void aFinishedOperationHoldsTheReceipt() throws Exception {
    var name = erase(ASHA.name()).getName();
    door.erasures.reach(ASHA, Step.FINISHED);
    var operation = get(name);
    assertThat(operation.getDone()).isTrue();
    var receipt = operation.getResponse().unpack(ErasureReceipt.class);
    assertThat(receipt.getSubject()).isEqualTo(ASHA.name());
    assertThat(receipt.getSessions()).isEqualTo(2);
    assertThat(receipt.getSagas()).isEqualTo(1);
    assertThat(receipt.getNodes()).isEqualTo(3);
    assertThat(receipt.getFilesRewritten()).isEqualTo(1);
    assertThat(receipt.getOutOfReachList()).hasSize(4);
  }

  @Test
  void waitingEndsWhenItIsDoneOrTheTimeIsOver() {
    var name = erase(ASHA.name()).getName();
    var wait = WaitOperationRequest.newBuilder().setName(name);
    var brief = operations().waitOperation(wait.setTimeout(Durations.fromMillis(50)).build());
    assertThat(brief.getDone()).isFalse();
    var done =
        CompletableFuture.supplyAsync(
            () -> operations().waitOperation(wait.clearTimeout().build()));
    door.erasures.reach(ASHA, Step.FINISHED);
    assertThat(done).succeedsWithin(5, TimeUnit.SECONDS).matches(Operation::getDone);
  }

  @Test
  void whatDoesNotExistIsNotFoundAndWhatIsMalformedIsInvalid() {
    assertThat(refusal(() -> erase("tenants/acme/subjects/nobody")))
        .isEqualTo("NOT_FOUND SUBJECT_NOT_FOUND");
    assertThat(refusal(() -> erase("acme/asha"))).isEqualTo("INVALID_ARGUMENT INVALID_FIELD");
    for (var name : new String[] {"", "tenants/acme/operations/erase-YXNoYQ", "erase-!", "x"}) {
      assertThat(refusal(() -> get(name))).isEqualTo("NOT_FOUND OPERATION_NOT_FOUND");
    }
    var delete = DeleteOperationRequest.getDefaultInstance();
    assertThat(
            catchThrowableOfType(
                    StatusRuntimeException.class, () -> operations().deleteOperation(delete))
                .getStatus()
                .getCode())
        .isEqualTo(Status.Code.UNIMPLEMENTED);
  }

  @Test
  void theOperationsServiceIsServing() {
    var health =
        HealthGrpc.newBlockingStub(door.connect())
            .check(HealthCheckRequest.newBuilder().setService(OperationsGrpc.SERVICE_NAME).build());
    assertThat(health.getStatus()).isEqualTo(ServingStatus.SERVING);
  }

  private String export() {
    var parts =
        door.subjects()
            .exportSubject(ExportSubjectRequest.newBuilder().setName(ASHA.name()).build());
    var document = ByteString.EMPTY;
    while (parts.hasNext()) {
      var part = parts.next().getJson();
      assertThat(part.size()).isBetween(1, 64 * 1024);
      document = document.concat(part);
    }
    return document.toStringUtf8();
  }

  @Test
  void aDocumentComesInPartsAndWhole() {
    var large = "é".repeat(100_000);
    door.export(new Export.Part.Piece("["), new Export.Part.Piece(""), piece(large), piece("]"));
    assertThat(export()).isEqualTo("[" + large + "]");
  }

  @Test
  void anExportThatCannotBeMadeIsRefused() {
    door.export(Export.Part.Plain.UNKNOWN_SUBJECT);
    assertThat(refusal(this::export)).isEqualTo("NOT_FOUND SUBJECT_NOT_FOUND");
    door.export(piece("["), Export.Part.Plain.ERASED);
    assertThat(refusal(this::export)).isEqualTo("FAILED_PRECONDITION SUBJECT_ERASED");
    door.export(piece("["), Export.Part.Plain.SILENT_SESSION);
    assertThat(refusal(this::export)).isEqualTo("UNAVAILABLE SHARD_MOVING");
    door.exports =
        _ ->
            () ->
                CompletableFuture.failedStage(
                    new StoreException.Unavailable("away for the test", null));
    assertThat(refusal(this::export)).isEqualTo("UNAVAILABLE STORE_UNAVAILABLE");
  }

  @Test
  void aClientThatDoesNotReadHoldsUpTheReading() {
    var read = new AtomicInteger();
    door.exports =
        _ ->
            () -> {
              read.incrementAndGet();
              return CompletableFuture.completedStage(piece("x".repeat(64 * 1024)));
            };
    var client = Client.<ExportSubjectRequest, ExportSubjectResponse>readingOnly(1);
    SubjectServiceGrpc.newStub(door.connect())
        .exportSubject(ExportSubjectRequest.newBuilder().setName(ASHA.name()).build(), client);
    await().until(() -> client.received().size() == 1);
    await().during(500, TimeUnit.MILLISECONDS).until(() -> read.get() < 100);
    client.cancel();
  }

  private static Export.Part piece(String json) {
    return new Export.Part.Piece(json);
  }
}
