package switchboard.faults.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.grpc.ManagedChannel;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import switchboard.Main;
import switchboard.v1.ConversationServiceGrpc;
import switchboard.v1.CreateSessionRequest;
import switchboard.v1.SendMessageRequest;
import switchboard.v1.Session;

/**
 * The operator's commands about members and shards, tried against three real nodes: all well, then
 * one stopped, then given up, then one that leaves. Each test goes on where the one before ended.
 */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterPalettesIT {
  private static final int NODES = 3;
  private static final int SESSIONS = 20;
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String HOT = "tenants/acme/sessions/hot";

  private static NodeProcesses nodes;
  private static ManagedChannel channel;

  private record Result(int exitCode, String out, String err) {}

  @BeforeAll
  static void start() throws Exception {
    // so that the node that is stopped stays a member until an operator gives it up
    var patient = List.of("pekko.cluster.split-brain-resolver.stable-after = 3 minutes");
    nodes = new NodeProcesses("palettes", NODES, NODES, patient);
    nodes.startAll();
    await().atMost(PATIENCE).until(nodes::isWhole);
    // not at the one that will be stopped, whose front door then takes calls and answers none
    channel = Doors.channel(List.of(nodes.frontDoor(0), nodes.frontDoor(1)));
    for (int i = 0; i < SESSIONS; i++) {
      create("s" + i);
    }
    create("hot");
  }

  @AfterAll
  static void stop() throws Exception {
    channel.shutdownNow();
    nodes.close();
  }

  private static void create(String session) {
    var request =
        CreateSessionRequest.newBuilder()
            .setParent("tenants/acme")
            .setSessionId(session)
            .setRequestId(UUID.randomUUID().toString())
            .setSession(Session.newBuilder().setSubject("p-1").setAgent("echo"))
            .build();
    client().createSession(request);
  }

  private static void say(String name, int times) {
    for (int i = 0; i < times; i++) {
      var request =
          SendMessageRequest.newBuilder()
              .setSession(name)
              .setRequestId(UUID.randomUUID().toString())
              .setText("hello")
              .build();
      client().sendMessage(request);
    }
  }

  private static ConversationServiceGrpc.ConversationServiceBlockingStub client() {
    return ConversationServiceGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
  }

  /** Runs a command at the first node; it must not take longer than an operator waits. */
  private static Result run(String... arguments) throws Exception {
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--operations", nodes.operations(0)));
    var out = new StringWriter();
    var err = new StringWriter();
    long began = System.nanoTime();
    int exitCode =
        Main.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(all.toArray(String[]::new));
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .as(String.join(" ", arguments))
        .isLessThan(ANSWER);
    assertThat(err.toString()).doesNotContain("\tat ");
    return new Result(exitCode, out.toString(), err.toString());
  }

  private static Result change(String... arguments) throws Exception {
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--reason", "tried", "--as", "asha", "--yes"));
    return run(all.toArray(String[]::new));
  }

  private static JsonNode json(String... arguments) throws Exception {
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--output", "json"));
    return new JsonMapper().readTree(run(all.toArray(String[]::new)).out());
  }

  /** The node of a shard of sessions; empty if none says that it hosts it. */
  private static String home(String shard) throws Exception {
    for (var each : json("sharding", "shards", "session").at("/types/0/shards")) {
      if (each.get("shard").asText().equals(shard)) {
        return each.get("node").asText();
      }
    }
    return "";
  }

  private static JsonNode lastChange() throws Exception {
    return json("audit", "list", "--limit", "1").at("/entries/0");
  }

  private static String hotShard() throws Exception {
    return json("session", "where", HOT).get("shard").asText();
  }

  @Test
  @Order(1)
  void aWholeClusterIsShownByAllCommands() throws Exception {
    // three nodes that have just started share two processors, and one may be late at first
    await().atMost(PATIENCE).until(() -> run("cluster", "show").exitCode() == 0);
    assertThat(run("cluster", "show").out())
        .contains("3 of 3 members are up and answer: a majority");
    assertThat(run("cluster", "versions").out()).contains("one release", "1.2.1");
    var regions = run("sharding", "regions");
    assertThat(regions.exitCode()).isZero();
    assertThat(regions.out()).contains("bucket-daemon", "erasure", "saga", "session");
    assertThat(run("sharding", "rebalance", "session", "--dry-run").exitCode()).isZero();
    var entities = run("sharding", "entities", "session", hotShard());
    assertThat(entities.out()).contains("acme/hot");
    var view = json("cluster", "show");
    var oldest = nodes.address(nodes.oldest());
    assertThat(view.get("oldest").asText()).isEqualTo(oldest);
    assertThat(json("sharding", "regions").at("/types/0/coordinator").asText()).isEqualTo(oldest);
  }

  @Test
  @Order(2)
  void aHotShardIsNamedWithTheSessionThatMakesItHot() throws Exception {
    say(HOT, 100);
    var stats = json("sharding", "stats");
    assertThat(stats.at("/busiest/0/name").asText()).isEqualTo(HOT);
    assertThat(stats.at("/busiest/0/messagesPerSecond").asDouble()).isGreaterThan(4);
    assertThat(run("sharding", "stats").out())
        .containsPattern("HOTTEST SHARD.*\n" + hotShard() + " ");
  }

  @Test
  @Order(3)
  void aShardIsMovedToANodeAndStaysUntilItIsReleased() throws Exception {
    var shard = hotShard();
    var from = home(shard);
    var to =
        IntStream.range(0, NODES)
            .mapToObj(nodes::address)
            .filter(node -> !node.equals(from))
            .findFirst()
            .orElseThrow();
    assertThat(run("sharding", "allocate", "session", shard, to, "--dry-run").exitCode()).isZero();
    assertThat(home(shard)).isEqualTo(from);
    assertThat(change("sharding", "allocate", "session", shard, to).exitCode()).isZero();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              say(HOT, 1); // a shard comes home with the first message for it
              return home(shard).equals(to);
            });
    assertThat(json("session", "where", HOT).at("/node/address").asText()).isEqualTo(to);
    assertThat(run("sharding", "shards", "session", "--node", to).out())
        .containsPattern("session +" + shard + " .*" + to + "\n");
    var entry = lastChange();
    assertThat(entry.get("result").asText()).isEqualTo("DONE");
    assertThat(entry.get("before").asText()).isEqualTo("at " + from + ", not pinned");
    assertThat(entry.get("operator").asText()).isEqualTo("asha");
    assertThat(change("sharding", "allocate", "session", shard, "--release").exitCode()).isZero();
    await()
        .atMost(PATIENCE)
        .until(() -> !run("sharding", "shards", "session").out().contains(to + "\n"));
  }

  @Test
  @Order(4)
  void withOneNodeStoppedEveryCommandAnswersWithWhatIsMissing() throws Exception {
    var stopped = nodes.address(2);
    nodes.signal(2, "STOP");
    for (var command :
        List.of(
            List.of("cluster"),
            List.of("cluster", "show"),
            List.of("cluster", "versions"),
            List.of("sharding", "regions"),
            List.of("sharding", "stats"),
            List.of("sharding", "shards", "session"),
            List.of("sharding", "entities", "session", hotShard()),
            List.of("sharding", "rebalance", "session", "--dry-run"))) {
      var result = run(command.toArray(String[]::new));
      assertThat(result.exitCode()).as(command + result.err()).isEqualTo(1);
      assertThat(result.out()).as(command + result.err()).contains(stopped);
    }
    var tail = run("cluster", "tail", "--seconds", "3");
    assertThat(tail.exitCode()).isZero();
    assertThat(tail.out())
        .containsPattern("\\* MEMBER +" + nodes.address(0) + " UP")
        .containsPattern("(SILENT|UNREACHABLE) +" + stopped);
    assertThat(run("audit", "list").exitCode()).isZero();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              var shown = run("cluster", "show").out();
              return shown.contains("UP, unreachable") && shown.contains("2 of 3 members");
            });
    assertThat(json("cluster", "show").at("/members").findValues("suspectedBy").toString())
        .contains(nodes.address(0));
  }

  @Test
  @Order(5)
  void whatIsNotSafeIsRefusedAndOnRecord() throws Exception {
    var healthy = change("cluster", "down", nodes.address(1));
    assertThat(healthy.exitCode()).isEqualTo(1);
    assertThat(healthy.err()).contains("reachable and answers");
    assertThat(lastChange().get("problem").asText()).isEqualTo("NODE_HEALTHY");
    assertThat(lastChange().get("after").asText()).isEqualTo(nodes.address(1) + " UP");
    assertThat(change("cluster", "leave", nodes.address(2)).err()).contains("does not answer");
    assertThat(lastChange().get("problem").asText()).isEqualTo("NODE_SILENT");
    assertThat(change("cluster", "leave", nodes.address(1)).err()).contains("majority");
    assertThat(lastChange().get("problem").asText()).isEqualTo("MAJORITY_LOST");
    var pinned = change("sharding", "allocate", "session", "1", nodes.address(2));
    assertThat(pinned.err()).contains("does not answer");
  }

  @Test
  @Order(6)
  void theUnreachableIsDownedAndItsShardsLiveElsewhere() throws Exception {
    var stopped = nodes.address(2);
    var dry = run("cluster", "down-unreachable", "--dry-run");
    assertThat(dry.exitCode()).as(dry.out() + dry.err()).isZero();
    assertThat(dry.out()).contains(stopped, "2 of 3 members, up and answering: a majority");
    var downed = change("cluster", "down-unreachable");
    assertThat(downed.out()).as(downed.err()).contains("done    yes");
    var entry = lastChange();
    assertThat(entry.get("action").asText()).isEqualTo("DownNodes");
    assertThat(entry.get("before").asText()).isEqualTo(stopped + " UP");
    assertThat(entry.get("after").asText())
        .isIn(stopped + " DOWN", stopped + " EXITING", stopped + " REMOVED");
    await().atMost(PATIENCE).until(() -> run("cluster", "show").exitCode() == 0);
    assertThat(run("cluster", "show").out()).contains("2 of 2 members").doesNotContain(stopped);
    for (int i = 0; i < SESSIONS; i++) {
      say("tenants/acme/sessions/s" + i, 1);
    }
    assertThat(run("sharding", "shards", "session").out()).doesNotContain(stopped);
    nodes.signal(2, "CONT");
    assertThat(nodes.ended(2, PATIENCE)).isEqualTo(75);
  }

  @Test
  @Order(7)
  void aNodeLeavesInOrderByForceAsTheOtherIsNoMajority() throws Exception {
    var leaving = nodes.address(1);
    var dry = run("cluster", "leave", leaving, "--dry-run");
    assertThat(dry.exitCode()).isEqualTo(1);
    assertThat(dry.out()).contains("MAJORITY_LOST", "moves    session: ");
    assertThat(change("cluster", "leave", leaving, "--force").exitCode()).isZero();
    assertThat(lastChange().get("action").asText()).isEqualTo("LeaveNode");
    assertThat(lastChange().get("result").asText()).isEqualTo("DONE");
    assertThat(nodes.ended(1, PATIENCE)).isZero();
    await().atMost(PATIENCE).until(() -> run("cluster", "show").out().contains("1 of 1 members"));
    say(HOT, 1);
    assertThat(home(hotShard())).isEqualTo(nodes.address(0));
  }
}
