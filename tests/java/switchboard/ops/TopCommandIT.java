package switchboard.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import switchboard.Main;
import switchboard.fakes.MemoryDirectory;
import switchboard.local.TestKafka;
import switchboard.operations.SagaView;

/** The figures of the nodes on the command line, without a terminal. */
@Timeout(30)
class TopCommandIT {
  private final OperatorTerminal terminal = new OperatorTerminal();

  @AfterEach
  void close() {
    terminal.close();
  }

  @Test
  void onceIsAPlainScreenWhoseExitCodeTellsOfASilentNode() {
    terminal.desk.put("s1.7", SagaView.State.PARKED);
    var result = terminal.run("top", "--once", "--every", "0.2");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .startsWith("Switchboard  ")
        .contains("Z  1 of 2 nodes up  leader 10.0.0.1:7625  version 1.0\n")
        .contains("silent: 10.0.0.3:7625\n")
        .contains("parked sagas 1")
        .doesNotContain("\033");
    assertThat(result.out().lines())
        .anyMatch(line -> line.matches("1 10.0.0.1:7625 +UP .*"))
        .anyMatch(line -> line.matches("2 10.0.0.3:7625 +unreachable +- .*"))
        .allMatch(line -> line.length() <= 80);
  }

  @Test
  void theFiguresAreJsonWithAllTheirFields() throws Exception {
    var figures = terminal.json("top", "--once");
    assertThat(figures.fieldNames())
        .toIterable()
        .contains("time", "leader", "nodes", "acknowledgement", "groups", "parkedSagas")
        .contains("backlogTime");
    var node = figures.at("/nodes/0");
    assertThat(node.at("/node/identity/address").asText())
        .isEqualTo(MemoryDirectory.NODE.address());
    assertThat(node.at("/uptime").asText()).isEqualTo("100s");
    assertThat(node.at("/messagesAcknowledged").asLong()).isEqualTo(1000);
    assertThat(node.at("/messagesAnswered").asLong()).isEqualTo(990);
    assertThat(node.at("/answersPushed").asLong()).isEqualTo(1980);
    assertThat(node.at("/messagesRefused").asLong()).isEqualTo(7);
    assertThat(node.at("/messagesFailed").asLong()).isEqualTo(3);
    assertThat(node.at("/writesFenced").asLong()).isEqualTo(2);
    assertThat(node.at("/commandsUnderWay").asInt()).isEqualTo(4);
    assertThat(node.at("/workers").asInt()).isEqualTo(6);
    assertThat(node.at("/processorTime").asText()).isEqualTo("50s");
    assertThat(node.at("/collectionTime").asText()).isEqualTo("1.500s");
    assertThat(node.at("/processors").asInt()).isEqualTo(2);
    assertThat(node.at("/heapMaxBytes").asLong()).isEqualTo(1L << 30);
    // 98 of 2.047 ms, one of 8.191 ms, one of 9.215 ms
    assertThat(node.at("/acknowledgement/count").asInt()).isEqualTo(100);
    assertThat(node.at("/acknowledgement/p50").asText()).isEqualTo("0.002047s");
    assertThat(node.at("/acknowledgement/p99").asText()).isEqualTo("0.008191s");
    assertThat(node.at("/acknowledgement/max").asText()).isEqualTo("0.009215s");
    assertThat(figures.at("/acknowledgement")).isEqualTo(node.at("/acknowledgement"));
    assertThat(figures.at("/nodes/1/node/answered").asBoolean()).isFalse();
    assertThat(figures.at("/nodes/1").has("uptime")).isFalse();
  }

  @Test
  void withoutATerminalItSaysWhatToDo() {
    var result = terminal.run("top");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err())
        .isEqualTo(
            "switchboard: there is no terminal to draw on: use --once, alone or with"
                + " --output json\n");
  }

  @Test
  void wrongOptionsAreUsageErrors() {
    assertThat(terminal.run("top", "--every", "0.1").exitCode()).isEqualTo(2);
    assertThat(terminal.run("top", "--every", "61").err()).contains("--every must be 0.2 to 60");
    assertThat(terminal.run("top", "--every", "NaN").exitCode()).isEqualTo(2);
    assertThat(terminal.run("top", "--output", "json").err()).contains("needs --once");
  }

  @Test
  void nobodyThereIsOneLine() {
    var err = new StringWriter();
    int nobody = TestKafka.freePorts(1).getFirst();
    int exitCode =
        Main.commandLine()
            .setErr(new PrintWriter(err, true))
            .execute("top", "--once", "--operations", "127.0.0.1:" + nobody);
    assertThat(exitCode).isEqualTo(1);
    assertThat(err.toString())
        .hasLineCount(1)
        .startsWith("switchboard: no node answered within")
        .contains("127.0.0.1:" + nobody);
  }

  @Test
  void theWidthIsTakenFromTheEnvironmentIfItMakesSense() {
    assertThat(TopCommand.width(null)).isEqualTo(80);
    assertThat(TopCommand.width("wide")).isEqualTo(80);
    assertThat(TopCommand.width("200")).isEqualTo(200);
    assertThat(TopCommand.width("7")).isEqualTo(40);
  }
}
