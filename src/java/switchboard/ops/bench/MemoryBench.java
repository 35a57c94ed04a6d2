package switchboard.ops.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import switchboard.local.Plan;
import switchboard.local.Ports;
import switchboard.local.Progress;
import switchboard.ops.client.RunningSystem;

/**
 * Measures what sessions take: in Redis when they are only stored, and in a node's heap when they
 * are active. On a Redis, a broker and one node of its own.
 */
public final class MemoryBench {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int TOP_CLASSES = 12;

  /**
   * What to load.
   *
   * @param subjects how many people the sessions are with
   * @param active how many sessions are made active to measure the heap
   */
  public record Settings(
      int sessions, int turns, int subjects, int active, int concurrency, String agent) {}

  private final Settings settings;
  private final Progress progress;
  private final PrintWriter notes;

  public MemoryBench(Settings settings, Progress progress, PrintWriter notes) {
    this.settings = settings;
    this.progress = progress;
    this.notes = notes;
  }

  public ObjectNode run() throws InterruptedException {
    var plan =
        Plan.standard(RunningSystem.temporary(), 1, Ports.free(1), 1)
            .withRedis(Optional.empty(), "everysec")
            .withKafka(new Plan.Kafka.BrokerOnly())
            .withNodeProperties(Map.of(OneNode.IDLE, "2 h", OneNode.LIMIT, "" + limit()));
    try (var system = RunningSystem.start(plan, progress)) {
      var node = new OneNode(system);
      try (var redis = new RedisTalk(system.state().redis());
          var load =
              new ConversationLoad(node.doorWithoutHandOver(), settings.agent(), concurrency())) {
        var report = JSON.createObjectNode();
        report.put("sessions", settings.sessions()).put("turns", settings.turns());
        report.put("subjects", settings.subjects()).put("agent", settings.agent());
        var sessions = loaded(load, new RedisMemory(redis), system.state().redis(), report);
        note("measuring the heap");
        heap(node, load, sessions.subList(0, settings.active()), report);
        return report;
      }
    }
  }

  /** The node keeps as many as are measured, so the load itself does not fill its heap. */
  private int limit() {
    return settings.active() + settings.concurrency() + 100;
  }

  private int concurrency() {
    return settings.concurrency();
  }

  private List<String> loaded(
      ConversationLoad load, RedisMemory redis, String uri, ObjectNode report)
      throws InterruptedException {
    long emptyMemory = redis.used();
    long emptyFile = redis.appendOnlyFile();
    long began = System.nanoTime();
    var sessions =
        load.play(
            settings.sessions(),
            settings.turns(),
            settings.subjects(),
            done -> note(done + " sessions after " + seconds(began) + " s"));
    report.put("loadSeconds", seconds(began));
    redis.awaitEmptyOutboxes();
    long memory = redis.used() - emptyMemory;
    report.put("redisBytes", memory).put("redisBytesPerSession", perSession(memory));
    long known = 0;
    var kinds = report.putObject("kinds");
    for (var kind : RedisMemory.kinds(uri).entrySet()) {
      known += put(kinds, kind.getKey(), kind.getValue().keys(), kind.getValue().bytes());
    }
    known += put(kinds, "tables", 0, redis.tables());
    put(kinds, "rest", 0, memory - known);
    report.put("aofBytesPerSession", perSession(redis.appendOnlyFile() - emptyFile));
    report.put("rewrittenAofBytesPerSession", perSession(redis.rewrittenAppendOnlyFile()));
    return sessions;
  }

  private long put(ObjectNode kinds, String name, long keys, long bytes) {
    kinds
        .putObject(name)
        .put("keys", keys)
        .put("bytes", bytes)
        .put("bytesPerSession", perSession(bytes));
    return bytes;
  }

  /**
   * A fresh node first works on other sessions, so that what every node needs once is there before
   * the first look.
   */
  private void heap(OneNode node, ConversationLoad load, List<String> active, ObjectNode report)
      throws InterruptedException {
    node.restart();
    load.touch(active.subList(0, Math.min(100, active.size())));
    var before = NodeHeap.of(node.pid());
    var fresh = active.subList(Math.min(100, active.size()), active.size());
    load.touch(fresh);
    var after = NodeHeap.of(node.pid());
    var heap = report.putObject("heap");
    heap.put("activeSessions", fresh.size());
    heap.put("bytesPerActiveSession", (double) (after.bytes() - before.bytes()) / fresh.size());
    var classes = heap.putObject("bytesPerActiveSessionByClass");
    after.byClass().entrySet().stream()
        .map(it -> Map.entry(it.getKey(), grown(before, it)))
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(TOP_CLASSES)
        .forEach(it -> classes.put(it.getKey(), (double) it.getValue() / fresh.size()));
  }

  private static long grown(NodeHeap.Live before, Map.Entry<String, Long> now) {
    return now.getValue() - before.byClass().getOrDefault(now.getKey(), 0L);
  }

  private double perSession(long bytes) {
    return (double) bytes / settings.sessions();
  }

  private static long seconds(long began) {
    return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
  }

  private void note(String text) {
    notes.println(text);
    notes.flush();
  }
}
