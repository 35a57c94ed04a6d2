package switchboard.faults.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import switchboard.Main;
import switchboard.ops.client.FrontDoors;
import switchboard.tls.ClientTls;
import switchboard.v1.CreateSessionRequest;
import switchboard.v1.SendMessageRequest;
import switchboard.v1.Session;

/**
 * Every command about sessions, turns, sagas and subjects, at a cluster of three nodes of which one
 * hangs: an answer in five seconds, with what is missing.
 */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class StoppedNodeCommandsIT {
  private static final int NODES = 3;
  private static final int SESSIONS = 12;

  /** What starts a JVM for a command is not in it; two busy cores are. */
  private static final Duration WITHIN = Duration.ofSeconds(5);

  /** A shard may be on its way when nothing else is left to be moved; not for as long as this. */
  private static final Duration EVEN_FOR = Duration.ofSeconds(2);

  private record Result(int exitCode, String out, String err, Duration took) {}

  @TempDir private Path dir;
  private final ObjectMapper json = new ObjectMapper();

  private static Result run(List<String> command) {
    var out = new StringWriter();
    var err = new StringWriter();
    long began = System.nanoTime();
    int exitCode =
        Main.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(command.toArray(String[]::new));
    var took = Duration.ofNanos(System.nanoTime() - began);
    return new Result(exitCode, out.toString(), err.toString(), took);
  }

  private static List<String> all(List<String> some, String... more) {
    var all = new ArrayList<>(List.of(more));
    all.addAll(some);
    return all;
  }

  private static List<String> sessions(FrontDoors doors) throws Exception {
    var names = new ArrayList<String>();
    for (int i = 0; i < SESSIONS; i++) {
      var session = Session.newBuilder().setSubject("partner-" + i).setAgent("echo");
      var created =
          doors
              .calls(i, 20)
              .createSession(
                  CreateSessionRequest.newBuilder()
                      .setParent("tenants/acme")
                      .setSession(session)
                      .setRequestId("create-" + i)
                      .build());
      doors
          .calls(i, 20)
          .sendMessage(
              SendMessageRequest.newBuilder()
                  .setSession(created.getName())
                  .setText("the secret of " + i)
                  .setRequestId("say")
                  .build());
      names.add(created.getName());
    }
    return names;
  }

  @Test
  void everyCommandAnswersInFiveSecondsAndSaysWhatIsMissing() throws Exception {
    try (var nodes = new NodeProcesses("commands", NODES, NODES, List.of())) {
      nodes.startAll();
      await().atMost(Duration.ofSeconds(30)).until(nodes::isWhole);
      var front = IntStream.range(0, NODES).mapToObj(it -> "127.0.0.1:" + nodes.frontDoor(it));
      var doors = front.toList();
      // the one that hangs is asked first
      var operations = List.of(nodes.operations(2), nodes.operations(0), nodes.operations(1));
      var target = List.of("--operations", String.join(",", operations));
      var address = List.of("--address", String.join(",", doors.reversed()));
      List<String> names;
      try (var clients = new FrontDoors(doors, ClientTls.PLAIN)) {
        names = sessions(clients);
      }
      // one that is being handed over when a node hangs has no home until that node is given up
      await().atMost(Duration.ofMinutes(1)).during(EVEN_FOR).until(() -> isSpreadEvenly(target));
      var here = where(names, target, nodes.operations(0), nodes.operations(1));
      var gone = where(names, target, nodes.operations(2));
      // a node asks the coordinator where a shard is that it sent nothing to since it moved, and
      // the coordinator may be on the one that hangs
      for (var door : doors.subList(0, 2)) {
        assertThat(run(List.of("session", "show", here, "--address", door)).exitCode()).isZero();
      }
      var meanwhile = Executors.newFixedThreadPool(2);
      try {
        var tail =
            meanwhile.submit(
                () -> run(all(address, "session", "tail", here, "--from", "1", "--limit", "5")));
        nodes.signal(2, "STOP");
        export("partner-" + names.indexOf(here), address);
        var exported =
            meanwhile.submit(() -> exportWholeOrNot("partner-" + names.indexOf(gone), address));
        commands(here, gone, target, address);
        exported.get(60, TimeUnit.SECONDS);
        // pause and resume were the fourth and fifth event
        var followed = tail.get(60, TimeUnit.SECONDS);
        assertThat(followed.exitCode()).isZero();
        assertThat(followed.out().lines()).hasSize(5).anyMatch(line -> line.contains("paused"));
        assertThat(followed.out()).doesNotContain("secret").contains("(hidden)");
      } finally {
        meanwhile.shutdownNow();
        nodes.signal(2, "CONT");
      }
    }
  }

  private void export(String subject, List<String> address) throws Exception {
    var file = dir.resolve(subject + ".json");
    var exported = inTime(exportTo(file, subject, address));
    assertThat(exported.exitCode()).as(exported.err()).isZero();
    assertThat(json.readTree(file.toFile()).get("sessions")).isNotEmpty();
  }

  /** Whose session lives on the node that hangs: whole or nothing. */
  private Result exportWholeOrNot(String subject, List<String> address) throws Exception {
    var file = dir.resolve(subject + ".json");
    var exported = inTime(exportTo(file, subject, address));
    if (exported.exitCode() == 0) {
      assertThat(json.readTree(file.toFile()).get("sessions")).isNotEmpty();
    } else {
      assertThat(exported.err()).contains("A session did not answer in time");
      assertThat(file).doesNotExist();
    }
    return exported;
  }

  private static List<String> exportTo(Path file, String subject, List<String> address) {
    var name = "tenants/acme/subjects/" + subject;
    return all(address, "subject", "export", name, "--output", file.toString());
  }

  private boolean isSpreadEvenly(List<String> target) throws Exception {
    var plan =
        run(all(target, "sharding", "rebalance", "session", "--dry-run", "--output", "json"));
    assertThat(plan.exitCode()).as(plan.err()).isZero();
    var read = json.readTree(plan.out());
    return read.path("moves").isEmpty() && read.path("settling").isEmpty();
  }

  /** One that lives where it can be reached. */
  private String where(List<String> names, List<String> target, String... homes) throws Exception {
    for (var name : names) {
      var place =
          json.readTree(run(all(target, "session", "where", name, "--output", "json")).out());
      if (List.of(homes).contains(place.at("/node/operations").asText())) {
        return name;
      }
    }
    throw new AssertionError("no session lives at " + List.of(homes));
  }

  private void commands(String here, String gone, List<String> target, List<String> address) {
    var sure = List.of("--yes", "--reason", "a test");
    var saga = gone.replace("/sessions/", "/sagas/") + ".3";
    var reads =
        List.of(
            // before the cluster knows that it is lost
            all(target, "session", "explain", here),
            all(target, "session", "explain", gone),
            all(target, "session", "where", gone),
            all(target, "session", "explain", gone, "--wake"),
            all(target, "session", "list", "--tenant", "acme"),
            all(target, "session", "list", "--tenant", "acme", "--state", "open"),
            all(target, "saga", "list"),
            all(target, "saga", "list", "--parked", "--tenant", "acme"),
            all(target, "saga", "explain", saga),
            all(target, "saga", "services"),
            all(target, "audit", "list"),
            all(address, "subject", "profile", "tenants/acme/subjects/partner-1"),
            all(address, "session", "events", here),
            all(address, "session", "events", gone, "--from", "2", "--to", "3"),
            all(address, "session", "show", here),
            all(address, "session", "show", gone));
    var said = reads.stream().map(StoppedNodeCommandsIT::answers).toList();
    assertThat(said.get(0).out()).contains("NODE_SILENT", "AWAKE");
    assertThat(said.get(1).out()).contains("NODE_SILENT", "SHARD_HOMELESS");
    assertThat(said).extracting(Result::out).anyMatch(it -> it.contains("missing: it did not"));
    var changes =
        List.of(
            all(all(sure, target.toArray(String[]::new)), "session", "pause", here),
            all(all(sure, target.toArray(String[]::new)), "session", "resume", here),
            all(all(sure, target.toArray(String[]::new)), "session", "evict", here),
            all(all(sure, target.toArray(String[]::new)), "session", "evict", gone),
            all(all(sure, target.toArray(String[]::new)), "turn", "cancel", here),
            all(all(sure, target.toArray(String[]::new)), "saga", "cancel", saga),
            all(all(sure, target.toArray(String[]::new)), "session", "close", here),
            all(
                all(all(sure, target.toArray(String[]::new)), address.toArray(String[]::new)),
                "subject",
                "erase",
                "tenants/acme/subjects/partner-3"));
    var results = changes.stream().map(StoppedNodeCommandsIT::answers).toList();
    assertThat(results.get(0).out()).contains("paused until");
    assertThat(results.get(1).exitCode()).isZero();
    assertThat(results.get(2).out()).contains("left the memory of node");
    assertThat(results.get(6).out()).contains("CLOSED");
  }

  private static Result answers(List<String> command) {
    var result = inTime(command);
    assertThat(result.out() + result.err()).as("%s", command).isNotBlank();
    return result;
  }

  /** And if it fails then with something to say, and never with a stack trace. */
  private static Result inTime(List<String> command) {
    var result = run(command);
    System.out.printf(
        "%5d ms, exit %d: %s%n",
        result.took().toMillis(), result.exitCode(), String.join(" ", command));
    assertThat(result.took()).as("%s", command).isLessThan(WITHIN);
    assertThat(result.err()).as("%s", command).doesNotContain("\tat ");
    if (result.exitCode() != 0) {
      assertThat(result.err() + result.out()).as("%s", command).isNotBlank();
    }
    return result;
  }
}
