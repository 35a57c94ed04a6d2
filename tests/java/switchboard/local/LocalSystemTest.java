package switchboard.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The supervision of processes, with shell scripts in place of the real parts. */
class LocalSystemTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final Heard heard = new Heard();
  @TempDir Path data;

  @Test
  void isReadyWhenEveryPartSaysSoAndStopsThoseFirstThatNeedTheOthers() {
    SystemState state;
    try (var system = start("echo ready; exec sleep 60")) {
      state = system.state();
      assertThat(state.parts()).hasSize(4).allSatisfy(part -> assertThat(part.pid()).isPositive());
      assertThat(state.frontDoors()).hasSize(2);
      assertThat(SystemState.find(data)).contains(state);
    }
    assertThat(heard.stopping).containsExactly("node-1", "node-2", "broker", "redis");
    assertThat(state.parts()).noneMatch(part -> isAlive(part.pid()));
    assertThat(SystemState.find(data)).isEmpty();
  }

  @Test
  void notesWhereANodeAnswersItsOperator() {
    var script = "echo ready front-door=127.0.0.1:1 operations=127.0.0.1:2 store=x; exec sleep 60";
    try (var _ = start(script)) {
      assertThat(SystemState.find(data).orElseThrow().operations())
          .containsExactly("127.0.0.1:2", "127.0.0.1:2");
    }
  }

  @Test
  void startsAPartAgainThatDiesAndNotesItsNewPid() {
    try (var system = start("echo ready; exec sleep 60")) {
      long before = system.state().nodes().getFirst().pid();
      ProcessHandle.of(before).ifPresent(ProcessHandle::destroyForcibly);
      await()
          .atMost(SOON)
          .until(
              () ->
                  SystemState.find(data)
                      .map(state -> state.nodes().getFirst().pid())
                      .filter(pid -> pid != before && isAlive(pid))
                      .isPresent());
      assertThat(heard.died).containsExactly("node-1 137");
    }
  }

  @Test
  void aPartThatCannotStartIsNamedWithItsLog() {
    assertThatThrownBy(() -> start("exit 3"))
        .isInstanceOf(LocalFailure.class)
        .hasMessageContaining("does not start: see ")
        .hasMessageContaining("logs");
    assertThat(heard.died).isNotEmpty();
  }

  @Test
  void aPartThatIsNotReadyInTimeIsNamedAndNothingStays() {
    var plan = plan();
    assertThatThrownBy(
            () -> LocalSystem.start(plan, Duration.ofMillis(700), heard, source("exec sleep 60")))
        .isInstanceOf(LocalFailure.class)
        .hasMessageContaining("not ready after 0 s: redis, broker");
    assertThat(heard.pids).noneMatch(LocalSystemTest::isAlive);
  }

  @Test
  void aDataDirectoryServesOneSystemAtATime() {
    try (var _ = start("echo ready; exec sleep 60")) {
      assertThatThrownBy(() -> start("echo ready; exec sleep 60"))
          .isInstanceOf(LocalFailure.class)
          .hasMessageContaining("in use by another");
    }
    try (var again = start("echo ready; exec sleep 60")) {
      assertThat(again.state().nodes()).hasSize(2);
    }
  }

  @Test
  void aTakenPortIsNamed() throws Exception {
    var plan = plan();
    try (var _ = new ServerSocket(plan.ports().redis(), 1, InetAddress.getByName(Ports.HOST))) {
      assertThatThrownBy(() -> LocalSystem.start(plan, SOON, heard, source("true")))
          .isInstanceOf(LocalFailure.class)
          .hasMessageContaining("port " + plan.ports().redis() + " for Redis is already taken");
    }
  }

  @Test
  void theEndOfTheInputIsTheEndOfTheParent() throws Exception {
    var gone = new CountDownLatch(1);
    ParentWatch.watch(new ByteArrayInputStream(new byte[3]), gone::countDown);
    assertThat(gone.await(5, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void fixedPortsDoNotOverlapHoweverManyNodesThereAre() {
    var ports = Ports.from(7400, Ports.MOST_NODES);
    var all = new ArrayList<>(ports.frontDoors());
    all.addAll(ports.remoting());
    all.addAll(ports.management());
    all.addAll(List.of(ports.redis(), ports.kafka(), ports.kafkaController(), ports.payments()));
    assertThat(all).doesNotHaveDuplicates();
  }

  private LocalSystem start(String script) {
    return LocalSystem.start(plan(), SOON, heard, source(script));
  }

  private Plan plan() {
    return Plan.standard(data, 2, Ports.free(2), 1).withKafka(new Plan.Kafka.BrokerOnly());
  }

  private static LocalSystem.PartSource source(String script) {
    return (plan, data) ->
        List.of(
            part(data, "redis", "redis", script, plan.ports().redis()),
            part(data, "broker", "broker", script, plan.ports().kafka()),
            part(data, "node-1", "node", script, plan.ports().frontDoors().getFirst()),
            part(data, "node-2", "node", script, plan.ports().frontDoors().getLast()));
  }

  private static Part part(DataDirectory data, String name, String kind, String script, int port) {
    return new Part(
        name,
        kind,
        List.of("/bin/sh", "-c", script),
        Pattern.compile("^ready"),
        Ports.HOST + ":" + port,
        "",
        data.log(name),
        Duration.ofMillis(500),
        Duration.ofSeconds(5));
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  private static final class Heard implements Progress {
    private final List<Long> pids = new CopyOnWriteArrayList<>();
    private final List<String> died = new CopyOnWriteArrayList<>();
    private final List<String> stopping = new CopyOnWriteArrayList<>();

    @Override
    public void started(String part, long pid) {
      pids.add(pid);
    }

    @Override
    public void ready(String part, String address, long pid, Duration took) {}

    @Override
    public void died(String part, int exitCode, Duration startedAgainIn, String log) {
      died.add(part + " " + exitCode);
    }

    @Override
    public void stopping(String part) {
      stopping.add(part);
    }
  }
}
