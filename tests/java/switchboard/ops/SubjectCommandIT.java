package switchboard.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.longrunning.Operation;
import com.google.longrunning.OperationsGrpc.OperationsImplBase;
import com.google.longrunning.WaitOperationRequest;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.StreamObserver;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.Main;
import switchboard.journal.StoreException;
import switchboard.operations.AuditEntry;
import switchboard.operations.AuditEntry.Result;
import switchboard.v1.EraseSubjectMetadata;
import switchboard.v1.EraseSubjectRequest;
import switchboard.v1.ErasureReceipt;
import switchboard.v1.ExportSubjectRequest;
import switchboard.v1.ExportSubjectResponse;
import switchboard.v1.GetProfileRequest;
import switchboard.v1.Profile;
import switchboard.v1.ProfileFact;
import switchboard.v1.SubjectServiceGrpc.SubjectServiceImplBase;

class SubjectCommandIT {
  private static final String ASHA = "tenants/acme/subjects/asha";

  @TempDir Path dir;
  private Server server;

  /** A subject service that knows Asha. */
  private static final class Subjects extends SubjectServiceImplBase {
    @Override
    public void getProfile(GetProfileRequest request, StreamObserver<Profile> answer) {
      answer(
          answer,
          Profile.newBuilder()
              .setName(request.getName())
              .addFacts(ProfileFact.newBuilder().setName("nickname").setValue("Ash"))
              .build());
    }

    @Override
    public void exportSubject(
        ExportSubjectRequest request, StreamObserver<ExportSubjectResponse> answer) {
      answer.onNext(part("{\"name\":"));
      if (request.getName().equals(ASHA)) {
        answer(answer, part("\"é\"}"));
      } else {
        answer.onError(Status.NOT_FOUND.withDescription("nobody").asRuntimeException());
      }
    }

    @Override
    public void eraseSubject(EraseSubjectRequest request, StreamObserver<Operation> answer) {
      answer(answer, operation());
    }
  }

  /** Operations that are done when somebody waits for them. */
  private static final class Operations extends OperationsImplBase {
    @Override
    public void waitOperation(WaitOperationRequest request, StreamObserver<Operation> answer) {
      var receipt = ErasureReceipt.newBuilder().setSubject(ASHA).setSessions(3).build();
      answer(answer, operation().toBuilder().setDone(true).setResponse(Any.pack(receipt)).build());
    }
  }

  private static Operation operation() {
    var metadata =
        EraseSubjectMetadata.newBuilder().setStep(EraseSubjectMetadata.Step.ENDING_SESSIONS);
    return Operation.newBuilder()
        .setName("tenants/acme/operations/erase-1")
        .setMetadata(Any.pack(metadata.build()))
        .build();
  }

  private static ExportSubjectResponse part(String json) {
    return ExportSubjectResponse.newBuilder().setJson(ByteString.copyFromUtf8(json)).build();
  }

  private static <T> void answer(StreamObserver<T> observer, T answer) {
    observer.onNext(answer);
    observer.onCompleted();
  }

  @BeforeEach
  void start() throws Exception {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
            .addService(new Subjects())
            .addService(new Operations())
            .addService(new HealthStatusManager().getHealthService())
            .build()
            .start();
  }

  @AfterEach
  void stop() {
    server.shutdownNow();
  }

  @Test
  void aProfileIsPrinted() {
    assertThat(run(0, "profile", ASHA)).contains("\"value\": \"Ash\"").contains(ASHA + "/profile");
  }

  @Test
  void anExportIsWrittenWholeOrNotAtAll() throws Exception {
    var file = dir.resolve("asha.json");
    run(0, "export", ASHA, "--output", file.toString());
    assertThat(file).hasContent("{\"name\":\"é\"}");
    var none = dir.resolve("none.json");
    assertThat(run(1, "export", "tenants/acme/subjects/none", "--output", none.toString()))
        .contains("NOT_FOUND: nobody");
    try (var files = Files.list(dir)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void anErasureIsBegunOrWaitedForAndNeverWithoutAYes() {
    try (var terminal = new OperatorTerminal()) {
      assertThat(erase(0, terminal, "--yes"))
          .contains("tenants/acme/operations/erase-1")
          .contains("ENDING_SESSIONS");
      assertThat(erase(0, terminal, "--yes", "--wait")).contains("\"sessions\": \"3\"");
      assertThat(terminal.audit.entries())
          .extracting(AuditEntry::result, AuditEntry::target, AuditEntry::after)
          .startsWith(
              tuple(Result.ASKED, ASHA, ""),
              tuple(Result.DONE, ASHA, "tenants/acme/operations/erase-1"))
          .hasSize(4);
      assertThat(terminal.audit.entries())
          .allSatisfy(
              entry -> {
                assertThat(entry.action()).isEqualTo("EraseSubject");
                assertThat(entry.reason()).isEqualTo("asked for by mail");
              });
      assertThat(erase(2, terminal)).contains("--yes");
      assertThat(erase(0, terminal, "--dry-run")).contains("would erase " + ASHA);
      terminal.audit.failure = new StoreException.Unavailable("away", null);
      assertThat(erase(1, terminal, "--yes")).contains("could not be put on record");
    }
    assertThat(run(2, "erase", ASHA, "--yes")).contains("--reason");
  }

  private String erase(int expected, OperatorTerminal terminal, String... more) {
    var all =
        new ArrayList<>(
            List.of(ASHA, "--reason", "asked for by mail", "--operations", terminal.address()));
    all.addAll(List.of(more));
    return run(expected, "erase", all.toArray(String[]::new));
  }

  private String run(int expected, String verb, String... more) {
    var said = new StringWriter();
    var line = Main.commandLine();
    line.setOut(new PrintWriter(said, true));
    line.setErr(new PrintWriter(said, true));
    String[] arguments = new String[4 + more.length];
    arguments[0] = "subject";
    arguments[1] = verb;
    arguments[2] = "--address";
    arguments[3] = "127.0.0.1:" + server.getPort();
    System.arraycopy(more, 0, arguments, 4, more.length);
    assertThat(line.execute(arguments)).as(said.toString()).isEqualTo(expected);
    return said.toString();
  }
}
