package switchboard.access;

import com.google.api.ResourceProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A field of a request, at whatever depth, that holds the name of a thing of a tenant's.
 *
 * @param path the fields that lead to it, itself last; none of them is repeated
 */
record ResourceField(List<FieldDescriptor> path) {
  /**
   * Fields that the contract documents as names without an option that says so, by their message:
   * names of subjects, which may hold slashes, and of long-running operations.
   */
  private static final Map<String, String> DOCUMENTED =
      Map.of(
          "switchboard.v1.ExportSubjectRequest", "name",
          "switchboard.v1.EraseSubjectRequest", "name",
          "google.longrunning.GetOperationRequest", "name",
          "google.longrunning.ListOperationsRequest", "name",
          "google.longrunning.DeleteOperationRequest", "name",
          "google.longrunning.CancelOperationRequest", "name",
          "google.longrunning.WaitOperationRequest", "name");

  ResourceField {
    path = List.copyOf(path);
  }

  /** All such fields of a message. */
  static List<ResourceField> of(Descriptor message) {
    var found = new ArrayList<ResourceField>();
    find(message, List.of(), found);
    return found;
  }

  private static void find(
      Descriptor message, List<FieldDescriptor> above, List<ResourceField> found) {
    for (var field : message.getFields()) {
      var path = new ArrayList<>(above);
      path.add(field);
      boolean isMessage = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
      if (isName(field)) {
        if (path.stream().anyMatch(FieldDescriptor::isRepeated)) {
          throw new IllegalStateException(
              "there is no rule for names that are repeated: " + field.getFullName());
        }
        found.add(new ResourceField(path));
      } else if (isMessage
          && above.stream().noneMatch(it -> it.getMessageType().equals(field.getMessageType()))) {
        find(field.getMessageType(), path, found);
      }
    }
  }

  private static boolean isName(FieldDescriptor field) {
    if (field.getType() != FieldDescriptor.Type.STRING) {
      return false;
    }
    var message = field.getContainingType();
    return field.getOptions().hasExtension(ResourceProto.resourceReference)
        || message.getOptions().hasExtension(ResourceProto.resource)
            && field.getName().equals("name")
        || field.getName().equals(DOCUMENTED.get(message.getFullName()));
  }

  /** The field as it is written, such as {@code context.name}. */
  String name() {
    return path.stream().map(FieldDescriptor::getName).collect(Collectors.joining("."));
  }

  /** What a request has in it; empty if it is empty. */
  Optional<String> in(Message request) {
    var at = request;
    for (var field : path.subList(0, path.size() - 1)) {
      if (!at.hasField(field)) {
        return Optional.empty();
      }
      at = (Message) at.getField(field);
    }
    return Optional.of((String) at.getField(path.getLast())).filter(text -> !text.isEmpty());
  }
}
