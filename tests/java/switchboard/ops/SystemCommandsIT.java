package switchboard.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import switchboard.fakes.MemoryInspection;
import switchboard.internal.v1.Inspect;
import switchboard.internal.v1.Inspected;
import switchboard.internal.v1.LogPage;
import switchboard.operations.AuditEntry;
import switchboard.v1.ClassCount;
import switchboard.v1.DeadlockedThread;
import switchboard.v1.InspectedNode;
import switchboard.v1.LogLine;
import switchboard.v1.LoggerLevel;
import switchboard.v1.MemoryPool;
import switchboard.v1.NodeHeap;
import switchboard.v1.NodeLogLevels;
import switchboard.v1.NodeSettings;
import switchboard.v1.NodeThreads;
import switchboard.v1.Setting;
import switchboard.v1.SystemInfo;
import switchboard.v1.ThreadPool;

/** The nodes' processes, logs and configuration, on the command line. */
@Timeout(60)
class SystemCommandsIT {
  private final OperatorTerminal terminal = new OperatorTerminal();
  private final MemoryInspection inspection = terminal.inspection;

  @BeforeEach
  void nodes() {
    for (int number = 1; number <= 2; number++) {
      var node = MemoryInspection.node(number);
      inspection.answers(node, question -> answer(question, node));
    }
  }

  @AfterEach
  void close() {
    terminal.close();
  }

  private static Inspected.Builder answer(Inspect question, InspectedNode node) {
    var answer = Inspected.newBuilder();
    return switch (question.getQuestionCase()) {
      case INFO -> answer.setInfo(info(node));
      case THREADS -> answer.setThreads(threads(node));
      case HEAP -> answer.setHeap(heap(node, question.getHeap().getClasses()));
      case LEVELS -> answer.setLevels(level(node, "switchboard.a", "WARN", ""));
      case SET_LEVEL -> {
        var set = question.getSetLevel();
        yield answer.setLevels(level(node, set.getLogger(), set.getLevel(), set.getReason()));
      }
      case LOG -> answer.setLog(log(node));
      case SETTINGS -> answer.setSettings(settings(node));
      case QUESTION_NOT_SET -> throw new AssertionError("no question");
    };
  }

  private static SystemInfo info(InspectedNode node) {
    return SystemInfo.newBuilder()
        .setNode(node)
        .setVersion("1.2.3")
        .setJava("25.0.1+8 Example")
        .setStartTime(Timestamps.fromMillis(0))
        .setProcessors(4)
        .setProcessorsUsed(1.5)
        .setMachineLoad(2.25)
        .setHeapUsed(512L << 20)
        .setHeapMax(2L << 30)
        .setCollectionTime(Durations.fromMillis(1_234))
        .setCollectionShare(0.015)
        .setThreads(88)
        .setOpenFiles(200)
        .setOpenFilesMax(1_024)
        .setServiceCalls(3)
        .build();
  }

  private static NodeThreads threads(InspectedNode node) {
    return NodeThreads.newBuilder()
        .setNode(node)
        .addPools(
            ThreadPool.newBuilder()
                .setName("dispatcher-#")
                .setThreads(5)
                .putStates("WAITING", 2)
                .putStates("RUNNABLE", 3)
                .setProcessorPercent(120.5)
                .setBusiest("dispatcher-3")
                .setBusiestAt("A.run:7"))
        .setOthers(9)
        .addDeadlocked(
            DeadlockedThread.newBuilder()
                .setName("a")
                .setAt("A.b:1")
                .setWaitsFor("Lock@1")
                .setHeldBy("b"))
        .build();
  }

  private static NodeHeap heap(InspectedNode node, int classes) {
    var heap =
        NodeHeap.newBuilder()
            .setNode(node)
            .addPools(
                MemoryPool.newBuilder()
                    .setName("Old Gen")
                    .setHeap(true)
                    .setUsed(1_536)
                    .setCommitted(2_048)
                    .setUsedAfterCollection(1_024));
    for (int i = 0; i < classes; i++) {
      heap.addClasses(ClassCount.newBuilder().setName("[B").setInstances(7).setBytes(900));
    }
    return heap.build();
  }

  private static NodeLogLevels level(
      InspectedNode node, String logger, String level, String reason) {
    var shown = LoggerLevel.newBuilder().setLogger(logger).setLevel(level).setOwn(true);
    if (!reason.isEmpty()) {
      shown.setUntil(Timestamps.fromSeconds(1_800_000_000)).setAfter("WARN").setReason(reason);
    }
    return NodeLogLevels.newBuilder().setNode(node).addLevels(shown).build();
  }

  private static LogPage log(InspectedNode node) {
    return LogPage.newBuilder()
        .addLines(
            LogLine.newBuilder()
                .setNode(node)
                .setSequence(1)
                .setTime(Timestamps.fromSeconds(node.getUid()))
                .setLevel("WARN")
                .setLogger("switchboard.a")
                .setText("it is so"))
        .setRead(1)
        .build();
  }

