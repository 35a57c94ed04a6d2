package switchboard.ops.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.longrunning.OperationsGrpc;
import io.grpc.MethodDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import switchboard.v1.ConversationServiceGrpc;
import switchboard.v1.SubjectServiceGrpc;

class ServiceConfigTest {
  private static final Map<String, ?> CONFIG = ServiceConfig.published();

  static List<MethodDescriptor<?, ?>> methods() {
    var methods = new ArrayList<MethodDescriptor<?, ?>>();
    methods.addAll(ConversationServiceGrpc.getServiceDescriptor().getMethods());
    methods.addAll(SubjectServiceGrpc.getServiceDescriptor().getMethods());
    methods.addAll(OperationsGrpc.getServiceDescriptor().getMethods());
    return methods;
  }

  @ParameterizedTest
  @MethodSource("methods")
  void singleCallsAreRepeatedInTimeAndStreamsAreLeftToTheirLoop(MethodDescriptor<?, ?> method) {
    var config = of(method);
    if (method.getType() == MethodDescriptor.MethodType.UNARY) {
      var policy = (Map<?, ?>) config.get("retryPolicy");
      assertThat(policy.get("retryableStatusCodes")).isEqualTo(List.of("UNAVAILABLE"));
      assertThat(policy.get("maxAttempts")).as("clients allow no more").isEqualTo(5.0);
      assertThat(config.get("timeout")).isEqualTo("20s");
    } else {
      assertThat(config.containsKey("retryPolicy") || config.containsKey("timeout")).isFalse();
    }
  }

  @Test
  void nothingStopsRepeatingWhenANodeIsLost() {
    assertThat(CONFIG.containsKey("retryThrottling"))
        .as("its budget is gone at once then")
        .isFalse();
  }

  /** The entry that names the method, else the one that names its service. */
  private static Map<?, ?> of(MethodDescriptor<?, ?> method) {
    var whole = Map.of("service", method.getServiceName());
    var exact = Map.of("service", method.getServiceName(), "method", method.getBareMethodName());
    return entry(exact).isEmpty() ? entry(whole).getFirst() : entry(exact).getFirst();
  }

  private static List<Map<?, ?>> entry(Map<String, String> name) {
    return ((List<?>) CONFIG.get("methodConfig"))
        .stream()
            .<Map<?, ?>>map(it -> (Map<?, ?>) it)
            .filter(it -> ((List<?>) it.get("name")).contains(name))
            .toList();
  }
}
