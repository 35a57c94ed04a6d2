package switchboard.ops;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import switchboard.ops.bench.MemoryBench;

/** {@code switchboard bench memory}. */
@Command(
    name = "memory",
    description = {
      "Measures what sessions take, on one node with a Redis of its own: bytes of Redis for each"
          + " session, in all and by kind of key, and heap for each active one.",
      "A turn: a user's message of 150 bytes and the agent's reply of 150."
    },
    exitCodeList = {
      "0:measured",
      "1:it could not be measured",
      "2:the command line was not understood"
    })
final class BenchMemoryCommand extends Verb {
  private static final Map<String, String> KINDS =
      Map.ofEntries(
          Map.entry("c", "context documents"),
          Map.entry("e", "events"),
          Map.entry("s", "snapshots"),
          Map.entry("k", "subjects' keys"),
          Map.entry("ks", "subjects' sessions"),
          Map.entry("v", "subjects' profiles"),
          Map.entry("d", "deadlines"),
          Map.entry("o", "outboxes"),
          Map.entry("i", "indexes"),
          Map.entry("id", "the store's id"),
          Map.entry("tables", "tables of keys and expiries"),
          Map.entry("rest", "all else"));

  @Spec private CommandSpec spec;

  @Option(names = "--sessions", paramLabel = "N", defaultValue = "100000")
  private int sessions;

  @Option(names = "--turns", paramLabel = "N", defaultValue = "10")
  private int turns;

  @Option(
      names = "--subjects",
      paramLabel = "N",
      description = "How many people the sessions are with; one each unless told")
  private Integer subjects;

  @Option(
      names = "--active",
      paramLabel = "N",
      defaultValue = "10000",
      description = "How many sessions are made active to measure the heap")
  private int active;

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      defaultValue = "400",
      description = "Conversations under way at the same time")
  private int concurrency;

  @Option(names = "--agent", paramLabel = "NAME", defaultValue = "parrot")
  private String agent;

  @Mixin private ReportOutput output;

  @Override
  public Integer call() throws InterruptedException {
    if (sessions < 200 || turns < 1 || active < 200) {
      throw new CommandFailure("measure 200 sessions or more, active ones too, of 1 turn or more");
    }
    var err = spec.commandLine().getErr();
    var settings =
        new MemoryBench.Settings(
            sessions,
            turns,
            subjects == null ? sessions : Math.max(1, subjects),
            Math.min(active, sessions),
            Math.max(1, concurrency),
            agent);
    var report = new MemoryBench(settings, new PrintedProgress(err), err).run();
    output.print(spec.commandLine().getOut(), report, BenchMemoryCommand::print);
    return 0;
  }

  private static void print(PrintWriter out, JsonNode report) {
    out.printf(
        "%d sessions of %d turns, %d subjects, agent %s, loaded in %d s%n",
        report.path("sessions").asInt(),
        report.path("turns").asInt(),
        report.path("subjects").asInt(),
        report.path("agent").asText(),
        report.path("loadSeconds").asLong());
    out.printf("%-28s %10s %14s%n", "Redis", "keys", "bytes/session");
    report.path("kinds").properties().forEach(kind -> print(out, kind.getKey(), kind.getValue()));
    out.printf("%-28s %10s %14.0f%n", "in all", "", report.path("redisBytesPerSession").asDouble());
    out.printf(
        "append-only file: %.0f bytes/session, %.0f once rewritten%n",
        report.path("aofBytesPerSession").asDouble(),
        report.path("rewrittenAofBytesPerSession").asDouble());
    var heap = report.path("heap");
    out.printf(
        "heap: %.0f bytes/active session, over %d of them; by class:%n",
        heap.path("bytesPerActiveSession").asDouble(), heap.path("activeSessions").asInt());
    heap.path("bytesPerActiveSessionByClass")
        .properties()
        .forEach(it -> out.printf("  %-60s %8.0f%n", it.getKey(), it.getValue().asDouble()));
  }

  private static void print(PrintWriter out, String kind, JsonNode figures) {
    out.printf(
        "  %-26s %10d %14.1f%n",
        KINDS.getOrDefault(kind, kind),
        figures.path("keys").asLong(),
        figures.path("bytesPerSession").asDouble());
  }
}