  private static NodeSettings settings(InspectedNode node) {
    return NodeSettings.newBuilder()
        .setNode(node)
        .addSettings(setting("switchboard.a", "x", "a.conf:1 (built in)"))
        .addSettings(setting("switchboard.b", "y" + node.getUid(), "/etc/my.conf:" + node.getUid()))
        .addSettings(setting("switchboard.kek", "(hidden)", "SWITCHBOARD_KEK"))
        .build();
  }

  private static Setting.Builder setting(String key, String value, String origin) {
    return Setting.newBuilder()
        .setKey(key)
        .setValue(value)
        .setOrigin(origin)
        .setHidden(value.equals("(hidden)"));
  }

  @Test
  void processesAreARowEach() throws Exception {
    var result = terminal.run("system", "info");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out().lines())
        .hasSize(3)
        .anyMatch(
            line ->
                line.matches(
                    "10.0.0.1:8443#1 +1.2.3 +25.0.1\\+8 +\\d+ d \\d+ h +1.50/4 +2.3 +512.0 MiB +2.0"
                        + " GiB +1234 ms, 1.5 % +88 +200/1024 +- +- +3"));
    var json = terminal.json("system", "info");
    assertThat(json.at("/nodes/1/node/uid").asText()).isEqualTo("2");
    assertThat(json.at("/nodes/1/heapUsed").asLong()).isEqualTo(512L << 20);
  }

  @Test
  void aSilentNodeIsNamedByEveryCommandAndTheExitCodeIsOne() {
    inspection.silent.add("10.0.0.3:7625");
    for (var command :
        List.of(
            List.of("system", "info"),
            List.of("system", "threads"),
            List.of("system", "heap"),
            List.of("log", "level"),
            List.of("config", "show"))) {
      var result = terminal.run(command.toArray(String[]::new));
      assertThat(result.exitCode()).as(command.toString()).isEqualTo(1);
      assertThat(result.out()).as(command.toString()).endsWith("silent: 10.0.0.3:7625\n");
    }
    var tail = terminal.run("log", "tail");
    assertThat(tail.exitCode()).isEqualTo(1);
    assertThat(tail.out())
        .startsWith("-- 10.0.0.3:7625 gives no answer: its lines are missing from here on\n");
    inspection.nodes.clear();
    assertThat(terminal.run("system", "info").out())
        .isEqualTo("no node answered\nsilent: 10.0.0.3:7625\n");
  }

  @Test
  void oneNodeIsAskedByItsName() {
    var result = terminal.run("system", "info", "--node", "10.0.0.2:8443#2");
    assertThat(result.out().lines()).hasSize(2).anyMatch(line -> line.startsWith("10.0.0.2"));
    var unknown = terminal.run("system", "info", "--node", "10.0.0.9:8443#9");
    assertThat(unknown.exitCode()).isEqualTo(1);
    assertThat(unknown.err())
        .isEqualTo(
            "switchboard: No member of the cluster has this name or address; show the cluster"
                + " to see theirs.\n");
  }

  @Test
  void threadsAreATableForEachNodeAndDeadlocksAreSaid() {
    var out = terminal.run("system", "threads", "--node", "10.0.0.1:8443#1", "--top", "5").out();
    assertThat(out.lines())
        .containsExactly(
            "10.0.0.1:8443#1",
            "POOL          THREADS  CPU %  STATES                 BUSIEST AT",
            "dispatcher-#  5        120.5  3 RUNNABLE, 2 WAITING  A.run:7",
            "9 more pools: see them with --top",
            "DEADLOCK: a waits at A.b:1 for Lock@1, which b holds: it ends only with the node");
    assertThat(inspection.asked.getLast().getThreads().getTop()).isEqualTo(5);
  }

  @Test
  void classesAreCountedOnlyOnYes() {
    assertThat(terminal.run("system", "heap", "--node", "10.0.0.1:8443#1").out())
        .contains("Old Gen  heap  1.5 KiB  2.0 KiB    -    1.0 KiB")
        .doesNotContain("CLASS");
    int asked = inspection.asked.size();
    var refused = terminal.run("system", "heap", "--classes", "2");
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).startsWith("--classes stops every node for a moment");
    assertThat(inspection.asked).hasSize(asked);
    assertThat(terminal.run("system", "heap", "--classes", "2", "--yes").out())
        .contains("[B     7        900 B");
    var many = terminal.run("system", "heap", "--classes", "501", "--yes");
    assertThat(many.exitCode()).isEqualTo(1);
    assertThat(many.err()).hasLineCount(1);
  }

  @Test
  void aLevelIsSetOnRecord() {
    var set =
        terminal.run(
            "log",
            "level",
            "switchboard.a",
            "debug",
            "--for",
            "2m",
            "--reason",
            "it hangs",
            "--yes",
            "--as",
            "asha");
    assertThat(set.exitCode()).isZero();
    assertThat(set.out().lines())
        .hasSize(3)
        .anyMatch(
            line ->
                line.matches(
                    "10.0.0.2:8443#2 +switchboard.a +DEBUG +2027-01-15T08:00:00Z +WARN +it"
                        + " hangs"));
    var asked = inspection.asked.stream().filter(Inspect::hasSetLevel).toList();
    assertThat(asked).singleElement();
    assertThat(asked.getFirst().getSetLevel().getRevertAfter().getSeconds()).isEqualTo(120);
    assertThat(terminal.audit.entries())
        .extracting(AuditEntry::action, AuditEntry::target, AuditEntry::before)
        .allMatch(
            entry ->
                entry.toList().equals(List.of("SetLogLevel", "loggers/switchboard.a", "WARN on 2")))
        .hasSize(2);
  }

  @Test
  void aLevelIsNotSetWithoutYesReasonOrRight() {
    var dry = terminal.run("log", "level", "switchboard.a", "DEBUG", "--dry-run");
    assertThat(dry.exitCode()).isZero();
    assertThat(dry.out())
        .startsWith("This would set switchboard.a to DEBUG on all nodes for 15m. It stands so:");
    assertThat(terminal.run("log", "level", "a", "DEBUG", "--yes").exitCode()).isEqualTo(2);
    assertThat(terminal.run("log", "level", "a", "DEBUG", "--reason", "x").exitCode()).isEqualTo(2);
    assertThat(terminal.run("log", "level", "a", "INFO", "--reason", "x", "--yes", "--for", "x"))
        .extracting(OperatorTerminal.Result::exitCode)
        .isEqualTo(2);
    for (var wrong :
        List.of(
            List.of("io.grpc", "DEBUG", "15m"),
            List.of("ROOT", "TRACE", "15m"),
            List.of("switchboard", "LOUD", "15m"),
            List.of("switchboard", "DEBUG", "25h"))) {
      var refused =
          terminal.run(
              "log",
              "level",
              wrong.get(0),
              wrong.get(1),
              "--for",
              wrong.get(2),
              "--reason",
              "x",
              "--yes");
      assertThat(refused.exitCode()).as(wrong.toString()).isEqualTo(1);
      assertThat(refused.err()).as(wrong.toString()).hasLineCount(1);
    }
    assertThat(inspection.asked).noneMatch(Inspect::hasSetLevel);
    assertThat(terminal.audit.entries()).isEmpty();
  }

  @Test
  void linesAreMergedAndHaveTheirNodesNames() throws Exception {
    assertThat(terminal.run("log", "tail", "--lines", "5", "--level", "warn").out().lines())
        .containsExactly(
            "1970-01-01T00:00:01Z WARN  10.0.0.1:8443#1 switchboard.a it is so",
            "1970-01-01T00:00:02Z WARN  10.0.0.2:8443#2 switchboard.a it is so");
    var json = terminal.run("log", "tail", "--output", "json").out().lines().toList();
    assertThat(json).hasSize(2).allMatch(line -> line.startsWith("{\"line\":{\"node\":{"));
    assertThat(terminal.run("log", "tail", "--session", "s1").err()).hasLineCount(1);
    assertThat(terminal.run("log", "tail", "--level", "LOUD").err()).hasLineCount(1);
  }

  @Test
  void settingsThatDifferHaveARowForEachNode() throws Exception {
    assertThat(terminal.run("config", "show", "switchboard").out().lines())
        .containsExactly(
            "KEY              NODE             ORIGIN               VALUE",
            "switchboard.a    all              a.conf:1 (built in)  x",
            "switchboard.b    10.0.0.1:8443#1  /etc/my.conf:1       y1",
            "switchboard.b    10.0.0.2:8443#2  /etc/my.conf:2       y2",
            "switchboard.kek  all              SWITCHBOARD_KEK      (hidden)",
            "different between nodes: 1");
    assertThat(inspection.asked.getLast().getSettings().getPrefix()).isEqualTo("switchboard");
    assertThat(terminal.json("config", "show").at("/nodes/0/settings/2/hidden").asBoolean())
        .isTrue();
    assertThat(terminal.run("config", "show", "user.home").err()).hasLineCount(1);
  }

  @Test
  void aNodeThatIsNoMemberSaysSo() {
    terminal.directory.member = false;
    for (var command :
        List.of(List.of("system", "info"), List.of("log", "tail"), List.of("config", "show"))) {
      var result = terminal.run(command.toArray(String[]::new));
      assertThat(result.exitCode()).as(command.toString()).isEqualTo(1);
      assertThat(result.err()).as(command.toString()).contains("has not joined the cluster");
    }
  }
}
