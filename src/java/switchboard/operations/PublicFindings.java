package switchboard.operations;

import java.util.List;
import switchboard.operations.explain.Finding;

/** The one mapping of findings to what the operator sees of them. */
final class PublicFindings {
  private PublicFindings() {}

  static List<switchboard.v1.Finding> all(List<Finding> findings) {
    return findings.stream().map(PublicFindings::finding).toList();
  }

  private static switchboard.v1.Finding finding(Finding finding) {
    return switchboard.v1.Finding.newBuilder()
        .setCode(finding.code().name())
        .setCause(finding.cause())
        .addAllEvidence(finding.evidence())
        .setRemedy(finding.remedy())
        .setCommand(finding.command())
        .build();
  }
}
