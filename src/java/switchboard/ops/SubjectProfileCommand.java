package switchboard.ops;

import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import switchboard.ops.client.Retries;
import switchboard.v1.GetProfileRequest;
import switchboard.v1.SubjectServiceGrpc;

/** {@code switchboard subject profile}. */
@Command(
    name = "profile",
    description = "Prints what is kept of a subject across sessions, as JSON.")
final class SubjectProfileCommand extends Verb {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "tenants/TENANT/subjects/SUBJECT")
  private String name;

  @Mixin private Target target;

  @Override
  public Integer call() throws IOException {
    var request = GetProfileRequest.newBuilder().setName(name + "/profile").build();
    try (var doors = target.open()) {
      int first = doors.living();
      var profile =
          Retries.untilKnown(
              attempt ->
                  SubjectServiceGrpc.newBlockingV2Stub(doors.channel(first + attempt))
                      .withDeadlineAfter(10, TimeUnit.SECONDS)
                      .getProfile(request));
      spec.commandLine().getOut().println(JsonFormat.printer().print(profile));
    }
    return 0;
  }
}
