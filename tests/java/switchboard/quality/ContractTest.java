package switchboard.quality;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.AnnotationsProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import switchboard.v1.ConversationServiceOuterClass;

/** The contract with the chat layer explains itself and follows its own conventions. */
class ContractTest {
  private static final Pattern DECLARATION =
      Pattern.compile(
          "^ *(message|enum|service|rpc) \\w+.*|^ *((repeated|optional) )?[\\w.]+(<.*>)? \\w+ ="
              + " \\d+.*|^ *[A-Z_]+ = \\d+;");
  private static final Set<String> READS =
      Set.of("GetSession", "ListSessions", "ListEvents", "Subscribe", "GetContext");

  @Test
  void everyMessageFieldAndValueHasACommentThatSaysSomething() {
    var silent = new ArrayList<String>();
    for (var file : Sources.files(Sources.CONTRACT, ".proto")) {
      silent.addAll(silent(file));
    }
    assertThat(silent).isEmpty();
  }

  private static List<String> silent(Path file) {
    var lines = Sources.lines(file);
    var silent = new ArrayList<String>();
    int declarations = 0;
    for (int i = 1; i < lines.size(); i++) {
      if (DECLARATION.matcher(lines.get(i)).matches() && !lines.get(i).contains("option ")) {
        declarations++;
        var above = lines.get(i - 1).strip();
        if (!above.startsWith("//") || above.length() < 8) {
          silent.add(file + ":" + (i + 1) + " " + lines.get(i).strip());
        }
      }
    }
    assertThat(declarations).as("declarations found in " + file).isGreaterThan(0);
    return silent;
  }

  @Test
  void everyChangeCarriesARequestId() {
    for (var method : service().getMethods()) {
      if (!READS.contains(method.getName()) && !method.isClientStreaming()) {
        assertThat(method.getInputType().findFieldByName("request_id"))
            .as(method.getName())
            .isNotNull();
      }
    }
    var message = descriptor("ConverseRequest").findNestedTypeByName("Message");
    assertThat(message.findFieldByName("request_id")).isNotNull();
  }

  @Test
  void everyListIsPaged() {
    service().getMethods().stream()
        .filter(method -> method.getName().startsWith("List"))
        .forEach(
            method -> {
              assertThat(method.getInputType().findFieldByName("page_size")).isNotNull();
              assertThat(method.getInputType().findFieldByName("page_token")).isNotNull();
              assertThat(method.getOutputType().findFieldByName("next_page_token")).isNotNull();
            });
  }

  @Test
  void everyMethodButTheDialogueHasAnHttpMapping() {
    assertThat(
            service().getMethods().stream()
                .filter(method -> !method.getOptions().hasExtension(AnnotationsProto.http))
                .map(MethodDescriptor::getName))
        .containsExactly("Converse");
  }

  @Test
  void everyEnumStartsWithAValueThatMeansNothing() {
    for (var message : ConversationServiceOuterClass.getDescriptor().getMessageTypes()) {
      for (var type : message.getEnumTypes()) {
        assertThat(type.getValues().getFirst().getName()).endsWith("_UNSPECIFIED");
      }
    }
  }

  @Test
  void everyReasonOfAnErrorIsNamedOnTop() {
    var top =
        String.join("\n", Sources.lines(Sources.CONTRACT.resolve("conversation_service.proto")));
    assertThat(top)
        .contains(
            "SESSION_NOT_FOUND",
            "SESSION_EXISTS",
            "SESSION_ENDED",
            "CURSOR_TRIMMED",
            "CURSOR_PAST_END",
            "STALE_ETAG",
            "REQUEST_ID_REUSED",
            "MESSAGE_TOO_LARGE",
            "OUTCOME_UNKNOWN");
  }

  private static ServiceDescriptor service() {
    return ConversationServiceOuterClass.getDescriptor().findServiceByName("ConversationService");
  }

  private static Descriptor descriptor(String name) {
    return ConversationServiceOuterClass.getDescriptor().findMessageTypeByName(name);
  }
}
