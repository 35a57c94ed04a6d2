package switchboard.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

/** When a change is wanted, and what it needs. */
class ChangeTest {
  private final List<String> asked = new ArrayList<>();
  private Optional<String> answer = Optional.empty();

  @Command(name = "test")
  private static final class Changing {
    @Mixin private final Change change;

    Changing(Change change) {
      this.change = change;
    }
  }

  private Change parse(String... arguments) {
    var change =
        new Change(
            question -> {
              asked.add(question);
              return answer;
            });
    new CommandLine(new Changing(change)).parseArgs(arguments);
    return change;
  }

  @Test
  void whereThereIsATerminalAPersonIsAsked() {
    answer = Optional.of(" Yes ");
    assertThatCode(() -> parse().confirm("down 10.0.0.3:7625")).doesNotThrowAnyException();
    assertThat(asked).containsExactly("This will down 10.0.0.3:7625. Go on? [y/N] ");
    for (var no : List.of("", "n", "no", "maybe")) {
      answer = Optional.of(no);
      assertThatThrownBy(() -> parse().confirm("down it"))
          .isInstanceOf(CommandFailure.class)
          .hasMessage("nothing was changed");
    }
  }

  @Test
  void whereThereIsNoTerminalYesIsNeeded() {
    assertThatThrownBy(() -> parse().confirm("down it"))
        .isInstanceOf(ParameterException.class)
        .hasMessage("this would down it: say --yes, since there is no terminal to ask at");
    asked.clear();
    assertThatCode(() -> parse("--yes").confirm("down it")).doesNotThrowAnyException();
    assertThat(asked).isEmpty();
  }

  @Test
  void aReasonIsOneLineAndOnlyADryRunNeedsNone() {
    assertThat(parse("--reason", "it is gone").reason()).isEqualTo("it is gone");
    assertThat(parse("--dry-run").reason()).isEmpty();
    assertThatThrownBy(() -> parse().reason()).hasMessage("say why, by --reason TEXT");
    for (var wrong : List.of("", " ", "a\nb", "x".repeat(201))) {
      assertThatThrownBy(() -> parse("--reason", wrong).reason())
          .isInstanceOf(ParameterException.class)
          .hasMessage("--reason is one line of 1 to 200 characters");
    }
  }

  @Test
  void aTimeIsSoLongAgoOrWritten() {
    var spec = new CommandLine(new Changing(new Change())).getCommandSpec();
    var now = Instant.parse("2026-11-22T10:00:00Z");
    assertThat(Since.parse(spec, "90s", now)).isEqualTo("2026-11-22T09:58:30Z");
    assertThat(Since.parse(spec, "15m", now)).isEqualTo("2026-11-22T09:45:00Z");
    assertThat(Since.parse(spec, "2h", now)).isEqualTo("2026-11-22T08:00:00Z");
    assertThat(Since.parse(spec, "3d", now)).isEqualTo("2026-11-19T10:00:00Z");
    assertThat(Since.parse(spec, "2026-01-01T00:00:00Z", now)).isEqualTo("2026-01-01T00:00:00Z");
    assertThatThrownBy(() -> Since.parse(spec, "soon", now)).hasMessageContaining("is no time");
  }
}
