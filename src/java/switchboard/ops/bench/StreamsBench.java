package switchboard.ops.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import switchboard.local.Plan;
import switchboard.local.Ports;
import switchboard.local.Progress;
import switchboard.ops.client.RunningSystem;

/**
 * Measures what attached streams take in a node's heap: idle ones, and one whose client has stopped
 * reading while its session is busy. On a Redis, a broker and one node of its own.
 */
public final class StreamsBench {
  private static final int TOP_CLASSES = 12;
  private static final int WARM_UP = 100;
  private static final int CONCURRENCY = 100;

  /** By then the time-outs of what attaching took are no longer in the scheduler's wheel. */
  private static final long SETTLE_SECONDS = 15;

  /**
   * What to attach.
   *
   * @param streams how many idle streams, each to a session of its own
   * @param perConnection how many of them share a connection, 1 to 1,000
   * @param stalledSeconds for how long the stalled reader does not read
   * @param turnsPerSecond how busy its session is
   */
  public record Settings(int streams, int perConnection, int stalledSeconds, int turnsPerSecond) {}

  private final Settings settings;
  private final Progress progress;
  private final PrintWriter notes;

  public StreamsBench(Settings settings, Progress progress, PrintWriter notes) {
    this.settings = settings;
    this.progress = progress;
    this.notes = notes;
  }

  /** Runs it all and returns the figures. */
  public ObjectNode run() throws InterruptedException {
    int sessions = settings.streams() + WARM_UP;
    var plan =
        Plan.standard(RunningSystem.temporary(), 1, Ports.free(1), 1)
            .withRedis(Optional.empty(), "everysec")
            .withKafka(new Plan.Kafka.BrokerOnly())
            .withNodeProperties(Map.of(OneNode.IDLE, "2 h", OneNode.LIMIT, "" + (sessions + 100)));
    try (var system = RunningSystem.start(plan, progress)) {
      var node = new OneNode(system);
      var report = new JsonMapper().createObjectNode();
      note("making " + sessions + " sessions");
      List<String> names;
      try (var load = new ConversationLoad(node.doorWithoutHandOver(), "parrot", CONCURRENCY)) {
        names = load.play(sessions, 1, sessions, _ -> {});
      }
      idle(node, names, report.putObject("idle"));
      stalled(node, report.putObject("stalled"));
      return report;
    }
  }

  /** The sessions are in memory before the first look, so what grows is the streams. */
  private void idle(OneNode node, List<String> sessions, ObjectNode report)
      throws InterruptedException {
    try (var streams = new IdleStreams(node::connection, settings.perConnection())) {
      streams.attach(sessions.subList(0, WARM_UP));
      settle();
      var before = NodeHeap.of(node.pid());
      note("attaching " + settings.streams() + " streams");
      streams.attach(sessions.subList(WARM_UP, sessions.size()));
      settle();
      var after = NodeHeap.of(node.pid());
      report.put("streams", settings.streams()).put("perConnection", settings.perConnection());
      report.put("broken", streams.broken());
      report.put("bytesPerStream", perStream(after.bytes() - before.bytes()));
      var classes = report.putObject("bytesPerStreamByClass");
      after.byClass().entrySet().stream()
          .map(it -> Map.entry(it.getKey(), grown(before, it)))
          .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
          .limit(TOP_CLASSES)
          .forEach(it -> classes.put(it.getKey(), perStream(it.getValue())));
    }
  }

  private static long grown(NodeHeap.Live before, Map.Entry<String, Long> now) {
    return now.getValue() - before.byClass().getOrDefault(now.getKey(), 0L);
  }

  private double perStream(long bytes) {
    return (double) bytes / settings.streams();
  }

  private void stalled(OneNode node, ObjectNode report) throws InterruptedException {
    note("a reader that does not read for " + settings.stalledSeconds() + " s");
    try (var doors = node.door()) {
      var session = BusySession.start(doors);
      var reader = StalledReader.attach(doors, session.name());
      session.talk(settings.turnsPerSecond(), settings.stalledSeconds() * 9 / 10);
      var middle = NodeHeap.of(node.pid());
      session.talk(settings.turnsPerSecond(), Math.max(1, settings.stalledSeconds() / 10));
      var stalled = NodeHeap.of(node.pid());
      report.put("seconds", settings.stalledSeconds()).put("turns", session.turns());
      report.put("lastSequence", session.lastSequence());
      report.put("readWhileStalled", reader.received());
      report.put("heapGrowthInTheLastTenth", stalled.bytes() - middle.bytes());
      long began = System.nanoTime();
      reader.readTo(session.lastSequence());
      report.put("catchUpMillis", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
      report.put("inOrder", reader.inOrder());
      reader.leave();
      settle();
      report.put("heapOfTheReader", stalled.bytes() - NodeHeap.of(node.pid()).bytes());
    }
  }

  private static void settle() {
    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(SETTLE_SECONDS));
  }

  private void note(String text) {
    notes.println(text);
    notes.flush();
  }
}
