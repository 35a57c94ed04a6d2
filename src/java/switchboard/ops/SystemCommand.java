package switchboard.ops;

import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.time.Instant;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import switchboard.ops.client.Living;
import switchboard.ops.client.Operations;
import switchboard.ops.client.SagaText;
import switchboard.ops.client.SystemText;
import switchboard.v1.GetHeapRequest;
import switchboard.v1.GetSystemInfoRequest;
import switchboard.v1.ListThreadsRequest;
import switchboard.v1.SystemServiceGrpc;

/** {@code switchboard system}. */
@Command(
    name = "system",
    description = "Looks into the nodes' processes: what they use, their threads, their memory.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {SystemCommand.Info.class, SystemCommand.Threads.class, SystemCommand.Heap.class})
public final class SystemCommand extends Verb {
  /** Longer than the nodes wait for each other. */
  private static final Duration DEADLINE = Duration.ofMillis(3_800);

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "say what: switchboard system info, threads or heap");
  }

  /** {@code switchboard system info}. */
  @Command(
      name = "info",
      description = {
        "Shows a row for each node: release, Java, time since its start, processors that it uses"
            + " (of those that it may), the machine's load, heap in use and the most it may take,"
            + " time spent on collecting garbage and the share of its life, threads, open files,"
            + " sessions in memory, attached streams, and calls of services under way.",
        "One node is asked and asks the others. The exit code is 1 if one of them gives no answer"
            + " within a second."
      })
  static final class Info extends Asking {
    @Mixin private NodeOption node;

    @Override
    Integer ask(Operations operations) throws InvalidProtocolBufferException {
      var request = GetSystemInfoRequest.newBuilder().setNode(node.name()).build();
      var said =
          operations.any(
              SystemServiceGrpc::newBlockingV2Stub,
              it -> Living.within(DEADLINE, it).getSystemInfo(request));
      print(isJson() ? SagaText.json(said) : SystemText.info(said, Instant.now()));
      return said.getSilentCount() == 0 ? 0 : 1;
    }
  }

  /** {@code switchboard system threads}. */
  @Command(
      name = "threads",
      description = {
        "Shows the threads of each node by pool (threads whose names differ by numbers only): how"
            + " many, how much of a processor they used over a second, their states, and where the"
            + " busiest one is. Deadlocks are named. Virtual threads are not shown.",
        "The exit code is 1 if a node gives no answer within 2 s."
      })
  static final class Threads extends Asking {
    @Mixin private NodeOption node;

    @Option(
        names = "--top",
        paramLabel = "N",
        defaultValue = "20",
        description = "How many pools of each node, 1 to 200, those first that used most")
    private int top;

    @Override
    Integer ask(Operations operations) throws InvalidProtocolBufferException {
      var request = ListThreadsRequest.newBuilder().setNode(node.name()).setTop(top).build();
      var said =
          operations.any(
              SystemServiceGrpc::newBlockingV2Stub,
              it -> Living.within(DEADLINE, it).listThreads(request));
      print(isJson() ? SagaText.json(said) : SystemText.threads(said));
      return said.getSilentCount() == 0 ? 0 : 1;
    }
  }

  /** {@code switchboard system heap}. */
  @Command(
      name = "heap",
      description = {
        "Shows the parts of each node's memory and, with --classes, the classes whose objects take"
            + " most.",
        "--classes stops every node that is asked for a moment, about a second for each GiB of"
            + " heap, since it collects all garbage first: it needs --yes. Name one"
            + " node by --node if one will do.",
        "The exit code is 1 if a node gives no answer within a second, with --classes within 3 s."
      })
  static final class Heap extends Asking {
    @Spec private CommandSpec spec;
    @Mixin private NodeOption node;

    @Option(
        names = "--classes",
        paramLabel = "N",
        defaultValue = "0",
        description = "How many classes, 0 to 500")
    private int classes;

    @Option(names = "--yes", description = "Lets --classes stop the nodes without asking back")
    private boolean yes;

    @Override
    Integer ask(Operations operations) throws InvalidProtocolBufferException {
      if (classes > 0 && !yes) {
        throw new CommandLine.ParameterException(
            spec.commandLine(),
            "--classes stops "
                + (node.name().isEmpty() ? "every node" : node.name())
                + " for a moment, about a second for each GiB of heap: say --yes");
      }
      var request = GetHeapRequest.newBuilder().setNode(node.name()).setClasses(classes).build();
      var said =
          operations.any(
              SystemServiceGrpc::newBlockingV2Stub,
              it -> Living.within(DEADLINE, it).getHeap(request));
      print(isJson() ? SagaText.json(said) : SystemText.heap(said));
      return said.getSilentCount() == 0 ? 0 : 1;
    }
  }
}
