package switchboard.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import switchboard.fakes.FixedKey;
import switchboard.privacy.SealBrokenException;
import switchboard.privacy.SubjectKey;
import switchboard.stored.v1.Stored;
import switchboard.stored.v1.UserMessageRecorded;

/** Nothing classified is stored in clear, whatever message it stands in. */
class SealTest {
  private static final String CANARY = "canary-in-clear";
  private static final Seal SEAL = new Seal("session|acme/s1", FixedKey.present());

  static Stream<Descriptor> stored() {
    return Stored.getDescriptor().getMessageTypes().stream()
        .filter(type -> !Seal.classified(type).isEmpty());
  }

  /** A message with the canary in every text, in nested messages and maps as well. */
  private static Message full(Descriptor type) {
    var message = DynamicMessage.newBuilder(type);
    for (var field : type.getFields()) {
      if (field.getName().equals("sealed")) {
        continue;
      }
      var value = value(field);
      if (field.isRepeated()) {
        message.addRepeatedField(field, value);
      } else {
        message.setField(field, value);
      }
    }
    return message.build();
  }

  private static Object value(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case STRING -> CANARY;
      case MESSAGE -> full(field.getMessageType());
      case BYTE_STRING -> ByteString.copyFromUtf8("b");
      case INT -> 1;
      case LONG -> 2L;
      case BOOLEAN -> true;
      case DOUBLE -> 0.5;
      case FLOAT -> 0.5f;
      case ENUM -> field.getEnumType().getValues().getLast();
    };
  }

  private static Message onlyClassified(Message message) {
    var only = message.newBuilderForType();
    for (var field : Seal.classified(message.getDescriptorForType())) {
      if (field.isRepeated() || message.hasField(field)) {
        only.setField(field, message.getField(field));
      }
    }
    return only.build();
  }

  @ParameterizedTest
  @MethodSource("stored")
  void whatIsClassifiedIsSealedAndOpenedAsItWas(Descriptor type) {
    var message = onlyClassified(full(type));
    assertThat(message.toByteString().toStringUtf8()).contains(CANARY);
    var sealed = SEAL.seal(message);
    assertThat(sealed.toByteString().toStringUtf8()).doesNotContain(CANARY);
    assertThat(SEAL.open(sealed)).isEqualTo(message);
  }

  @ParameterizedTest
  @MethodSource("stored")
  void onceTheSubjectIsErasedTheRestIsReadAndTheClassifiedIsEmpty(Descriptor type) {
    var sealed = SEAL.seal(full(type));
    var shell = new Seal("session|acme/s1", SubjectKey.Absent.ERASED).open(sealed);
    for (var field : type.getFields()) {
      boolean classified = Seal.classified(type).contains(field);
      if (classified || field.getName().equals("sealed")) {
        assertThat(shell.getAllFields()).doesNotContainKey(field);
      } else if (field.getContainingOneof() == null) {
        assertThat(shell.getAllFields()).containsKey(field);
      }
    }
  }

  @Test
  void everyTextOfAStoredEventIsClassifiedOrKnownToBeNothingPersonal() {
    var known =
        List.of(
            "subject",
            "channel",
            "locale",
            "agent",
            "request_id",
            "saga",
            "type",
            "step",
            "undoes",
            "service",
            "reason",
            "options",
            "traceparent",
            "event_id",
            "observed",
            "tenant",
            "session",
            "topic",
            "source",
            "source_tenant",
            "source_session",
            "worker");
    var unknown = new ArrayList<String>();
    for (var type : Stored.getDescriptor().getMessageTypes()) {
      // parts of messages, which are classified where they stand, and the outbox, sealed as a whole
      if (List.of("Goal", "Slot", "Fact", "TurnMatter", "OutboxEntry").contains(type.getName())) {
        continue;
      }
      for (var field : type.getFields()) {
        boolean open =
            field.getJavaType() == FieldDescriptor.JavaType.STRING
                || field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
        if (open && !Seal.classified(type).contains(field) && !known.contains(field.getName())) {
          unknown.add(field.getFullName());
        }
      }
    }
    assertThat(unknown)
        .containsExactlyInAnyOrder(
            "switchboard.stored.v1.SessionState.requests",
            "switchboard.stored.v1.SessionState.versions",
            // an operator's reason, which names nobody
            "switchboard.stored.v1.SessionState.pause");
  }

  @Test
  void anotherPlaceAnotherKindOrADamageDoesNotOpen() {
    var sealed =
        (UserMessageRecorded) SEAL.seal(UserMessageRecorded.newBuilder().setText("hi").build());
    var elsewhere = new Seal("session|acme/s2", FixedKey.present());
    assertThatThrownBy(() -> elsewhere.open(sealed)).isInstanceOf(SealBrokenException.class);
    var bytes = sealed.getSealed().toByteArray();
    bytes[20] ^= 1;
    var damaged = sealed.toBuilder().setSealed(ByteString.copyFrom(bytes)).build();
    assertThatThrownBy(() -> SEAL.open(damaged)).isInstanceOf(SealBrokenException.class);
    var other =
        switchboard.stored.v1.AgentMessageRecorded.newBuilder()
            .setSealed(sealed.getSealed())
            .build();
    assertThatThrownBy(() -> SEAL.open(other)).isInstanceOf(SealBrokenException.class);
  }

  @Test
  void aMissingKeyIsNoErasureAndSaysWhatIsMissing() {
    var sealed = SEAL.seal(UserMessageRecorded.newBuilder().setText("hi").build());
    var without = new Seal("session|acme/s1", SubjectKey.Absent.NONE);
    assertThatThrownBy(() -> without.open(sealed)).hasMessageContaining("key of a subject");
    var message = UserMessageRecorded.newBuilder().setText("hi").build();
    assertThatThrownBy(() -> without.seal(message)).hasMessageContaining("without a key");
  }
}
