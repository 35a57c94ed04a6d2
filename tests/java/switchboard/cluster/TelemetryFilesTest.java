package switchboard.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The dashboard and the alert rules as files; MetricsIT holds them against a scrape. */
class TelemetryFilesTest {
  private static final Pattern COMMAND = Pattern.compile("`switchboard ([a-z]+(?: [a-z]+)?)");

  @Test
  void everyPanelHasAnExpressionAndSaysWhatItShows() throws Exception {
    var panels = TelemetryFiles.dashboard().path("panels");
    assertThat(panels.size()).isGreaterThan(15);
    for (var panel : panels) {
      assertThat(panel.path("title").asText()).isNotEmpty();
      if (!panel.path("type").asText().equals("row")) {
        assertThat(panel.path("description").asText()).endsWith(".");
        assertThat(panel.findValuesAsText("expr")).isNotEmpty();
      }
    }
  }

  @Test
  void everyAlertHasASeverityASummaryAndACommandThatIsDocumented() throws Exception {
    var troubleshooting = Files.readString(Path.of("docs", "troubleshooting.md"));
    var names = TelemetryFiles.rules().stream().map(rule -> rule.path("alert").asText()).toList();
    assertThat(names).doesNotHaveDuplicates().allMatch(name -> name.startsWith("Switchboard"));
    for (var rule : TelemetryFiles.rules()) {
      var name = rule.path("alert").asText();
      assertThat(rule.at("/labels/severity").asText()).as(name).isIn("critical", "warning", "info");
      assertThat(rule.at("/annotations/summary").asText()).as(name).endsWith(".");
      var runbook = rule.at("/annotations/runbook").asText();
      assertThat(runbook).as(name).endsWith(".");
      var commands = COMMAND.matcher(runbook).results().map(it -> it.group(1)).toList();
      assertThat(commands).as(name).isNotEmpty();
      assertThat(commands)
          .allSatisfy(command -> assertThat(troubleshooting).as(name).contains(command));
    }
  }
}
