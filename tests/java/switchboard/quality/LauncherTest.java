package switchboard.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.Main;

/** The two scripts at the root, and the command line behind them. */
class LauncherTest {
  @TempDir Path directory;

  private record Result(int exitCode, String out, String err) {}

  @Test
  void theCommandLineListsItsVerbs() {
    var result = run("--help");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out())
        .contains("  up ", "  demo ", "  chat ", "  replay ", "  bench", "  node ", "Exit codes:")
        .doesNotContain("bench-load");
  }

  @Test
  void everyVerbExplainsItself() {
    for (var verb : Main.commandLine().getSubcommands().keySet()) {
      var result = run(verb, "--help");
      assertThat(result.exitCode()).as(verb).isZero();
      assertThat(result.out()).as(verb).contains("Usage: switchboard " + verb);
    }
  }

  @Test
  void aWrongOptionIsToldApartFromAFailure() {
    assertThat(run("up", "--nodse", "3").exitCode()).isEqualTo(2);
    assertThat(run("up", "--nodes", "99"))
        .isEqualTo(new Result(1, "", "switchboard: --nodes is 99: 1 to 16 are allowed\n"));
  }

  @Test
  void chatWithoutASystemSaysWhatToDo() {
    var result = run("chat", "--data", directory.toString());
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("start one with `switchboard up`").hasLineCount(1);
  }

  @Test
  void theBuildScriptListsItsVerbs() throws Exception {
    var result = script("./build", "--help");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).contains("check", "test", "format", "image", "faults", "bench");
    assertThat(script("./build", "nonsense").exitCode()).isEqualTo(2);
  }

  @Test
  void theScriptsAreRunnable() {
    assertThat(Path.of("build")).isExecutable();
    assertThat(Path.of("switchboard")).isExecutable();
    assertThat(Path.of(".ci/run")).isExecutable();
  }

  @Test
  void withoutAJdkOneLineSaysWhatToInstall() throws Exception {
    var probe = "jdk_needed=9999; . ./.mvn/find-jdk.sh; jdk_needed=9999; find_jdk";
    var result = script("bash", "-c", probe);
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("no JDK 9999 or later found: install").hasLineCount(1);
  }

  private Result script(String... command) throws Exception {
    var out = directory.resolve("out");
    var err = directory.resolve("err");
    var process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
  }

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
