package switchboard.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.Main;
import switchboard.local.RedisServer;

class RotateKeysIT {
  private static final String KEY = "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n";

  @TempDir Path dir;

  @Test
  void countsAreReportedAndMissingThingsNamed() throws Exception {
    Files.writeString(dir.resolve("kek"), KEY);
    try (var redis =
        RedisServer.start(
            RedisServer.freePort(), dir.resolve("redis"), RedisServer.Fsync.EVERYSEC)) {
      assertThat(run(0, "--redis", redis.uri()))
          .contains("0 keys wrapped anew, 0 wrapped by the first key already, 0 subjects erased");
    }
    assertThat(run(1)).contains("no system runs from").contains("--redis URI");
    Files.writeString(dir.resolve("kek"), "nonsense");
    assertThat(run(1, "--redis", "redis://127.0.0.1:1"))
        .contains("entry 1 of the key-encryption key file")
        .doesNotContain("nonsense");
  }

  private String run(int expected, String... more) {
    var said = new StringWriter();
    var line = Main.commandLine();
    line.setOut(new PrintWriter(said, true));
    line.setErr(new PrintWriter(said, true));
    String[] arguments = new String[4 + more.length];
    arguments[0] = "subject";
    arguments[1] = "rotate-keys";
    arguments[2] = "--data";
    arguments[3] = dir.toString();
    System.arraycopy(more, 0, arguments, 4, more.length);
    assertThat(line.execute(arguments)).isEqualTo(expected);
    return said.toString();
  }
}
