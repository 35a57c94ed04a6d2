package switchboard.ops;

import com.google.protobuf.InvalidProtocolBufferException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import switchboard.ops.client.SagaText;
import switchboard.ops.client.SessionText;
import switchboard.v1.GetSessionRequest;

/** {@code switchboard session show NAME}. */
@Command(
    name = "show",
    description = {
      "Prints a session: its state, whether it is paused, whom it is with, which agent answers. It"
          + " is woken if it sleeps.",
      "Uses the system that `up` runs from --data, unless --address names front doors."
    })
final class SessionShowCommand extends Verb {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "tenants/TENANT/sessions/SESSION")
  private String name;

  @Option(names = "--output", paramLabel = "text|json", defaultValue = "text")
  private Output output;

  @Mixin private Target target;

  @Override
  public Integer call() throws InvalidProtocolBufferException {
    var request = GetSessionRequest.newBuilder().setName(name).build();
    try (var doors = target.open()) {
      var session = doors.soon(door -> door.getSession(request));
      var out = spec.commandLine().getOut();
      out.println(output == Output.JSON ? SagaText.json(session) : SessionText.session(session));
      out.flush();
    }
    return 0;
  }
}
