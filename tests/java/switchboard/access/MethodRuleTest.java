package switchboard.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.longrunning.OperationsGrpc;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import switchboard.access.MethodRule.Verdict;
import switchboard.session.SessionId;
import switchboard.v1.ConversationServiceGrpc;
import switchboard.v1.ConverseRequest;
import switchboard.v1.CreateSessionRequest;
import switchboard.v1.OperationsServiceGrpc;
import switchboard.v1.Session;
import switchboard.v1.SubjectServiceGrpc;

/** Every method at the front door has a rule, and the rule lets nobody into another tenant. */
class MethodRuleTest {
  private static final List<MethodDescriptor<?, ?>> METHODS =
      Stream.of(
              ConversationServiceGrpc.getServiceDescriptor(),
              SubjectServiceGrpc.getServiceDescriptor(),
              OperationsGrpc.getServiceDescriptor())
          .flatMap(service -> service.getMethods().stream())
          .<MethodDescriptor<?, ?>>map(method -> method)
          .toList();

  private static Caller caller(Scope... scopes) {
    return new Caller("test", "acme", Optional.of("asha"), Set.of(scopes), Instant.MAX);
  }

  private static Descriptor input(MethodDescriptor<?, ?> method) {
    return ((ProtoMethodDescriptorSupplier) method.getSchemaDescriptor())
        .getMethodDescriptor()
        .getInputType();
  }

  private static MethodRule rule(MethodDescriptor<?, ?> method) {
    return MethodRule.of(method).orElseThrow();
  }

  /** A request with this in one of its names. */
  private static Message request(Descriptor message, List<FieldDescriptor> path, String name) {
    var builder = DynamicMessage.newBuilder(message);
    set(builder, path, name);
    return builder.build();
  }

  private static void set(Message.Builder builder, List<FieldDescriptor> path, String name) {
    if (path.size() == 1) {
      builder.setField(path.getFirst(), name);
    } else {
      var inner = builder.newBuilderForField(path.getFirst());
      set(inner, path.subList(1, path.size()), name);
      builder.setField(path.getFirst(), inner.build());
    }
  }

  private static String reason(Verdict verdict) {
    return verdict instanceof Verdict.Denied(var status) ? reason(status) : verdict.toString();
  }

