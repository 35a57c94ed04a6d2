package switchboard.ops;

import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import switchboard.ops.client.FrontDoors;
import switchboard.ops.client.Retries;
import switchboard.v1.ExportSubjectRequest;
import switchboard.v1.SubjectServiceGrpc;

/** {@code switchboard subject export}. */
@Command(
    name = "export",
    description = {
      "Writes all that is stored of a subject as one JSON document: the profile, and of every"
          + " session the session, its context, its events and its sagas.",
      "A file is there only once it is complete."
    })
final class SubjectExportCommand extends Verb {
  @Parameters(paramLabel = "NAME", description = "tenants/TENANT/subjects/SUBJECT")
  private String name;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Where to write it; default: standard output")
  private Optional<Path> output = Optional.empty();

  @Mixin private Target target;

  @Override
  public Integer call() throws IOException {
    try (var doors = target.following()) {
      if (output.isEmpty()) {
        write(doors, System.out);
      } else {
        var file = output.get().toAbsolutePath();
        var unfinished = Files.createTempFile(file.getParent(), ".export-", ".json");
        try {
          try (var stream = Files.newOutputStream(unfinished)) {
            write(doors, stream);
          }
          Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
          Files.deleteIfExists(unfinished);
        }
      }
    }
    return 0;
  }

  private void write(FrontDoors doors, OutputStream to) throws IOException {
    var request = ExportSubjectRequest.newBuilder().setName(name).build();
    try {
      var door = doors.channel(doors.living());
      var parts = SubjectServiceGrpc.newBlockingStub(door).exportSubject(request);
      while (parts.hasNext()) {
        parts.next().getJson().writeTo(to);
      }
      to.flush();
    } catch (StatusRuntimeException refused) {
      throw new CommandFailure("the front door answered " + Retries.describe(refused), refused);
    }
  }
}
