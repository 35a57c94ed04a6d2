package switchboard.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.Main;
import switchboard.journal.StoreException;
import switchboard.kafka.Brokers;
import switchboard.kafka.DeadLetters;
import switchboard.kafka.Letter;
import switchboard.local.TestKafka;
import switchboard.operations.AuditEntry;
import switchboard.operations.AuditEntry.Result;

/** Against the shared broker: other tests' letters may be there too. */
class DlqCommandIT {
  private static final String TOPIC = "payments.commands";

  @TempDir Path dir;
  private final String key = UUID.randomUUID().toString();
  private final OperatorTerminal terminal = new OperatorTerminal();
  private TestKafka kafka;

  private record Ran(int exit, String out, String err) {}

  @BeforeEach
  void start() throws Exception {
    kafka = TestKafka.shared();
  }

  @AfterEach
  void stop() {
    terminal.close();
  }

  @Test
  void whatIsDoneIsOnRecordAndWhatCannotBeRecordedIsNotDone() throws Exception {
    var place = bury(bytes("1"));
    terminal.audit.failure = new StoreException.Unavailable("away", null);
    var refused = run("dlq", "drop", TOPIC, place, "--reason", "noise", "--yes");
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.err()).contains("could not be put on record");
    assertThat(run("dlq", "list", TOPIC).out()).contains(key);
    terminal.audit.failure = null;
    assertThat(run("dlq", "drop", TOPIC, place, "--reason", "noise", "--yes").exit()).isZero();
    var target = "dlq/" + TOPIC + " " + place;
    assertThat(terminal.audit.entries())
        .extracting(
            AuditEntry::action,
            AuditEntry::target,
            entry -> entry.who().name(),
            AuditEntry::before,
            AuditEntry::after,
            AuditEntry::result)
        .containsExactly(
            tuple("DropDeadLetters", target, "asha", "1 open", "", Result.ASKED),
            tuple("DropDeadLetters", target, "asha", "1 open", "1 dropped", Result.DONE));
    assertThat(terminal.audit.entries()).extracting(AuditEntry::change).doesNotContain("");
    run("dlq", "drop", TOPIC, place, "--reason", "again", "--yes");
    var last = terminal.audit.entries().getLast();
    assertThat(last.result()).isEqualTo(Result.FAILED);
    assertThat(last.after()).contains("has no open letter " + place);
  }

  @Test
  void anOpenLetterIsListedAsTextAndAsJson() throws Exception {
    var place = bury(bytes("{\"partnerId\":\"p\"}"));
    assertThat(run("dlq", "list").out())
        .containsPattern(TOPIC + ".dead-letter +" + place + " .* NO_TIME +from=" + TOPIC)
        .contains("key=" + key);
    var json = new JsonMapper().readTree(run("dlq", "list", TOPIC, "--output", "json").out());
    assertThat(json.path("open").asInt()).isPositive();
    assertThat(json.path("letters").findValuesAsText("key")).contains(key);
    assertThat(run("dlq", "list", TOPIC, "--limit", "0").out()).contains("not shown: see --limit");
  }

  @Test
  void aValueIsShownOnlyWhenAskedForAndCannotMoveTheCursor() throws Exception {
    var place = bury(bytes("private\u001b[2J"));
    assertThat(run("dlq", "show", TOPIC, place).out())
        .contains("dead-letter-reason: NO_TIME", "value: 11 bytes, shown with --values")
        .doesNotContain("private");
    assertThat(run("dlq", "show", TOPIC, place, "--values").out()).contains("private\\u001b[2J");
    var json = run("dlq", "show", TOPIC, place, "--values", "--output", "json").out();
    assertThat(new JsonMapper().readTree(json).path("value").asText())
        .isEqualTo("private\u001b[2J");
    assertThat(run("dlq", "show", TOPIC, place, "--output", "json").out())
        .doesNotContain("private");
  }

  @Test
  void aValueThatIsNoTextIsShownInHexadecimal() throws Exception {
    var place = bury(new byte[] {(byte) 0xff, 0x00});
    assertThat(run("dlq", "show", TOPIC, place, "--values").out()).contains("\nff00\n");
  }

  @Test
  void lettersAreRedrivenAndDroppedOnceAndWithAReason() throws Exception {
    var first = bury(bytes("1"));
    var second = bury(bytes("2"));
    var third = bury(bytes("3"));
    var redriven = run("dlq", "redrive", TOPIC, first, second, "--reason", "fixed", "--yes");
    assertThat(redriven).isEqualTo(new Ran(0, "2 redriven\n", ""));
    assertThat(kafka.read(TOPIC, 2, record -> key.equals(record.key())))
        .extracting(record -> new String(record.value(), StandardCharsets.UTF_8))
        .containsExactly("1", "2");
    assertThat(run("dlq", "drop", TOPIC, third, "--reason", "noise", "--yes").out())
        .isEqualTo("1 dropped\n");
    assertThat(run("dlq", "list", TOPIC).out()).doesNotContain(key);
    assertThat(run("dlq", "drop", TOPIC, third, "--reason", "noise", "--yes").err())
        .contains("has no open letter " + third);
    bury(bytes("4"));
    assertThat(run("dlq", "drop", TOPIC, "--all", "--reason", "noise", "--yes").exit()).isZero();
    assertThat(run("dlq", "list", TOPIC).out()).isEqualTo("no open dead letters\n");
  }

  @Test
  void aChangeIsRefusedWithoutAReasonAYesOrLetters() throws Exception {
    var place = bury(bytes("1"));
    var asked = run("dlq", "drop", TOPIC, place, "--reason", "x");
    assertThat(asked.exit()).isEqualTo(2);
    assertThat(asked.err())
        .startsWith("this would drop letters " + place + " of " + TOPIC + ": say --yes, since");
    assertThat(run("dlq", "drop", TOPIC, place, "--dry-run"))
        .isEqualTo(
            new Ran(0, "1 of letters " + place + " of " + TOPIC + " would be dropped\n", ""));
    assertThat(run("dlq", "drop", TOPIC, "--all", "--dry-run").out())
        .matches("[1-9]\\d* of all open letters of " + TOPIC + " would be dropped\n");
    assertThat(run("dlq", "drop", TOPIC, place, "--yes").exit()).isEqualTo(2);
    assertThat(run("dlq", "drop", TOPIC, "--reason", "x", "--yes").exit()).isEqualTo(2);
    assertThat(run("dlq", "drop", TOPIC, place, "--all", "--reason", "x", "--yes").exit())
        .isEqualTo(2);
    assertThat(run("dlq", "drop", TOPIC, place, "--reason", "a\nb", "--yes").exit()).isEqualTo(2);
    assertThat(run("dlq", "show", TOPIC, "first").exit()).isEqualTo(2);
    assertThat(run("dlq", "list", "nobody.knows").err()).contains("no such topic");
    assertThat(run("dlq", "list", TOPIC).out()).contains(key);
  }

  @Test
  void withoutASystemOrABrokerItSaysWhatToDo() {
    var ran = execute("dlq", "list", "--data", dir.toString());
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err()).contains("no system runs from").contains("--kafka");
  }

  /** Puts a record into the dead letters; answers where it is. */
  private String bury(byte[] value) throws Exception {
    var record = new ProducerRecord<>(TOPIC + ".dead-letter", key, value);
    record
        .headers()
        .add("dead-letter-reason", bytes("NO_TIME"))
        .add("dead-letter-attempt", bytes("1"));
    kafka.send(record);
    try (var letters = DeadLetters.connect(Brokers.at(kafka.servers()), Duration.ofSeconds(10))) {
      return letters.list(Optional.of(TOPIC), 100_000).letters().stream()
          .filter(letter -> letter.key().equals(key))
          .map(Letter::place)
          .reduce((_, last) -> last)
          .orElseThrow()
          .toString();
    }
  }

  private Ran run(String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--kafka", kafka.servers()));
    if (List.of("drop", "redrive").contains(arguments[1])) {
      all.addAll(List.of("--operations", terminal.address(), "--as", "asha"));
    }
    return execute(all.toArray(String[]::new));
  }

  private static Ran execute(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    int exit =
        Main.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments);
    return new Ran(exit, out.toString(), err.toString());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
