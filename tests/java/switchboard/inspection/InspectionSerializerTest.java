package switchboard.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.NotSerializableException;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import switchboard.fakes.MemoryInspection;
import switchboard.fakes.TestSystems;
import switchboard.internal.v1.Inspect;
import switchboard.internal.v1.Inspected;
import switchboard.v1.GetHeapRequest;
import switchboard.v1.NodeHeap;

/** What the desks say to each other arrives as it was said. */
class InspectionSerializerTest {
  private static final ActorTestKit KIT = ActorTestKit.create(TestSystems.member("inspection"));

  private static final Inspect QUESTION =
      Inspect.newBuilder().setHeap(GetHeapRequest.newBuilder().setClasses(7)).build();

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  private static SerializerWithStringManifest serializer(Object message) {
    var found = SerializationExtension.get(KIT.system()).findSerializerFor(message);
    assertThat(found).isInstanceOf(InspectionSerializer.class);
    return (InspectionSerializer) found;
  }

  @Test
  void aQuestionComesWithWhoIsToBeAnswered() throws Exception {
    var probe = KIT.createTestProbe(InspectionMessage.Answer.class);
    var ask = new InspectionMessage.Ask(QUESTION, probe.ref());
    var serializer = serializer(ask);
    assertThat(serializer.fromBinary(serializer.toBinary(ask), serializer.manifest(ask)))
        .isEqualTo(ask);
  }

  @Test
  void anAnswerIsTheSame() throws Exception {
    var answer =
        new InspectionMessage.Answer(
            Inspected.newBuilder()
                .setNode(MemoryInspection.node(1))
                .setHeap(NodeHeap.newBuilder().setNode(MemoryInspection.node(1)))
                .build());
    var serializer = serializer(answer);
    assertThat(serializer.fromBinary(serializer.toBinary(answer), serializer.manifest(answer)))
        .isEqualTo(answer);
  }

  @Test
  void whatIsNotKnownIsRefused() {
    var serializer = serializer(new InspectionMessage.Answer(Inspected.getDefaultInstance()));
    assertThatThrownBy(() -> serializer.fromBinary(new byte[0], "z"))
        .isInstanceOf(NotSerializableException.class);
    assertThatThrownBy(() -> serializer.fromBinary(new byte[] {1, 2, 3}, "q"))
        .isInstanceOf(NotSerializableException.class);
    assertThatThrownBy(() -> serializer.toBinary("text"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
