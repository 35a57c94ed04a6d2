package switchboard.ops;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.function.BiConsumer;
import picocli.CommandLine.Option;

/** How what was measured is printed. */
final class ReportOutput {
  @Option(names = "--output", paramLabel = "text|json", defaultValue = "text")
  private Output output;

  /** As JSON, or in words. */
  <T extends JsonNode> void print(PrintWriter out, T report, BiConsumer<PrintWriter, T> words) {
    if (output == Output.JSON) {
      out.println(report.toPrettyString());
    } else {
      words.accept(out, report);
    }
    out.flush();
  }
}
