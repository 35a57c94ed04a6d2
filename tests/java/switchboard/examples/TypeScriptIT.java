package switchboard.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import switchboard.v1.ConversationServiceGrpc;

class TypeScriptIT {
  @Test
  void theExamplesCompileAndLoadTheContract() throws Exception {
    var methods =
        ConversationServiceGrpc.getServiceDescriptor().getMethods().stream()
            .map(method -> "/" + method.getFullMethodName())
            .toList();
    try (var script = TypeScript.start("contract-check")) {
      assertThat(script.exitCode(30)).as(String.join("\n", script.lines())).isZero();
      assertThat(script.lines()).containsExactlyInAnyOrderElementsOf(methods);
    }
  }
}
