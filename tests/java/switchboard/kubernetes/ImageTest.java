package switchboard.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the image's recipe names is there. */
class ImageTest {
  private static final Path ROOT = Path.of("");

  /** The instructions, each in one line. */
  private static List<String> instructions(String which) {
    var joined = Manifests.text(Path.of("Dockerfile")).replaceAll("(?m)^#.*\n", "");
    return joined
        .replaceAll("\\\\\n\\s*", " ")
        .lines()
        .filter(line -> line.startsWith(which + " "))
        .map(line -> line.substring(which.length() + 1))
        .toList();
  }

  @Test
  void bothStagesStandOnPublicNames() {
    assertThat(instructions("FROM"))
        .containsExactly("eclipse-temurin:25-jdk AS build", "eclipse-temurin:25-jre");
  }

  @Test
  void whatIsCopiedIsThereAndNotIgnored() {
    var kept =
        Manifests.text(Path.of(".dockerignore"))
            .lines()
            .filter(line -> line.startsWith("!"))
            .map(line -> line.substring(1))
            .toList();
    var copied =
        instructions("COPY").stream()
            .filter(line -> !line.startsWith("--from"))
            .flatMap(line -> Stream.of(line.split(" ")).limit(line.split(" ").length - 1))
            .toList();
    assertThat(copied).allMatch(name -> Files.exists(ROOT.resolve(name)));
    assertThat(copied).containsExactlyInAnyOrderElementsOf(kept);
  }

  @Test
  void itIsBuiltByTheVerbThatBuildsItAnywhere() {
    var build = Manifests.text(Path.of("build"));
    var verb = Pattern.compile("\\./build (\\w+)").matcher(String.join("\n", instructions("RUN")));
    assertThat(verb.find()).isTrue();
    assertThat(verb.group(1)).isEqualTo("image");
    assertThat(build).contains("\n  image)\n").contains("tar -C target/dist -czf");
    // what the second stage starts is in that archive, below one directory
    assertThat(build)
        .contains("config switchboard LICENSE target/sbom.json \"target/dist/$name/\"");
    assertThat(instructions("ENTRYPOINT")).containsExactly("[\"/opt/switchboard/switchboard\"]");
    assertThat(instructions("COPY")).contains("--from=build /dist /opt/switchboard");
  }

  @Test
  void whoRunsItIsANumberAndNotRoot() {
    var security = Cluster.nodes().getSpec().getTemplate().getSpec().getSecurityContext();
    assertThat(security.getRunAsUser()).isPositive();
    assertThat(instructions("USER"))
        .containsExactly(security.getRunAsUser() + ":" + security.getRunAsGroup());
  }

  @Test
  void itSaysThePortsThatANodeHas() {
    assertThat(instructions("EXPOSE").getFirst().split(" "))
        .containsExactlyElementsOf(
            Cluster.container().getPorts().stream()
                .map(port -> port.getContainerPort().toString())
                .toList());
  }

  @Test
  void theTagIsTheRelease() {
    var version =
        Pattern.compile("<version>(.*?)</version>").matcher(Manifests.text(Path.of("pom.xml")));
    assertThat(version.find()).isTrue();
    assertThat(Manifests.kustomization(Manifests.LOCAL).at("/images/0/newTag").asText())
        .isEqualTo(version.group(1));
    assertThat(Manifests.text(Path.of("Dockerfile"))).contains("switchboard:" + version.group(1));
  }

  @Test
  void anInstalledCopyNeedsNoCompiler() throws Exception {
    var home = Files.createTempDirectory("runtime");
    Files.createDirectories(home.resolve("bin"));
    Files.createFile(home.resolve("bin/java")).toFile().setExecutable(true);
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
    for (var program : List.of("java", "javac")) {
      var process =
          new ProcessBuilder(
                  "bash",
                  "-c",
                  ". ./.mvn/find-jdk.sh; jdk_program=" + program + "; is_new_jdk " + home)
              .start();
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue() == 0).as(program).isEqualTo(program.equals("java"));
    }
    assertThat(Manifests.text(Path.of("switchboard"))).contains("jdk_program=java");
  }
}
