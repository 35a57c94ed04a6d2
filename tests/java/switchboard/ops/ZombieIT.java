package switchboard.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes that each believe to be alone: the store lets only the later claim write. */
@Timeout(120)
class ZombieIT {
  @TempDir static Path dir;
  private static FaultRig rig;

  @BeforeAll
  static void start() throws Exception {
    rig = new FaultRig(dir);
  }

  @AfterAll
  static void stop() throws Exception {
    if (rig != null) {
      rig.close();
    }
  }

  @Test
  void aZombieIsToldByItsOlderClaim() throws Exception {
    var session = rig.session("zombie", "echo");
    rig.say(session, "hello");
    var claimed = where(rig.operations(), session);
    try (var usurper = rig.secondCluster()) {
      usurper.say(session, "hello");
      var newer = where(usurper.operations(), session);
      var older = where(rig.operations(), session);
      assertThat(older.path("state").asText()).isEqualTo("AWAKE");
      assertThat(older.path("writerEpoch").asLong())
          .isEqualTo(claimed.path("writerEpoch").asLong())
          .isLessThan(newer.path("writerEpoch").asLong());
    }
  }

  private static JsonNode where(String operations, String session) throws Exception {
    var run =
        CommandRun.of("session", "where", session, "--output", "json", "--operations", operations);
    assertThat(run.exitCode()).as(run.toString()).isZero();
    return new JsonMapper().readTree(run.out());
  }
}
