package switchboard.cluster;

import static switchboard.access.Scope.CONVERSATION;
import static switchboard.access.Scope.PRIVACY;
import static switchboard.access.Scope.TENANT;

import com.google.longrunning.OperationsGrpc;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import switchboard.access.Issuer;
import switchboard.access.Scope;
import switchboard.access.StaticKey;
import switchboard.v1.ConversationServiceGrpc;
import switchboard.v1.SubjectServiceGrpc;

/** Two nodes whose front doors ask who calls, and credentials of several kinds. */
final class Doors {
  /** Every service that is served there for clients. */
  static final List<ServiceDescriptor> SERVICES =
      List.of(
          ConversationServiceGrpc.getServiceDescriptor(),
          SubjectServiceGrpc.getServiceDescriptor(),
          OperationsGrpc.getServiceDescriptor());

  private static final Metadata.Key<String> HEADER =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final SecureRandom RANDOM = new SecureRandom();

  final StaticKey.Made acme = key("acme", "office", TENANT, PRIVACY);
  final StaticKey.Made asha = key("acme", "asha", CONVERSATION);
  final StaticKey.Made ravi = key("acme", "ravi", CONVERSATION);
  final StaticKey.Made privacy = key("acme", "office", PRIVACY);
  final StaticKey.Made globex = key("globex", "asha", Scope.values());
  final StaticKey.Made greedy = key("greedy", "asha", TENANT);
  final Issuer issuer = new Issuer("one");
  final TestCluster cluster;
  private final Path keys;

  /**
   * Starts them.
   *
   * @param newSessions that a tenant may begin in a second, 0 for any number
   * @param streams that a tenant may have open, 0 for any number
   */
  Doors(int newSessions, int streams) throws Exception {
    var dir = Files.createTempDirectory("switchboard-doors");
    keys = dir.resolve("keys");
    writeKeys();
    var jwks = Files.writeString(dir.resolve("jwks.json"), issuer.published());
    var own = "switchboard.front-door.authentication.";
    cluster =
        TestCluster.start(
            Additions.NONE,
            List.of(
                own + "kind = required",
                own + "keys-file = \"" + keys + "\"",
                own + "jwt.jwks-file = \"" + jwks + "\"",
                own + "jwt.issuer = \"" + Issuer.NAME + "\"",
                own + "jwt.audience = " + Issuer.AUDIENCE,
                own + "jwt.leeway = 1 s",
                own + "reload = 100 ms",
                "switchboard.front-door.quotas.new-sessions-per-second = " + newSessions,
                "switchboard.front-door.quotas.streams = " + streams));
  }

  static StaticKey.Made key(String tenant, String subject, Scope... scopes) {
    return StaticKey.make(
        RANDOM, tenant, Optional.of(subject), EnumSet.copyOf(Arrays.asList(scopes)));
  }

  /** The file has these keys besides those of all tests from now on. */
  void writeKeys(StaticKey.Made... more) throws Exception {
    var lines = new java.util.ArrayList<String>();
    for (var key : List.of(acme, asha, ravi, privacy, globex, greedy)) {
      lines.add(key.key().line());
    }
    Arrays.stream(more).forEach(key -> lines.add(key.key().line()));
    Files.writeString(keys, String.join("\n", lines) + "\n");
  }

  /** A token of the issuer that ends so many seconds from now. */
  String webToken(String tenant, long seconds) {
    var now = Instant.now();
    return issuer.token(
        now,
        "asha",
        "conversation tenant privacy",
        claims ->
            claims
                .claim("tenant", tenant)
                .expirationTime(java.util.Date.from(now.plusSeconds(seconds))));
  }

