package switchboard.access;

import static java.util.Map.entry;

import com.google.longrunning.OperationsGrpc;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.rpc.Status;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import switchboard.session.SessionId;
import switchboard.v1.ConversationServiceGrpc;
import switchboard.v1.Session;
import switchboard.v1.SubjectServiceGrpc;
import switchboard.wire.AccessErrors;
import switchboard.wire.PublicErrors;

/**
 * What a method asks of its caller. The names in its requests are found by the contract's
 * descriptors, so a field that is added is checked without a line here; a method that is added is
 * closed until it has a line.
 *
 * @param fields the names in a request, all of which must be of the caller's tenant
 * @param makesSession whether it begins a session
 */
record MethodRule(Right right, List<ResourceField> fields, boolean makesSession) {
  /** The methods that begin a session, for the quota of those. */
  private static final Set<String> BEGINNINGS =
      Set.of(
          ConversationServiceGrpc.getCreateSessionMethod().getFullMethodName(),
          ConversationServiceGrpc.getForkSessionMethod().getFullMethodName());

  private static final Map<String, Right> RIGHTS =
      Map.<MethodDescriptor<?, ?>, Right>ofEntries(
              entry(ConversationServiceGrpc.getCreateSessionMethod(), Right.NEW_SESSION),
              entry(ConversationServiceGrpc.getGetSessionMethod(), Right.SESSION),
              entry(ConversationServiceGrpc.getListSessionsMethod(), Right.ALL),
              entry(ConversationServiceGrpc.getCloseSessionMethod(), Right.SESSION),
              entry(ConversationServiceGrpc.getSendMessageMethod(), Right.SESSION),
              entry(ConversationServiceGrpc.getConverseMethod(), Right.SESSION),
              entry(ConversationServiceGrpc.getSubscribeMethod(), Right.SESSION),
              entry(ConversationServiceGrpc.getListEventsMethod(), Right.SESSION),
              entry(ConversationServiceGrpc.getGetContextMethod(), Right.SESSION),
              entry(ConversationServiceGrpc.getUpdateContextMethod(), Right.SESSION),
              // the new one has the subject of the old one
              entry(ConversationServiceGrpc.getForkSessionMethod(), Right.SESSION),
              entry(SubjectServiceGrpc.getGetProfileMethod(), Right.ALL),
              entry(SubjectServiceGrpc.getUpdateProfileMethod(), Right.ALL),
              entry(SubjectServiceGrpc.getExportSubjectMethod(), Right.SUBJECT),
              entry(SubjectServiceGrpc.getEraseSubjectMethod(), Right.SUBJECT),
              entry(OperationsGrpc.getGetOperationMethod(), Right.SUBJECT),
              entry(OperationsGrpc.getListOperationsMethod(), Right.SUBJECT),
              entry(OperationsGrpc.getDeleteOperationMethod(), Right.SUBJECT),
              entry(OperationsGrpc.getCancelOperationMethod(), Right.SUBJECT),
              entry(OperationsGrpc.getWaitOperationMethod(), Right.SUBJECT))
          .entrySet()
          .stream()
          .collect(
              Collectors.toUnmodifiableMap(
                  each -> each.getKey().getFullMethodName(), Map.Entry::getValue));

  private static final Pattern OF_TENANT =
      Pattern.compile("tenants/([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)(?:/[\\x21-\\x7e]*)?");

  private static final String CONTEXT = "/context";

  private static final FieldDescriptor SUBJECT =
      Session.getDescriptor().findFieldByNumber(Session.SUBJECT_FIELD_NUMBER);

  /** What is found of a request. */
  sealed interface Verdict {
    /** The caller may. */
    record Allowed() implements Verdict {}

    /** The caller may not. */
    record Denied(Status status) implements Verdict {}

    /** The caller may, if the session is with its subject. */
    record IfOwner(SessionId session) implements Verdict {}
  }

  private static final Verdict ALLOWED = new Verdict.Allowed();

  /** The rule of a method; empty if it has none, or its requests name nothing to go by. */
  static Optional<MethodRule> of(MethodDescriptor<?, ?> method) {
    var right = RIGHTS.get(method.getFullMethodName());
    if (right == null
        || !(method.getSchemaDescriptor() instanceof ProtoMethodDescriptorSupplier schema)) {
      return Optional.empty();
    }
    var fields = ResourceField.of(schema.getMethodDescriptor().getInputType());
    // of a person's session there is one name, and whose it is is looked up by that
    boolean isClear = right == Right.SESSION ? fields.size() == 1 : !fields.isEmpty();
    return isClear
        ? Optional.of(
            new MethodRule(right, fields, BEGINNINGS.contains(method.getFullMethodName())))
        : Optional.empty();
  }

  /** The tenant that a request is about, as far as it names one. */
  Optional<String> tenant(Message request) {
    return fields.stream()
        .flatMap(field -> field.in(request).stream())
        .flatMap(name -> tenant(name).stream())
        .findFirst();
  }

  private static Optional<String> tenant(String name) {
    var match = OF_TENANT.matcher(name);
    return match.matches() ? Optional.of(match.group(1)) : Optional.empty();
  }

  /**
   * Judges one message.
   *
   * @param isFirst of its call: then it must name something; further ones on a stream need not
   */
  Verdict judge(Caller caller, Message request, boolean isFirst) {
    if (right.scopes().stream().noneMatch(caller::may)) {
      return new Verdict.Denied(AccessErrors.scopeMissing(scopes()));
    }
    Optional<String> named = Optional.empty();
    for (var field : fields) {
      var name = field.in(request);
      if (name.isEmpty()) {
        continue;
      }
      var tenant = tenant(name.get());
      if (tenant.isEmpty()) {
        return unreadable(field);
      }
      if (!tenant.get().equals(caller.tenant())) {
        return new Verdict.Denied(AccessErrors.otherTenant());
      }
      named = named.or(() -> name);
    }
    if (named.isEmpty()) {
      return isFirst ? unreadable(fields.getFirst()) : ALLOWED;
    }
    return switch (right) {
      case ALL, SUBJECT -> ALLOWED;
      case SESSION -> caller.may(Scope.TENANT) ? ALLOWED : ofSession(named.get());
      case NEW_SESSION -> caller.may(Scope.TENANT) ? ALLOWED : ofNew(caller, request);
    };
  }

  private String scopes() {
    return right.scopes().stream().map(Scope::word).sorted().collect(Collectors.joining(", "));
  }

  private static Verdict unreadable(ResourceField field) {
    return new Verdict.Denied(
        PublicErrors.invalid(
            field.name(), "must be the name of something of a tenant's: tenants/{tenant}/..."));
  }

  private Verdict ofSession(String name) {
    var session =
        name.endsWith(CONTEXT) ? name.substring(0, name.length() - CONTEXT.length()) : name;
    return SessionId.fromName(session)
        .<Verdict>map(Verdict.IfOwner::new)
        .orElseGet(() -> unreadable(fields.getFirst()));
  }

  private static Verdict ofNew(Caller caller, Message request) {
    var wanted =
        request.getAllFields().values().stream()
            .filter(Session.class::isInstance)
            .map(session -> (String) ((Session) session).getField(SUBJECT))
            .findFirst();
    return wanted.isPresent() && wanted.equals(caller.subject())
        ? ALLOWED
        : new Verdict.Denied(AccessErrors.otherSubject());
  }
}
