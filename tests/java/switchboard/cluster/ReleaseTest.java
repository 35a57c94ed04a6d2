package switchboard.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import switchboard.Main;

/** The release is written down in several places. */
class ReleaseTest {
  @Test
  void nodesTellEachOtherTheReleaseThatWasBuilt() throws IOException {
    var pom = Files.readString(Path.of("pom.xml"));
    var version = Pattern.compile("<version>(.*?)</version>").matcher(pom);
    assertThat(version.find()).isTrue();
    var config = ConfigFactory.parseResources("switchboard.conf").resolve();
    assertThat(config.getString("pekko.cluster.app-version")).isEqualTo(version.group(1));
    assertThat(Main.commandLine().getCommandSpec().version())
        .containsExactly("switchboard " + version.group(1));
  }
}
