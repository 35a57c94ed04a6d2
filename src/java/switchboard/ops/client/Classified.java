package switchboard.ops.client;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import switchboard.v1.Classification;

/** Messages without the fields that the contract marks as classified. */
final class Classified {
  private static final String HIDDEN = "(hidden)";

  private Classified() {}

  /** A text that is classified says that it is hidden; all else that is, is left out. */
  @SuppressWarnings("unchecked") // clearing and setting fields keeps a message's type
  static <M extends Message> M cleared(M message) {
    var builder = message.toBuilder();
    for (var field : message.getAllFields().entrySet()) {
      if (isClassified(field.getKey())) {
        hide(builder, field.getKey());
      } else if (field.getKey().getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        descend(builder, field.getKey(), field.getValue());
      }
    }
    return (M) builder.build();
  }

  private static boolean isClassified(FieldDescriptor field) {
    return field.getOptions().getExtension(Classification.classified);
  }

  private static void hide(Message.Builder builder, FieldDescriptor field) {
    builder.clearField(field);
    if (field.getJavaType() == FieldDescriptor.JavaType.STRING && !field.isRepeated()) {
      builder.setField(field, HIDDEN);
    }
  }

  private static void descend(Message.Builder builder, FieldDescriptor field, Object value) {
    if (field.isRepeated()) {
      var cleared = ((List<?>) value).stream().map(each -> cleared((Message) each)).toList();
      builder.setField(field, cleared);
    } else {
      builder.setField(field, cleared((Message) value));
    }
  }
}