  /** A channel that shows these headers with each call. */
  Channel showing(String... authorizations) {
    var headers = new Metadata();
    Arrays.stream(authorizations).forEach(each -> headers.put(HEADER, each));
    return ClientInterceptors.intercept(
        cluster.channel(0), MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  Channel with(StaticKey.Made key) {
    return showing("Bearer " + key.token());
  }

  ConversationServiceGrpc.ConversationServiceBlockingStub client(StaticKey.Made key) {
    return ConversationServiceGrpc.newBlockingStub(with(key))
        .withDeadlineAfter(10, TimeUnit.SECONDS);
  }

  static List<MethodDescriptor<?, ?>> methods() {
    return SERVICES.stream()
        .flatMap(service -> service.getMethods().stream())
        .<MethodDescriptor<?, ?>>map(method -> method)
        .toList();
  }

  static Descriptor input(MethodDescriptor<?, ?> method) {
    return ((ProtoMethodDescriptorSupplier) method.getSchemaDescriptor())
        .getMethodDescriptor()
        .getInputType();
  }

  /**
   * Makes a call with one message and tells how it went: OK, or the whole of the error as the
   * client sees it. Only the first response of a stream is waited for.
   */
  static String outcome(Channel channel, MethodDescriptor<?, ?> method, Message request) {
    return raw(channel, method, request.toByteArray());
  }

  /** The same with bytes, which need not be a message. */
  static String raw(Channel channel, MethodDescriptor<?, ?> method, byte[] request) {
    var bytes =
        MethodDescriptor.<byte[], Message>newBuilder()
            .setType(method.getType())
            .setFullMethodName(method.getFullMethodName())
            .setRequestMarshaller(new Bytes())
            .setResponseMarshaller(ProtoUtils.marshaller(output(method)))
            .build();
    var context = io.grpc.Context.current().withCancellation();
    var before = context.attach();
    try {
      var responses =
          ClientCalls.blockingServerStreamingCall(
              channel, bytes, CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS), request);
      return responses.hasNext() ? "OK " + responses.next() : "OK";
    } catch (StatusRuntimeException refused) {
      return refused.getStatus().getCode()
          + " "
          + refused.getStatus().getDescription()
          + " "
          + StatusProto.fromThrowable(refused);
    } finally {
      context.detach(before);
      context.cancel(null);
    }
  }

  private static Message output(MethodDescriptor<?, ?> method) {
    var type =
        ((ProtoMethodDescriptorSupplier) method.getSchemaDescriptor())
            .getMethodDescriptor()
            .getOutputType();
    return DynamicMessage.getDefaultInstance(type);
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public java.io.InputStream stream(byte[] bytes) {
      return new java.io.ByteArrayInputStream(bytes);
    }

    @Override
    public byte[] parse(java.io.InputStream stream) {
      throw new UnsupportedOperationException("requests are not read here");
    }
  }

  /** A request of the method that is as it must be, about this session or this subject. */
  static Message request(
      MethodDescriptor<?, ?> method, String tenant, String session, String subject, String id) {
    var builder = DynamicMessage.newBuilder(input(method));
    var name = name(input(method), tenant, session, subject);
    boolean named = false;
    for (var path :
        List.of("name", "parent", "session", "attach.session", "context.name", "profile.name")) {
      named |= set(builder, path, name);
    }
    if (!named) {
      throw new AssertionError("say here what names the things of " + method.getFullMethodName());
    }
    set(builder, "request_id", id);
    set(builder, "session.subject", subject);
    set(builder, "text", "hello");
    set(builder, "context.etag", "\"1\"");
    return builder.build();
  }

  private static String name(Descriptor input, String tenant, String session, String subject) {
    var of = "tenants/" + tenant;
    return switch (input.getName()) {
      case "CreateSessionRequest", "ListSessionsRequest" -> of;
      case "GetContextRequest", "UpdateContextRequest" -> of + "/sessions/" + session + "/context";
      case "GetProfileRequest", "UpdateProfileRequest" -> of + "/subjects/" + subject + "/profile";
      case "ExportSubjectRequest", "EraseSubjectRequest" -> of + "/subjects/" + subject;
      case String operation
          when operation.endsWith("OperationRequest") || operation.endsWith("OperationsRequest") ->
          of
              + "/operations/erase-"
              + Base64.getUrlEncoder()
                  .withoutPadding()
                  .encodeToString(subject.getBytes(StandardCharsets.UTF_8));
      default -> of + "/sessions/" + session;
    };
  }

  /** Sets a string at a path such as context.name; whether there is one. */
  static boolean set(Message.Builder builder, String path, String value) {
    int dot = path.indexOf('.');
    var field =
        builder.getDescriptorForType().findFieldByName(dot < 0 ? path : path.substring(0, dot));
    if (field == null) {
      return false;
    }
    boolean isMessage = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
    if (dot < 0) {
      if (field.getType() != FieldDescriptor.Type.STRING || field.isRepeated()) {
        return false;
      }
      builder.setField(field, value);
      return true;
    }
    if (!isMessage || field.isRepeated()) {
      return false;
    }
    var inner = ((Message) builder.getField(field)).toBuilder();
    boolean isSet = set(inner, path.substring(dot + 1), value);
    if (isSet) {
      builder.setField(field, inner.build());
    }
    return isSet;
  }

  void close() throws Exception {
    cluster.close();
  }
}
