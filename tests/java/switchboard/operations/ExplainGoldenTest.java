package switchboard.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import switchboard.operations.explain.Finding;
import switchboard.operations.explain.SagaFindings;
import switchboard.operations.explain.SessionFindings;
import switchboard.ops.client.FindingText;
import switchboard.ops.client.Layout;
import switchboard.v1.SessionExplanation;

/** What an operator reads of everything that something can wait for, to the letter. */
class ExplainGoldenTest {
  private static final Path GOLDEN = Path.of("tests/resources/explain");

  private static List<Finding> session(String name) {
    var facts = new ExplainCases.Facts();
    ExplainCases.sessions().get(name).change(facts);
    return SessionFindings.of(facts.facts());
  }

  private static List<Finding> findings(String file) {
    return file.startsWith("saga-")
        ? SagaFindings.of(ExplainCases.sagas().get(file.substring("saga-".length())))
        : session(file.substring("session-".length()));
  }

  static Stream<String> files() {
    return Stream.concat(
        ExplainCases.sagas().keySet().stream().map(name -> "saga-" + name),
        ExplainCases.sessions().keySet().stream().map(name -> "session-" + name));
  }

  @ParameterizedTest
  @MethodSource("files")
  void theWordsAreThoseOnFile(String file) throws Exception {
    var text = FindingText.findings(PublicFindings.all(findings(file)), Layout.ENDLESS) + "\n";
    assertThat(text).isEqualTo(Files.readString(GOLDEN.resolve(file + ".txt")));
  }

  @ParameterizedTest
  @MethodSource("files")
  void jsonHasTheSameFindingsAsTheText(String file) throws Exception {
    var findings = PublicFindings.all(findings(file));
    var json =
        JsonFormat.printer()
            .print(SessionExplanation.newBuilder().addAllFindings(findings).build());
    var read = SessionExplanation.newBuilder();
    JsonFormat.parser().merge(json, read);
    assertThat(FindingText.findings(read.getFindingsList(), Layout.ENDLESS))
        .isEqualTo(FindingText.findings(findings, Layout.ENDLESS));
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyFindingSaysWhatShowsItAndWhatToDoNext(String file) {
    assertThat(findings(file))
        .isNotEmpty()
        .allSatisfy(
            finding -> {
              assertThat(finding.cause()).endsWith(".");
              assertThat(finding.evidence()).allMatch(line -> !line.isBlank());
              assertThat(finding.command().isEmpty() || !finding.remedy().isEmpty()).isTrue();
              assertThat(finding.command()).matches("|switchboard .*");
            });
  }

  @Test
  void whatKeepsMostFromGoingOnIsFirst() {
    assertThat(session("much-at-once"))
        .extracting(Finding::code)
        .containsExactly(
            Finding.Code.NO_WORKER,
            Finding.Code.CIRCUIT_OPEN,
            Finding.Code.SERVICE_SLOW,
            Finding.Code.NODE_SILENT);
  }

  @Test
  void everyKindOfCauseHasItsWords() {
    var tried =
        files()
            .flatMap(file -> findings(file).stream().map(Finding::code))
            .collect(Collectors.toSet());
    assertThat(tried)
        .containsAll(
            Arrays.stream(Finding.Code.values())
                .filter(code -> code != Finding.Code.SERVICE_ASKED)
                .toList());
  }

  @Test
  void noFileIsLeftOver() throws IOException {
    try (var found = Files.list(GOLDEN)) {
      assertThat(found.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(files().map(file -> file + ".txt").toList());
    }
  }
}
