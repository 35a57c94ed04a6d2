package switchboard.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import switchboard.agent.EchoAgent;
import switchboard.examples.Program;
import switchboard.examples.TypeScript;
import switchboard.v1.Event;
import switchboard.v1.Event.TurnEnded.Outcome;

/** Two workers in TypeScript answer the sessions of two nodes. */
class WorkersIT {
  private static final int SESSIONS = 12;
  private static final int MESSAGES = 10;
  private static final int KILLS = 3;
  private static final Duration LONG = Duration.ofSeconds(90);
  private static TestCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    TypeScript.prepare();
    cluster =
        TestCluster.start(
            Additions.NONE, List.of("switchboard.workers.agents.helper.turn-timeout = 80 s"));
  }

  @AfterAll
  static void stop() throws Exception {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void everyTurnIsAnsweredOnceWhileOneOfTwoWorkersDiesAndComesBack() throws Exception {
    var steady = worker("steady");
    var mortal = worker("mortal");
    var sessions = new ArrayList<String>();
    for (int i = 0; i < SESSIONS; i++) {
      sessions.add(Talk.create(cluster.client(i % 2), "helper"));
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var talks = sessions.stream().map(each -> threads.submit(() -> talk(each))).toList();
      for (int kill = 0; kill < KILLS; kill++) {
        var victim = mortal;
        await().atMost(LONG).until(() -> isConnected(victim));
        mortal.kill();
        mortal.exitCode(10);
        mortal = worker("mortal");
      }
      for (var talk : talks) {
        talk.get(LONG.toSeconds(), TimeUnit.SECONDS);
      }
    }
    for (var session : sessions) {
      await().atMost(LONG).untilAsserted(() -> assertEveryTurnIsAnsweredOnce(session));
    }
    steady.terminate();
    assertThat(steady.exitCode(20)).isZero();
    mortal.close();
  }

  private static Program worker(String instance) throws Exception {
    var addresses = new ArrayList<String>();
    for (int node = 0; node < TestCluster.NODES; node++) {
      addresses.add("127.0.0.1:" + cluster.node(node).workers().getPort());
    }
    return TypeScript.start(
        "worker",
        "--workers",
        String.join(",", instance.equals("mortal") ? addresses.reversed() : addresses),
        "--agent",
        "helper",
        "--instance",
        instance,
        "--delay",
        "50");
  }

  private static boolean isConnected(Program worker) {
    return worker.lines().stream().anyMatch(line -> line.startsWith("worker: connected to"));
  }

  private static Void talk(String session) {
    for (int i = 0; i < MESSAGES; i++) {
      var client = cluster.client(i % 2, Duration.ofSeconds(30));
      client.sendMessage(Talk.message(session, "message " + i + " of " + session));
    }
    return null;
  }

  private static void assertEveryTurnIsAnsweredOnce(String session) {
    var events = Talk.events(cluster.client(0), session);
    var said = new HashMap<Long, String>();
    var answered = new HashMap<Long, String>();
    for (var event : events) {
      if (event.hasUserMessage()) {
        said.put(event.getSequence(), EchoAgent.reply(event.getUserMessage().getText()));
      } else if (event.hasAgentMessage()) {
        var earlier = answered.put(event.getTurn(), event.getAgentMessage().getText());
        assertThat(earlier).as("a second answer to turn " + event.getTurn()).isNull();
      }
    }
    assertThat(said).hasSize(MESSAGES);
    assertThat(answered).isEqualTo(said);
    assertThat(events.stream().filter(Event::hasTurnEnded).map(Event::getTurnEnded))
        .hasSize(MESSAGES)
        .allMatch(end -> end.getOutcome() == Outcome.ANSWERED);
    var goal = cluster.client(1).getContext(Talk.context(session)).getGoal();
    assertThat(goal.getIntent()).isEqualTo("echo");
    assertThat(goal.getSlotsMap()).containsOnlyKeys(EchoAgent.SLOT);
  }
}
