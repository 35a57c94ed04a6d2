package switchboard.ops;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import switchboard.ops.bench.StreamsBench;

/** {@code switchboard bench streams}. */
@Command(
    name = "streams",
    description = {
      "Measures what attached streams take, on one node with a Redis of its own: heap for each idle"
          + " one, and what a client costs that stops reading while its session is busy."
    },
    exitCodeList = {
      "0:measured",
      "1:it could not be measured, or a stream broke or had a gap",
      "2:the command line was not understood"
    })
final class BenchStreamsCommand extends Verb {
  @Spec private CommandSpec spec;

  @Option(names = "--streams", paramLabel = "N", defaultValue = "10000")
  private int streams;

  @Option(
      names = "--per-connection",
      paramLabel = "N",
      defaultValue = "500",
      description = "How many streams share a connection; 1 gives each one its own")
  private int perConnection;

  @Option(
      names = "--stalled-seconds",
      paramLabel = "N",
      defaultValue = "300",
      description = "For how long the client does not read")
  private int stalledSeconds;

  @Option(
      names = "--turns-per-second",
      paramLabel = "N",
      defaultValue = "50",
      description = "How busy its session is")
  private int turnsPerSecond;

  @Option(names = "--output", paramLabel = "text|json", defaultValue = "text")
  private Output output;

  @Override
  public Integer call() throws InterruptedException {
    if (streams < 1 || perConnection < 1 || perConnection > 1_000) {
      throw new CommandFailure("attach 1 stream or more, 1 to 1000 on each connection");
    }
    if (stalledSeconds < 2 || turnsPerSecond < 1) {
      throw new CommandFailure("let the reader stall for 2 seconds or more, at 1 turn or more");
    }
    var err = spec.commandLine().getErr();
    var settings =
        new StreamsBench.Settings(streams, perConnection, stalledSeconds, turnsPerSecond);
    var report = new StreamsBench(settings, new PrintedProgress(err), err).run();
    var out = spec.commandLine().getOut();
    if (output == Output.JSON) {
      out.println(report.toPrettyString());
    } else {
      print(out, report.path("idle"), report.path("stalled"));
    }
    out.flush();
    boolean whole =
        report.path("stalled").path("inOrder").asBoolean()
            && report.path("idle").path("broken").asInt() == 0;
    return whole ? 0 : 1;
  }

  private static void print(PrintWriter out, JsonNode idle, JsonNode stalled) {
    out.printf(
        "%d idle streams, %d on each connection: %.0f bytes of heap each; by class:%n",
        idle.path("streams").asInt(),
        idle.path("perConnection").asInt(),
        idle.path("bytesPerStream").asDouble());
    idle.path("bytesPerStreamByClass")
        .properties()
        .forEach(it -> out.printf("  %-60s %8.0f%n", it.getKey(), it.getValue().asDouble()));
    out.printf(
        "a reader that did not read for %d s: %d turns were made meanwhile, %d events; the node's"
            + " heap grew by %d bytes in the last tenth of it, and the reader held %d bytes%n",
        stalled.path("seconds").asLong(),
        stalled.path("turns").asLong(),
        stalled.path("lastSequence").asLong(),
        stalled.path("heapGrowthInTheLastTenth").asLong(),
        stalled.path("heapOfTheReader").asLong());
    out.printf(
        "then it got everything%s in %d ms%n",
        stalled.path("inOrder").asBoolean() ? " in order" : ", BUT NOT IN ORDER,",
        stalled.path("catchUpMillis").asLong());
  }
}
