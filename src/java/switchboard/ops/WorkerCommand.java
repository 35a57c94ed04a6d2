package switchboard.ops;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.LinkedHashSet;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import switchboard.ops.client.Operations;
import switchboard.ops.client.PlaceText;
import switchboard.ops.client.WorkerText;
import switchboard.v1.ListWorkerSessionsRequest;
import switchboard.v1.ListWorkerSessionsResponse;
import switchboard.v1.ListWorkersRequest;
import switchboard.v1.ListWorkersResponse;

/** {@code switchboard worker}. */
@Command(
    name = "worker",
    description = "Looks at the workers that answer agents' turns, and at their sessions.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {WorkerCommand.Connected.class, WorkerCommand.Show.class})
public final class WorkerCommand extends Verb {
  private static final int PAGE = 500;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "say what: switchboard worker list, or show NAME");
  }

  /** {@code switchboard worker list}. */
  @Command(
      name = "list",
      description = {
        "Lists the workers that are connected to any node at this moment, with the turns that each"
            + " holds.",
        "One node is asked and asks the others. The exit code is 1 if one of them gives no answer"
            + " within a second."
      })
  static final class Connected extends Asking {
    @Override
    Integer ask(Operations operations) throws InvalidProtocolBufferException {
      var all = ListWorkersResponse.newBuilder();
      Set<String> silent = new LinkedHashSet<>();
      var token = "";
      do {
        var request = ListWorkersRequest.newBuilder().setPageSize(PAGE).setPageToken(token).build();
        var page = operations.any(node -> node.listWorkers(request));
        all.addAllWorkers(page.getWorkersList());
        silent.addAll(page.getSilentList());
        token = page.getNextPageToken();
      } while (!token.isEmpty());
      all.addAllSilent(silent);
      print(isJson() ? PlaceText.json(all.build()) : WorkerText.workers(all.build()));
      return silent.isEmpty() ? 0 : 1;
    }
  }

  /** {@code switchboard worker show NAME}. */
  @Command(
      name = "show",
      description = {
        "Shows a worker and the sessions that it has to do with: those in a node's memory whose"
            + " next turn goes to it, and those of which it holds a turn.",
        "The exit code is 1 if a node gives no answer within a second."
      })
  static final class Show extends Asking {
    @Parameters(paramLabel = "NAME", description = "agents/AGENT/workers/WORKER")
    private String name;

    @Override
    Integer ask(Operations operations) throws InvalidProtocolBufferException {
      var all = ListWorkerSessionsResponse.newBuilder();
      Set<String> silent = new LinkedHashSet<>();
      var token = "";
      do {
        var request =
            ListWorkerSessionsRequest.newBuilder()
                .setWorker(name)
                .setPageSize(PAGE)
                .setPageToken(token)
                .build();
        var page = operations.any(node -> node.listWorkerSessions(request));
        all.clearWorkers().addAllWorkers(page.getWorkersList());
        all.addAllSessions(page.getSessionsList());
        silent.addAll(page.getSilentList());
        token = page.getNextPageToken();
      } while (!token.isEmpty());
      all.addAllSilent(silent);
      print(isJson() ? PlaceText.json(all.build()) : WorkerText.worker(all.build()));
      return silent.isEmpty() ? 0 : 1;
    }
  }
}