  private static String reason(Status status) {
    try {
      return status.getDetails(0).unpack(ErrorInfo.class).getReason();
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void thereIsARuleForEveryMethod() {
    assertThat(METHODS).hasSizeGreaterThanOrEqualTo(20);
    assertThat(METHODS).filteredOn(method -> MethodRule.of(method).isEmpty()).isEmpty();
  }

  @Test
  void aMethodWithoutARuleIsClosed() {
    assertThat(MethodRule.of(OperationsServiceGrpc.getRedriveSagaMethod())).isEmpty();
  }

  /** Fields that are called like names but lie outside what the rules look at would be a gap. */
  @Test
  void everyFieldThatIsCalledLikeANameIsOne() {
    var called = Set.of("name", "parent", "session", "context");
    for (var method : METHODS) {
      var checked = rule(method).fields().stream().map(ResourceField::name).toList();
      var strings = new ArrayList<String>();
      strings(input(method), "", 0, strings);
      assertThat(strings)
          .as(method.getFullMethodName())
          .filteredOn(path -> called.contains(path.substring(path.lastIndexOf('.') + 1)))
          // names of things that are the request's own: facts and agents
          .filteredOn(path -> !path.endsWith("facts.name") && !path.endsWith("agent.name"))
          .isSubsetOf(checked);
    }
  }

  private static void strings(Descriptor message, String above, int depth, List<String> found) {
    for (var field : message.getFields()) {
      var path = above + field.getName();
      if (field.getType() == FieldDescriptor.Type.STRING) {
        found.add(path);
      } else if (field.getType() == FieldDescriptor.Type.MESSAGE && depth < 5) {
        strings(field.getMessageType(), path + ".", depth + 1, found);
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> everyMethodIsClosedToOtherTenants() {
    return METHODS.stream()
        .map(
            method ->
                DynamicTest.dynamicTest(method.getFullMethodName(), () -> closedToOthers(method)));
  }

  private static void closedToOthers(MethodDescriptor<?, ?> method) {
    var rule = rule(method);
    var all = caller(Scope.values());
    for (var field : rule.fields()) {
      for (var rest : List.of("", "/", "/sessions/one", "/subjects/a/b/profile", "/x/../y")) {
        var theirs = request(input(method), field.path(), "tenants/globex" + rest);
        assertThat(reason(rule.judge(all, theirs, true))).isEqualTo("OTHER_TENANT");
        assertThat(reason(rule.judge(all, theirs, false))).isEqualTo("OTHER_TENANT");
        var ours = request(input(method), field.path(), "tenants/acme" + rest);
        assertThat(rule.judge(all, ours, true)).isEqualTo(new Verdict.Allowed());
        for (var scope : Scope.values()) {
          var verdict = rule.judge(caller(scope), theirs, true);
          assertThat(reason(verdict)).isIn("OTHER_TENANT", "SCOPE_MISSING");
          if (!rule.right().scopes().contains(scope)) {
            assertThat(reason(rule.judge(caller(scope), ours, true))).isEqualTo("SCOPE_MISSING");
          }
        }
        assertThat(reason(rule.judge(caller(), ours, true))).isEqualTo("SCOPE_MISSING");
      }
      for (var malformed :
          List.of(
              "acme",
              "tenants/",
              "tenants//sessions/one",
              "/tenants/acme",
              "tenants/ACME/sessions/one",
              "tenants/acme\n/sessions/one",
              "tenants/acme/sessions/o\u0000ne",
              "tenants/acme /sessions/one",
              "tenants/" + "a".repeat(64),
              "tenants/acme/sessions/é",
              " tenants/acme")) {
        var request = request(input(method), field.path(), malformed);
        assertThat(reason(rule.judge(all, request, true))).isEqualTo("INVALID_FIELD");
        assertThat(reason(rule.judge(all, request, false))).isEqualTo("INVALID_FIELD");
      }
    }
    var nothing = DynamicMessage.getDefaultInstance(input(method));
    assertThat(reason(rule.judge(all, nothing, true))).isEqualTo("INVALID_FIELD");
  }

  @Test
  void aNameInASecondPlaceIsCheckedToo() {
    var rule = rule(ConversationServiceGrpc.getCreateSessionMethod());
    var request =
        CreateSessionRequest.newBuilder()
            .setParent("tenants/acme")
            .setSession(Session.newBuilder().setName("tenants/globex/sessions/one"))
            .build();
    assertThat(reason(rule.judge(caller(Scope.TENANT), request, true))).isEqualTo("OTHER_TENANT");
  }

  @Test
  void whoTalksForASubjectIsAskedWhoseTheSessionIs() {
    var talker = caller(Scope.CONVERSATION);
    var one = new Verdict.IfOwner(new SessionId("acme", "one"));
    for (var method : METHODS) {
      var rule = rule(method);
      if (rule.right() == Right.SESSION) {
        var path = rule.fields().getFirst().path();
        var suffix = input(method).getName().endsWith("ContextRequest") ? "/context" : "";
        var own = request(input(method), path, "tenants/acme/sessions/one" + suffix);
        assertThat(rule.judge(talker, own, true)).isEqualTo(one);
        var malformed = request(input(method), path, "tenants/acme/sessions/one/two");
        assertThat(reason(rule.judge(talker, malformed, true))).isEqualTo("INVALID_FIELD");
      }
    }
  }

  @Test
  void whoTalksForASubjectBeginsSessionsWithItOnly() {
    var rule = rule(ConversationServiceGrpc.getCreateSessionMethod());
    var talker = caller(Scope.CONVERSATION);
    assertThat(rule.judge(talker, create("asha"), true)).isEqualTo(new Verdict.Allowed());
    for (var other : Arrays.asList("ravi", "", "ASHA", "asha ")) {
      assertThat(reason(rule.judge(talker, create(other), true))).isEqualTo("OTHER_SUBJECT");
    }
    assertThat(rule.judge(caller(Scope.TENANT), create("ravi"), true))
        .isEqualTo(new Verdict.Allowed());
    var none = CreateSessionRequest.newBuilder().setParent("tenants/acme").build();
    assertThat(reason(rule.judge(talker, none, true))).isEqualTo("OTHER_SUBJECT");
  }

  private static CreateSessionRequest create(String subject) {
    return CreateSessionRequest.newBuilder()
        .setParent("tenants/acme")
        .setSession(Session.newBuilder().setSubject(subject))
        .build();
  }

  @Test
  void onceAttachedAStreamNeedNoMoreNames() {
    var rule = rule(ConversationServiceGrpc.getConverseMethod());
    var message =
        ConverseRequest.newBuilder()
            .setMessage(ConverseRequest.Message.newBuilder().setText("hi"))
            .build();
    var talker = caller(Scope.CONVERSATION);
    assertThat(reason(rule.judge(talker, message, true))).isEqualTo("INVALID_FIELD");
    assertThat(rule.judge(talker, message, false)).isEqualTo(new Verdict.Allowed());
    var again =
        ConverseRequest.newBuilder()
            .setAttach(
                ConverseRequest.Attach.newBuilder().setSession("tenants/globex/sessions/one"))
            .build();
    assertThat(reason(rule.judge(talker, again, false))).isEqualTo("OTHER_TENANT");
  }
}
