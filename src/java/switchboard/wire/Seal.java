package switchboard.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import switchboard.privacy.SubjectKey;
import switchboard.v1.Classification;

/**
 * Seals the classified fields of stored messages: all that the option marks, so that a new field
 * cannot be forgotten here.
 *
 * @param owner persistence id that the messages belong to
 */
record Seal(String owner, SubjectKey key) {
  private static final Map<Descriptor, List<FieldDescriptor>> CLASSIFIED =
      new ConcurrentHashMap<>();

  /** The fields of a message that are classified. */
  static List<FieldDescriptor> classified(Descriptor type) {
    return CLASSIFIED.computeIfAbsent(
        type,
        _ ->
            type.getFields().stream()
                .filter(field -> field.getOptions().getExtension(Classification.classified))
                .toList());
  }

  /** The message with its classified fields in `sealed` only. */
  Message seal(Message message) {
    var inside = message.newBuilderForType();
    var outside = message.toBuilder();
    boolean any = false;
    for (var field : classified(message.getDescriptorForType())) {
      boolean set =
          field.isRepeated() ? message.getRepeatedFieldCount(field) > 0 : message.hasField(field);
      if (set && !isDefault(message, field)) {
        inside.setField(field, message.getField(field));
        outside.clearField(field);
        any = true;
      }
    }
    if (!any) {
      return message;
    }
    var cipher =
        switch (key) {
          case SubjectKey.Present present -> present.cipher();
          case SubjectKey.Absent _ ->
              throw new IllegalStateException("something classified is to be stored without a key");
        };
    var sealed = cipher.seal(inside.build().toByteArray(), place(message));
    return outside.setField(sealedField(message), ByteString.copyFrom(sealed)).build();
  }

  private static boolean isDefault(Message message, FieldDescriptor field) {
    return !field.isRepeated()
        && !field.hasPresence()
        && message.getField(field).equals(field.getDefaultValue());
  }

  /** The message with its classified fields; without them if its subject was erased. */
  @SuppressWarnings("unchecked")
  <M extends Message> M open(M stored) {
    var field = stored.getDescriptorForType().findFieldByName("sealed");
    if (field == null || ((ByteString) stored.getField(field)).isEmpty()) {
      return stored;
    }
    var sealed = ((ByteString) stored.getField(field)).toByteArray();
    var opened = stored.toBuilder().clearField(field);
    try {
      switch (key) {
        case SubjectKey.Present present ->
            opened.mergeFrom(present.cipher().open(sealed, place(stored)));
        case SubjectKey.Absent.ERASED -> {}
        case SubjectKey.Absent.NONE ->
            throw new IllegalStateException(
                "the key of a subject is missing: restore it, or nothing of the subject can be"
                    + " read");
      }
    } catch (InvalidProtocolBufferException damaged) {
      throw new IllegalStateException(
          "what is sealed at " + place(stored) + " is damaged", damaged);
    }
    return (M) opened.build();
  }

  private String place(Message message) {
    return owner + "|" + message.getDescriptorForType().getFullName();
  }

  private static FieldDescriptor sealedField(Message message) {
    return message.getDescriptorForType().findFieldByName("sealed");
  }
}
