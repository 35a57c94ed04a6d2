package switchboard;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import switchboard.ops.AuditCommand;
import switchboard.ops.BenchCommand;
import switchboard.ops.BenchLoadCommand;
import switchboard.ops.BrokerCommand;
import switchboard.ops.ChatCommand;
import switchboard.ops.ClusterCommand;
import switchboard.ops.ConfigCommand;
import switchboard.ops.DemoCommand;
import switchboard.ops.DlqCommand;
import switchboard.ops.Failures;
import switchboard.ops.KafkaCommand;
import switchboard.ops.KeysCommand;
import switchboard.ops.LogCommand;
import switchboard.ops.NodeCommand;
import switchboard.ops.ProtosetCommand;
import switchboard.ops.RedisCommand;
import switchboard.ops.ReplayCommand;
import switchboard.ops.SagaCommand;
import switchboard.ops.SessionCommand;
import switchboard.ops.ShardingCommand;
import switchboard.ops.SimulatorCommand;
import switchboard.ops.SimulatorsCommand;
import switchboard.ops.SubjectCommand;
import switchboard.ops.SystemCommand;
import switchboard.ops.TopCommand;
import switchboard.ops.TurnCommand;
import switchboard.ops.UpCommand;
import switchboard.ops.WorkerCommand;

/**
 * The one program. What it is made of, in the order in which a user's message passes through:
 *
 * <ul>
 *   <li>{@code frontdoor}: gRPC in: validation, limits, the one mapping from outcomes to status
 *   <li>{@code access}: who may call the front door, and what
 *   <li>{@code session}: one conversation: its rules, its entity, and the only door to it
 *   <li>{@code context}: what a session knows: goal, memory, facts, pending work
 *   <li>{@code profile}: what is kept of a subject across sessions; {@code privacy}: its key
 *   <li>{@code erasure}, {@code export}: what a subject can ask for
 *   <li>{@code wire}: bytes: protocol messages to records and back
 *   <li>{@code journal}: Redis behind Pekko Persistence: the fenced, atomic append
 *   <li>{@code agent}: what decides the reply; {@code delivery}: the delivery assistant on top
 *   <li>{@code saga}: work on internal systems: rules, entity, Kafka stages, deadlines
 *   <li>{@code privacy}: a key for each subject, what is sealed under it, what is masked in text
 *   <li>{@code erasure}: erasing a subject, to the end; {@code export}: all that is stored of one
 *   <li>{@code http}: services that are called over HTTP, and what guards each
 *   <li>{@code push}: out to attached connections: replay, then live
 *   <li>{@code cluster}: a node's life, from its configuration to its end; {@code failover}: tells
 *       a crashed node from a slow one
 *   <li>{@code worker}: agents outside the cluster: their streams and their turns
 *   <li>{@code directory}: who handles which session, and which worker answers it
 *   <li>{@code inspection}: what a node tells of its own process, log and configuration; {@code
 *       settings}: which keys there are, and what is wrong with one
 *   <li>{@code placement}: where members and shards are, and how an operator moves them
 *   <li>{@code operations}: gRPC for the operator; {@code metrics}: what a node measures
 *   <li>{@code local}: the whole system on one machine; {@code simulators}: the internal systems
 *   <li>{@code ops}: the commands below
 * </ul>
 */
@Command(
    name = "switchboard",
    description = "The server behind conversational assistants.",
    version = "switchboard 0.1.0",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      UpCommand.class,
      DemoCommand.class,
      ChatCommand.class,
      ReplayCommand.class,
      SessionCommand.class,
      TurnCommand.class,
      SagaCommand.class,
      ClusterCommand.class,
      TopCommand.class,
      ShardingCommand.class,
      WorkerCommand.class,
      AuditCommand.class,
      SystemCommand.class,
      LogCommand.class,
      ConfigCommand.class,
      BenchCommand.class,
      DlqCommand.class,
      KafkaCommand.class,
      RedisCommand.class,
      SimulatorsCommand.class,
      SubjectCommand.class,
      KeysCommand.class,
      NodeCommand.class,
      BrokerCommand.class,
      SimulatorCommand.class,
      ProtosetCommand.class,
      BenchLoadCommand.class,
      HelpCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:it worked",
      "1:it did not; the last line on standard error says why",
      "2:the command line was not understood"
    },
    footer = {
      "",
      "Start here: switchboard up, and in another terminal: switchboard chat",
      "Every command explains itself: switchboard COMMAND --help"
    })
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /** The command line, ready to execute. */
  public static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setExecutionExceptionHandler(Failures::report)
        .setUsageHelpAutoWidth(true)
        .setCaseInsensitiveEnumValuesAllowed(true);
  }
}
