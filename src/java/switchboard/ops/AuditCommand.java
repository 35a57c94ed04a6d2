package switchboard.ops;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import switchboard.ops.client.AuditText;
import switchboard.ops.client.Operations;
import switchboard.v1.AuditServiceGrpc;
import switchboard.v1.ListAuditEntriesRequest;
import switchboard.v1.ListAuditEntriesResponse;

/** {@code switchboard audit}. */
@Command(
    name = "audit",
    description = "Tells which changes operators made, and why.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = AuditCommand.Listed.class)
public final class AuditCommand extends Verb {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "say what: switchboard audit list");
  }

  /** {@code switchboard audit list}. */
  @Command(
      name = "list",
      description = {
        "Lists operators' changes, newest first: when, who, what, to which target, what it came to,"
            + " how the target stood before and after, and why.",
        "A change that is still ASKED is being made, or its outcome could not be recorded: see how"
            + " its target stands. WHO is what the caller said of itself and where the call came"
            + " from. JSON has both entries of every change."
      })
  static final class Listed extends Asking {
    private static final int PAGE = 500;

    @Spec private CommandSpec spec;

    @Option(
        names = "--limit",
        paramLabel = "N",
        defaultValue = "50",
        description = "The most entries to read, two for each change; 1 or more")
    private int limit;

    @Option(
        names = "--since",
        paramLabel = "TIME",
        description =
            "Nothing earlier: 90s, 15m, 2h or 3d ago, or a time such as" + " 2026-11-22T10:15:30Z")
    private String since;

    @Option(
        names = "--target",
        paramLabel = "TEXT",
        defaultValue = "",
        description = "Only changes of targets that start so")
    private String target;

    @Override
    Integer ask(Operations operations) throws InvalidProtocolBufferException {
      if (limit < 1) {
        throw new CommandLine.ParameterException(spec.commandLine(), "--limit is 1 or more");
      }
      var all = ListAuditEntriesResponse.newBuilder();
      var request = ListAuditEntriesRequest.newBuilder().setTarget(target);
      if (since != null) {
        var from = Since.parse(spec, since, Instant.now());
        request.setSinceTime(Timestamp.newBuilder().setSeconds(from.getEpochSecond()));
      }
      do {
        var asked = request.setPageSize(Math.min(PAGE, limit - all.getEntriesCount())).build();
        var page =
            operations.any(
                AuditServiceGrpc::newBlockingV2Stub, node -> node.listAuditEntries(asked));
        all.addAllEntries(page.getEntriesList());
        request.setPageToken(page.getNextPageToken());
      } while (!request.getPageToken().isEmpty() && all.getEntriesCount() < limit);
      print(isJson() ? AuditText.json(all.build()) : AuditText.changes(all.getEntriesList()));
      return 0;
    }
  }
}
