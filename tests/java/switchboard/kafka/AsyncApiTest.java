package switchboard.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import switchboard.saga.SagaPlan;
import switchboard.saga.SagaPlan.AtDeadline;
import switchboard.saga.Step;

class AsyncApiTest {
  private static final Path DOCUMENT = Path.of("docs/asyncapi.yaml");

  @Test
  void theDocumentSaysOfEveryTopicWhatTheCodeDoes() throws IOException {
    assertThat(AsyncApiCheck.faults(Files.readString(DOCUMENT), AsyncApiCheck.plans())).isEmpty();
  }

  @Test
  void aCommandOfASagaThatIsNotDescribedIsNoticed() throws IOException {
    var plan =
        SagaPlan.named("p")
            .needing("orderId")
            .step(Step.command("tea", "order.commands", "switchboard.order.tea.v1", "orderId"))
            .atDeadline(AtDeadline.TAKE_BACK);
    assertThat(AsyncApiCheck.faults(Files.readString(DOCUMENT), List.of(plan)))
        .containsExactly(
            "order.commands: a saga sends switchboard.order.tea.v1, which is not described");
  }

  /** Each changes one thing of the document; from and to are separated by "=>". */
  @ParameterizedTest
  @CsvSource({
    "'  order.events:\n    address => # \n  order.event:\n    address', topics",
    "'    address: order.events => \n    address: order.event', address",
    "'        partitions: 12 => \n        partitions: 6', partitions",
    "'x-field: partnerId => x-field: orderId', key of",
    "'x-field: ce_sagaid => x-field: orderId', key",
    "'const: switchboard.order.hold.v1 => const: switchboard.order.tea.v1', types",
    "'/order.hold.v1.schema.json => /order.tea.v1.schema.json', no schema",
    "'messageTraits/command => messageTraits/compensation', undoes of",
    "'          - ce_undoes\n => ', undoes of",
    "'          ce_traceparent: => \n          ce_trace:', headers",
    "'          - ce_attempt\n          - ce_tenant\n => ', always there",
    "'const: switchboard.logistics.courier-moved.v1 => const: switchboard.logistics.x.v1', types",
    "'              - switchboard.conversation.session-closed.v1\n => ', types",
    "'          - dead-letter-offset\n => ', always there",
    "'          redriven: => \n          driven:', headers",
    "'#/components/messageBindings/by-order => #/components/messageBindings/by-x', nothing is at",
    "'    action: receive => \n    action: send', operations",
    "'asyncapi: 3.0.0 => asyncapi: 2.6.0', version",
  })
  void aFaultInTheDocumentIsNoticed(String change, String fault) throws IOException {
    var parts = change.split(" => ?\n?", -1);
    var document = Files.readString(DOCUMENT);
    assertThat(document).contains(parts[0]);
    var faulty = document.replace(parts[0], parts[1]);
    assertThat(AsyncApiCheck.faults(faulty, AsyncApiCheck.plans()))
        .isNotEmpty()
        .anySatisfy(found -> assertThat(found).contains(fault));
  }
}
