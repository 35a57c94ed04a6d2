package switchboard.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import switchboard.v1.AgentServiceOuterClass;
import switchboard.v1.Classification;
import switchboard.v1.ConversationServiceOuterClass;
import switchboard.v1.ProfileOuterClass;
import switchboard.v1.SubjectServiceOuterClass;

/** The fields of the public contract that may hold something personal, as the contract says. */
final class ClassifiedFields {
  static final List<FileDescriptor> CONTRACT =
      List.of(
          ConversationServiceOuterClass.getDescriptor(),
          SubjectServiceOuterClass.getDescriptor(),
          ProfileOuterClass.getDescriptor(),
          AgentServiceOuterClass.getDescriptor());

  private ClassifiedFields() {}

  /** Their full names, such as {@code switchboard.v1.Slot.value}. */
  static Set<String> all() {
    var names = new TreeSet<String>();
    CONTRACT.forEach(file -> names.addAll(of(file)));
    return names;
  }

  /** Those of one file. */
  static Set<String> of(FileDescriptor file) {
    var names = new TreeSet<String>();
    file.getMessageTypes().forEach(type -> collect(type, names));
    return names;
  }

  private static void collect(Descriptor type, Set<String> names) {
    type.getFields().stream()
        .filter(ClassifiedFields::isClassified)
        .forEach(field -> names.add(field.getFullName()));
    type.getNestedTypes().forEach(nested -> collect(nested, names));
  }

  /** Tells every classified field of a message, however deep, with each of its values. */
  static void visit(Message message, BiConsumer<String, String> found) {
    message
        .getAllFields()
        .forEach(
            (field, value) -> {
              var values = field.isRepeated() ? (List<?>) value : List.of(value);
              for (var each : values) {
                if (isClassified(field)) {
                  found.accept(field.getFullName(), text(each));
                } else if (each instanceof Message inner) {
                  visit(inner, found);
                }
              }
            });
  }

  private static String text(Object value) {
    return switch (value) {
      case ByteString bytes -> bytes.toString(UTF_8);
      case Message entry -> entry.getAllFields().values().toString();
      default -> value.toString();
    };
  }

  private static boolean isClassified(FieldDescriptor field) {
    return field.getOptions().getExtension(Classification.classified);
  }
}
