package switchboard.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigValueType;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map.Entry;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import switchboard.Main;
import switchboard.settings.Problem;

/** A configuration is checked as a whole. */
class NodeConfigTest {
  private static final String KEYS =
      "switchboard.privacy.key-encryption-keys = \"" + TestCluster.KEY_ENCRYPTION_KEY + '"';

  @TempDir Path dir;

  private Path file(String... lines) throws Exception {
    return Files.writeString(dir.resolve("my.conf"), String.join("\n", lines) + "\n");
  }

  private List<String> check(String... lines) throws Exception {
    return NodeConfig.check(Optional.of(file(lines)), List.of(KEYS), true).stream()
        .map(Problem::toString)
        .map(line -> line.replace(dir.resolve("my.conf").toString(), "my.conf"))
        .toList();
  }

  private static List<String> of(String setting) {
    return NodeConfig.check(Optional.empty(), List.of(KEYS, setting), true).stream()
        .map(Problem::toString)
        .toList();
  }

  @Test
  void everyReaderOfASectionIsAsked() throws Exception {
    var reader = Pattern.compile("static \\S+ from\\(Config \\w+\\)");
    var main = Path.of("src", "java", "switchboard");
    var asked =
        Files.readString(main.resolve("cluster/NodeConfig.java"))
            + Files.readString(main.resolve("cluster/NodeOperations.java"));
    var others = new ArrayList<String>();
    int found = 0;
    try (var files = Files.walk(main)) {
      for (var file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
        var name = file.getFileName().toString().replace(".java", "");
        if (!name.equals("NodeOperations") && reader.matcher(Files.readString(file)).find()) {
          found++;
          if (!asked.contains(name + "::from") && !asked.contains(name + ".")) {
            others.add(name);
          }
        }
      }
    }
    assertThat(found).isGreaterThan(15);
    assertThat(others).as("add them to NodeConfig").isEmpty();
  }

  @Test
  void whatIsDeliveredIsRight() {
    assertThat(NodeConfig.check(Optional.empty(), List.of(), false)).isEmpty();
    assertThat(NodeConfig.check(Optional.empty(), List.of(KEYS), true)).isEmpty();
  }

  @Test
  void allErrorsAreNamedAtOnceWithFileAndLine() throws Exception {
    assertThat(
            check(
                "include \"switchboard.conf\"",
                "switchboard {",
                "  redis.comand-timeout = 2 s",
                "  redis.request-queue = many",
                "  redis.mode = both",
                "  redis.transactions.connections = 0",
                "  push.page-size = 0",
                "  push.held-events = 0",
                "  push.beat = soon",
                "  front-door.port = 70000",
                "  workers.heartbeat = 2 s",
                "  workers.most-workers = 5000",
                "  services.payments.url = \"payments:80\"",
                "  cluster.crash-detection = off",
                "  log.kept-lines = -1",
                "}"))
        .containsExactlyInAnyOrder(
            "my.conf:3: switchboard.redis.comand-timeout is no key that is known; the nearest one"
                + " is switchboard.redis.command-timeout",
            "my.conf:4: switchboard.redis.request-queue must be a whole number, but is \"many\"",
            "my.conf:5: switchboard.redis.mode must be standalone or cluster, but is: both",
            "my.conf:6: switchboard.redis.transactions.connections must be at least 1, but is: 0",
            "my.conf:7: switchboard.push.page-size must be more than 0",
            "my.conf:8: switchboard.push.held-events must be more than 0",
            "my.conf:9: switchboard.push.beat must be a time, such as 500 ms or 2 s, but is"
                + " \"soon\"",
            "my.conf:10: switchboard.front-door.port must be 0 to 65535",
            "my.conf:11: switchboard.workers.heartbeat-timeout must be at least twice the"
                + " heartbeat",
            "my.conf:12: switchboard.workers.most-workers must be 1 to 1,000",
            "my.conf:13: switchboard.services.payments.url: must be http:// or https://, a host,"
                + " and perhaps a port and a path; nothing more",
            "my.conf:14: switchboard.cluster.crash-detection must be a section, { ... }, but is"
                + " \"off\"",
            "my.conf:15: switchboard.log.kept-lines must be 0 to 20000");
  }

