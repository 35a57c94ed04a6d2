package switchboard.ops.client;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import switchboard.v1.Finding;
import switchboard.v1.SagaExplanation;

/** Findings as numbered sentences, and as JSON. */
public final class FindingText {
  private FindingText() {}

  /** All of an explanation. */
  public static String json(SagaExplanation explanation) throws InvalidProtocolBufferException {
    return SagaText.json(explanation);
  }

  /** What it waits for first, then its steps. */
  public static String explanation(SagaExplanation explanation) {
    var text = new ArrayList<String>();
    text.add(findings(explanation.getFindingsList()));
    if (explanation.getSaga().getStepsCount() > 0) {
      text.add(SagaText.saga(explanation.getSaga()));
    }
    explanation.getSilentList().forEach(node -> text.add("silent  " + node));
    return String.join("\n\n", text);
  }

  /** One after the other, in the order in which they came. */
  public static String findings(List<Finding> findings) {
    var text = new ArrayList<String>();
    for (var finding : findings) {
      text.add(finding(text.size() + 1, finding));
    }
    return String.join("\n\n", text);
  }

  private static String finding(int number, Finding finding) {
    var lines = new ArrayList<String>();
    lines.add(number + ". " + finding.getCause() + "  [" + finding.getCode() + "]");
    finding.getEvidenceList().forEach(evidence -> lines.add("   - " + evidence));
    if (!finding.getRemedy().isEmpty()) {
      lines.add("   What to do: " + finding.getRemedy());
    }
    if (!finding.getCommand().isEmpty()) {
      lines.add("   $ " + finding.getCommand());
    }
    return String.join("\n", lines);
  }
}
