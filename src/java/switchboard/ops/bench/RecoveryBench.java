package switchboard.ops.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.grpc.StatusException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import switchboard.local.Plan;
import switchboard.local.Ports;
import switchboard.local.Progress;
import switchboard.ops.CommandFailure;
import switchboard.ops.client.FrontDoors;
import switchboard.ops.client.RunningSystem;
import switchboard.v1.GetSessionRequest;
import switchboard.v1.SendMessageRequest;

/**
 * Measures how long a session that is not in memory takes to answer, and what it holds once it is,
 * for short sessions and for long ones. On a Redis, a broker and one node of its own.
 */
public final class RecoveryBench {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int IDLE_SECONDS = 8;

  /** A session leaves at the look after it became idle; looks are half the idle time apart. */
  private static final long GONE_AFTER_MILLIS = 1_500 * IDLE_SECONDS + 1_000;

  /** Rounds that are not counted: the compiler is at work. */
  private static final int WARM_UP = 3;

  private static final int HEAP_LOOKS = 5;

  /**
   * What to measure.
   *
   * @param sessions of each length
   * @param rounds each session is woken twice in a round: to be looked at, and by a message
   */
  public record Settings(
      int shortTurns, int longTurns, int sessions, int rounds, int concurrency, String agent) {}

  /** Latencies of one length, in microseconds. */
  private record Measured(Histogram look, Histogram message, Histogram awake) {
    Measured() {
      this(histogram(), histogram(), histogram());
    }

    private static Histogram histogram() {
      return new ConcurrentHistogram(TimeUnit.MINUTES.toMicros(1), 3);
    }
  }

  private final Settings settings;
  private final Progress progress;
  private final PrintWriter notes;

  public RecoveryBench(Settings settings, Progress progress, PrintWriter notes) {
    this.settings = settings;
    this.progress = progress;
    this.notes = notes;
  }

  public ObjectNode run() throws InterruptedException {
    var plan =
        Plan.standard(RunningSystem.temporary(), 1, Ports.free(1), 1)
            .withRedis(Optional.empty(), "everysec")
            .withKafka(new Plan.Kafka.BrokerOnly())
            .withNodeProperties(Map.of(OneNode.IDLE, IDLE_SECONDS + " s"));
    try (var system = RunningSystem.start(plan, progress)) {
      var node = new OneNode(system);
      try (var load =
              new ConversationLoad(
                  node.doorWithoutHandOver(), settings.agent(), settings.concurrency());
          var doors = node.door();
          var redis = new RedisTalk(system.state().redis())) {
        note("loading");
        var few = sessions(load, settings.shortTurns());
        var many = sessions(load, settings.longTurns());
        var report = JSON.createObjectNode();
        report.put("sessions", settings.sessions()).put("rounds", settings.rounds());
        var shorter = report.putObject("short").put("turns", settings.shortTurns());
        var longer = report.putObject("long").put("turns", settings.longTurns());
        shorter.put("snapshotBytes", new RedisMemory(redis).newestSnapshot(few.getFirst()));
        longer.put("snapshotBytes", new RedisMemory(redis).newestSnapshot(many.getFirst()));
        measure(doors, few, many, shorter, longer);
        ratios(report);
        note("measuring the heap");
        shorter.put("heapBytes", heap(node, load, few));
        longer.put("heapBytes", heap(node, load, many));
        return report;
      }
    }
  }

  private List<String> sessions(ConversationLoad load, int turns) {
    return load.play(settings.sessions(), turns, settings.sessions(), _ -> {});
  }

  /** Short and long ones by turns, one at a time, so that what disturbs one disturbs the other. */
  private void measure(
      FrontDoors doors,
      List<String> few,
      List<String> many,
      ObjectNode shorter,
      ObjectNode longer) {
    var ofFew = new Measured();
    var ofMany = new Measured();
    for (int round = 0; round < WARM_UP + settings.rounds(); round++) {
      if (round == WARM_UP) {
        ofFew = new Measured();
        ofMany = new Measured();
      }
      note("round " + (round + 1) + " of " + (WARM_UP + settings.rounds()));
      letGo();
      for (int i = 0; i < settings.sessions(); i++) {
        look(doors, few.get(i), ofFew);
        look(doors, many.get(i), ofMany);
      }
      letGo();
      for (int i = 0; i < settings.sessions(); i++) {
        say(doors, few.get(i), ofFew);
        say(doors, many.get(i), ofMany);
      }
    }
    put(shorter, ofFew);
    put(longer, ofMany);
  }

  private static void letGo() {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(GONE_AFTER_MILLIS));
  }

  private static void look(FrontDoors doors, String session, Measured measured) {
    var request = GetSessionRequest.newBuilder().setName(session).build();
    measured.look().recordValue(micros(() -> doors.calls(0, 30).getSession(request)));
    measured.awake().recordValue(micros(() -> doors.calls(0, 30).getSession(request)));
  }

  private static void say(FrontDoors doors, String session, Measured measured) {
    var request =
        SendMessageRequest.newBuilder()
            .setSession(session)
            .setText(ConversationLoad.text(0, 0))
            .setRequestId(UUID.randomUUID().toString())
            .build();
    measured.message().recordValue(micros(() -> doors.calls(0, 30).sendMessage(request)));
  }

  /** A call that waits for its answer. */
  private interface Call {
    void make() throws StatusException;
  }

  private static long micros(Call call) {
    long began = System.nanoTime();
    try {
      call.make();
    } catch (StatusException e) {
      throw new CommandFailure("a session did not answer: " + e.getStatus(), e);
    }
    return TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - began);
  }

  private static void put(ObjectNode report, Measured measured) {
    put(report.putObject("look"), measured.look());
    put(report.putObject("message"), measured.message());
    put(report.putObject("awake"), measured.awake());
  }

  private static void put(ObjectNode report, Histogram micros) {
    report
        .put("count", micros.getTotalCount())
        .put("mean", micros.getMean() / 1e3)
        .put("p50", micros.getValueAtPercentile(50) / 1e3)
        .put("p95", micros.getValueAtPercentile(95) / 1e3);
  }

  private static void ratios(ObjectNode report) {
    var ratios = report.putObject("ratio");
    for (var what : List.of("look", "message")) {
      for (var figure : List.of("mean", "p50", "p95")) {
        var path = "/" + what + "/" + figure;
        ratios.put(
            what + "." + figure,
            report.path("long").at(path).asDouble() / report.path("short").at(path).asDouble());
      }
    }
  }

  /** The median of several looks: a node's heap moves by itself, too. */
  private static long heap(OneNode node, ConversationLoad load, List<String> sessions)
      throws InterruptedException {
    var looks = new long[HEAP_LOOKS];
    for (int i = 0; i < HEAP_LOOKS; i++) {
      letGo();
      long before = NodeHeap.of(node.pid()).bytes();
      load.touch(sessions);
      looks[i] = (NodeHeap.of(node.pid()).bytes() - before) / sessions.size();
    }
    Arrays.sort(looks);
    return looks[HEAP_LOOKS / 2];
  }

  private void note(String text) {
    notes.println(text);
    notes.flush();
  }
}