  @Test
  void everyKeyRefusesAValueOfAnotherKindAndNothingElseDoes() {
    var own =
        ConfigFactory.parseResources("switchboard.conf").resolve(ConfigResolveOptions.noSystem());
    var wrong = new ArrayList<String>();
    int tried = 0;
    for (var key : own.entrySet().stream().map(Entry::getKey).sorted().toList()) {
      if (key.startsWith("switchboard.") && !key.startsWith("switchboard.services.")) {
        tried++;
        boolean isList = own.getValue(key).valueType() == ConfigValueType.LIST;
        var problems = of(key + (isList ? " = 7" : " = [7]"));
        if (problems.size() != 1 || !problems.getFirst().startsWith("--set: " + key + " must be")) {
          wrong.add(key + ": " + problems);
        }
      }
    }
    assertThat(tried).isGreaterThan(100);
    assertThat(wrong).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "switchboard.cluster.contact-points = [\"nowhere\"]|not HOST:PORT: nowhere",
        "switchboard.cluster.settle = -1 s|settle must be 0 or more",
        "switchboard.redis.uri = \"nowhere\"|switchboard.redis.uri must be redis://",
        "switchboard.kafka.replies.attempt.min = 0 s|replies.attempt: a back-off needs",
        "switchboard.kafka.events.group = switchboard-sagas|is that of the replies",
        "switchboard.session.memory.max-turns = 1|switchboard.session.memory.max-turns must be 2",
        "switchboard.session.idle-retention = 0 s|idle-retention must be more than 0",
        "switchboard.profile.memory = 0 s|switchboard.profile.memory must be more than 0",
        "switchboard.privacy.key-cache.size = 0|switchboard.privacy.key-cache.size must be",
        "switchboard.privacy.erasure.rewrite-timeout = 0 s|rewrite-timeout must be more than 0",
        "switchboard.delivery.decision-within = 10 m|report-problem-deadline must be longer",
        "switchboard.watch.parallelism = 0|switchboard.watch.parallelism must be 1 or more",
        "switchboard.workers.agents.a { turn-timeout = 0 s }|agents.a.turn-timeout must be",
        "switchboard.workers.agents.a { turn-timout = 1 s }|agents.a.turn-timout is no key",
        "switchboard.operations.audit.keep = 1|switchboard.operations.audit.keep must be 2",
        "switchboard.cluster.crash-detection.probe-interval = 0 s|probe-interval must be more",
        "switchboard.services.maps { url = \"http://h\", tries = 3 }|there is no such key",
        "switchboard.journal.plugin.replay-pages = 1|the nearest one is",
        "switchboard.operations.host = \"0.0.0.0\"|operations.host is 0.0.0.0, beyond loopback",
        "switchboard.security.open = [doors]|switchboard.security.open names doors",
        "switchboard.front-door.authentication.kind = required|kind is required, so",
        "switchboard.front-door.authentication { kind = required, keys-file = /none/k }"
            + "|authentication: keys-file: there is no readable file /none/k"
      })
  void aValueOutOfItsRangeIsOneProblemOfItsLine(String setting, String said) {
    assertThat(of(setting))
        .singleElement()
        .satisfies(line -> assertThat(line).startsWith("--set: ").contains(said));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "switchboard.workers.agents.\"con.cierge\" { turn-timeout = 1 s }",
        "switchboard.services.maps { url = \"http://h\", breaker.window = 50 }",
        "switchboard.journal.plugin.recovery-event-timeout = 10 s",
        "switchboard.cluster.contact-points.0 = \"127.0.0.1:1\"",
        "switchboard.redis.request-queue = \"500\"",
        "switchboard.push.beat = 500"
      })
  void whatIsAllowedIsNoProblem(String setting) {
    assertThat(of(setting)).isEmpty();
  }

  @Test
  void whatASubstitutionDoesNotFindIsNamedWithTheRest() throws Exception {
    assertThat(
            check(
                "switchboard.node.host = ${NO_SUCH_HOST_1}",
                "switchboard.front-door.port = ${NO_SUCH_PORT_2}",
                "switchboard.push.beat = soon"))
        .hasSize(3)
        .anyMatch(line -> line.startsWith("my.conf:1: ") && line.contains("NO_SUCH_HOST_1"))
        .anyMatch(line -> line.startsWith("my.conf:2: ") && line.contains("NO_SUCH_PORT_2"))
        .anyMatch(line -> line.startsWith("my.conf:3: switchboard.push.beat must be"));
  }

  @Test
  void aCircleIsNamedWithTheRest() {
    assertThat(of("loop-a = ${loop-b}, loop-b = ${loop-a}, switchboard.push.beat = soon"))
        .hasSize(2)
        .anyMatch(line -> line.startsWith("--set: ") && line.contains("loop-"))
        .anyMatch(line -> line.startsWith("--set: switchboard.push.beat must be"));
  }

  @Test
  void whatIsNoHoconNamesItsLineAndTheOverridesAreCheckedAllTheSame() throws Exception {
    var problems =
        NodeConfig.check(
            Optional.of(file("switchboard {", "  a = }")),
            List.of("x = ", "switchboard.nod = 1"),
            false);
    assertThat(problems)
        .extracting(Problem::toString)
        .hasSize(3)
        .anyMatch(line -> line.contains("my.conf:2: "))
        .anyMatch(line -> line.startsWith("--set: "))
        .anyMatch(line -> line.contains("switchboard.nod is no key that is known"));
  }

  @Test
  void noSecretIsInAProblem() throws Exception {
    assertThat(
            check(
                "switchboard.redis.uri = [\"redis://u:S3CRET@h\"]",
                "switchboard.redis.password = S3CRET",
                "switchboard.privacy.key-encryption-key-file = { S3CRET = 1 }"))
        .hasSizeGreaterThanOrEqualTo(3)
        .noneMatch(line -> line.contains("S3CRET"));
    assertThat(of("switchboard.redis.uri = \"redis://u:S3CRET@\""))
        .noneMatch(line -> line.contains("S3CRET"));
  }

  @Test
  void aNodeNamesEverythingThatIsWrongAndDoesNotStart() {
    var failure =
        catchThrowableOfType(
            Node.StartFailure.class,
            () ->
                Node.start(
                    Optional.empty(),
                    List.of(
                        "switchboard.redis.request-queue = many",
                        "switchboard.push.page-size = 0",
                        "switchboard.operations.port = 70000",
                        "switchboard.kafka.grupp = x")));
    assertThat(failure.getMessage().lines())
        .hasSize(6)
        .first()
        .isEqualTo("the configuration is wrong in 5 places:");
    assertThat(failure)
        .hasMessageContaining("no key-encryption key is given")
        .hasMessageContaining("switchboard.redis.request-queue must be a whole number")
        .hasMessageContaining("switchboard.push.page-size must be more than 0")
        .hasMessageContaining("switchboard.operations.port must be 0 to 65535")
        .hasMessageContaining("switchboard.kafka.grupp is no key that is known");
  }

  @Test
  void theCommandsEndWithOneAndALineForEachError() throws Exception {
    var started =
        run("node", "--set", "switchboard.push.page-size = 0", "--set", "switchboard.x=1");
    assertThat(started.exitCode()).isEqualTo(1);
    assertThat(started.err()).startsWith("switchboard: the node cannot start: ").hasLineCount(4);

    var wrong = file("switchboard.push.page-size = 0", "switchboard.push.page-sise = 1");
    var checked = run("config", "check", wrong.toString(), "--without-keys");
    assertThat(checked.exitCode()).isEqualTo(1);
    assertThat(checked.out().lines())
        .containsExactly(
            wrong
                + ":2: switchboard.push.page-sise is no key that is known; the nearest one is"
                + " switchboard.push.page-size",
            wrong + ":1: switchboard.push.page-size must be more than 0",
            "2 problems");
    var json = run("config", "check", wrong.toString(), "--without-keys", "--output", "json");
    assertThat(json.out()).contains("\"origin\":\"" + wrong + ":1\"");

    var right = file("include \"switchboard.conf\"");
    var passed = run("config", "check", right.toString(), "--without-keys");
    assertThat(passed.exitCode()).isZero();
    assertThat(passed.out()).isEqualTo("nothing is wrong with " + right + "\n");
  }

  private record Result(int exitCode, String out, String err) {}

  private static Result run(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    int exitCode =
        Main.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    return new Result(exitCode, out.toString(), err.toString());
  }
}
