package switchboard.ops;

import com.google.protobuf.InvalidProtocolBufferException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import switchboard.v1.ListEventsRequest;

/** {@code switchboard session events NAME}. */
@Command(
    name = "events",
    description = {
      "Prints the recorded events of a session, a line each. What was said and what is known is"
          + " personal data, and hidden without --values.",
      "They are read from the store: nobody is woken. Uses the system that `up` runs from --data,"
          + " unless --address names front doors."
    })
final class SessionEventsCommand extends Verb {
  private static final int PAGE = 500;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "tenants/TENANT/sessions/SESSION")
  private String name;

  @Option(
      names = "--from",
      paramLabel = "SEQUENCE",
      defaultValue = "1",
      description = "The first event to print, 1 or more; 1 without it")
  private long from;

  @Option(
      names = "--to",
      paramLabel = "SEQUENCE",
      defaultValue = "9223372036854775807",
      showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER,
      description = "The last event to print; without it, the last that is recorded")
  private long to;

  @Mixin private EventOutput output;
  @Mixin private Target target;

  @Override
  public Integer call() throws InvalidProtocolBufferException {
    if (from < 1) {
      throw new CommandFailure("--from is 1 or more");
    }
    var out = spec.commandLine().getOut();
    try (var doors = target.open()) {
      var token = "";
      do {
        var request =
            ListEventsRequest.newBuilder()
                .setParent(name)
                .setAfterSequence(from - 1)
                .setPageSize(PAGE)
                .setPageToken(token)
                .build();
        var page = doors.soon(door -> door.listEvents(request));
        for (var event : page.getEventsList()) {
          if (event.getSequence() > to) {
            return 0;
          }
          output.print(out, event);
        }
        token = page.getNextPageToken();
      } while (!token.isEmpty());
    }
    return 0;
  }
}
