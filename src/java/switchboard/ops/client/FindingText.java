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
  public static String explanation(SagaExplanation explanation, Layout layout) {
    var text = new ArrayList<String>();
    text.add(findings(explanation.getFindingsList(), layout));
    if (explanation.getSaga().getStepsCount() > 0) {
      text.add(SagaText.saga(explanation.getSaga(), layout));
    }
    explanation.getSilentList().forEach(node -> text.add("silent  " + node));
    return String.join("\n\n", text);
  }

  /** One after the other, in the order in which they came. */
  public static String findings(List<Finding> findings, Layout layout) {
    var text = new ArrayList<String>();
    for (var finding : findings) {
      text.add(finding(text.size() + 1, finding, layout));
    }
    return String.join("\n\n", text);
  }

  private static String finding(int number, Finding finding, Layout layout) {
    var lines = new ArrayList<String>();
    lines.add(layout.sentence(number + ". ", finding.getCause() + "  [" + finding.getCode() + "]"));
    finding.getEvidenceList().forEach(each -> lines.add(layout.sentence("   - ", each)));
    if (!finding.getRemedy().isEmpty()) {
      lines.add(layout.sentence("   ", "What to do: " + finding.getRemedy()));
    }
    // never folded: it is there to be copied
    if (!finding.getCommand().isEmpty()) {
      lines.add("   $ " + finding.getCommand());
    }
    return String.join("\n", lines);
  }
}
