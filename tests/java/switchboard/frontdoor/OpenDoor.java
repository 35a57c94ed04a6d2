package switchboard.frontdoor;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import switchboard.access.AccessGuard;
import switchboard.access.AccessSettings;
import switchboard.export.Export;
import switchboard.export.Exports;
import switchboard.fakes.InMemorySessions;
import switchboard.fakes.MemoryErasures;
import switchboard.profile.MemoryProfiles;
import switchboard.push.Push;
import switchboard.push.PushSettings;
import switchboard.session.SessionCommand;
import switchboard.session.SessionId;
import switchboard.v1.ConversationServiceGrpc;
import switchboard.v1.CreateSessionRequest;
import switchboard.v1.SendMessageRequest;
import switchboard.v1.Session;
import switchboard.v1.SubjectServiceGrpc;

/** A front door on a free loopback port over sessions in memory, with clients of its own. */
final class OpenDoor implements AutoCloseable {
  static final String TENANT = "tenants/acme";
  static final String NAME = TENANT + "/sessions/one";
  static final SessionId ID = new SessionId("acme", "one");

  final InMemorySessions sessions = new InMemorySessions();
  final MemoryProfiles profiles = new MemoryProfiles();
  final MemoryErasures erasures = new MemoryErasures();
  volatile Exports exports;
  final ActorSystem<Void> system;
  final Push push;
  final FrontDoor door;
  private final List<ManagedChannel> channels = new ArrayList<>();

  OpenDoor() {
    this("");
  }

  /** One that is configured otherwise in these keys. */
  OpenDoor(String settings) {
    var config = ConfigFactory.parseString(settings).withFallback(config()).resolve();
    system = ActorSystem.create(Behaviors.empty(), "door", ConfigFactory.load());
    push = Push.start(system, sessions, sessions, PushSettings.from(config));
    var streams = new Streams(push::subscribe, push::converse, push::drain);
    var doorSettings = FrontDoorSettings.from(config);
    door =
        FrontDoor.start(
            system,
            sessions,
            sessions,
            (id, _) -> sessions.execute(id, SessionCommand.Get.CONTEXT, Duration.ofSeconds(1)),
            sessions,
            streams,
            new SubjectDoors(profiles, erasures, subject -> exports.of(subject), Clock.systemUTC()),
            AccessGuard.start(AccessSettings.from(config), sessions::owner, Clock.systemUTC()),
            doorSettings,
            InsecureServerCredentials.create());
  }

  private static Config config() {
    return ConfigFactory.parseString(
            """
            switchboard.push { beat = 100ms, linger = 300ms, drain-time = 300ms }
            switchboard.front-door { port = 0, stop-grace = 1s }
            """)
        .withFallback(ConfigFactory.parseResources("push.conf"))
        .withFallback(ConfigFactory.parseResources("front-door.conf"))
        .resolve();
  }

  /** A connection of its own, as another client has. */
  ManagedChannel connect() {
    var channel = NettyChannelBuilder.forAddress(door.address()).usePlaintext().build();
    channels.add(channel);
    return channel;
  }

  ConversationServiceGrpc.ConversationServiceBlockingStub client() {
    return ConversationServiceGrpc.newBlockingStub(connect())
        .withDeadlineAfter(10, TimeUnit.SECONDS);
  }

  SubjectServiceGrpc.SubjectServiceBlockingStub subjects() {
    return SubjectServiceGrpc.newBlockingStub(connect()).withDeadlineAfter(10, TimeUnit.SECONDS);
  }

  /** Every export has these parts from now on, and then ends. */
  void export(Export.Part... parts) {
    exports =
        _ -> {
          var left = new ArrayDeque<>(List.of(parts));
          return () ->
              CompletableFuture.completedStage(
                  left.isEmpty() ? Export.Part.Plain.END : left.poll());
        };
  }

  static CreateSessionRequest create(String sessionId, String requestId) {
    return CreateSessionRequest.newBuilder()
        .setParent(TENANT)
        .setSessionId(sessionId)
        .setRequestId(requestId)
        .setSession(Session.newBuilder().setSubject("partner-1042"))
        .build();
  }

  static SendMessageRequest message(String text, String requestId) {
    return SendMessageRequest.newBuilder()
        .setSession(NAME)
        .setText(text)
        .setRequestId(requestId)
        .build();
  }

  /** The reason of an error, which has exactly one. */
  static ErrorInfo info(StatusRuntimeException error) {
    var status = StatusProto.fromThrowable(error);
    if (status == null) {
      throw new AssertionError("an error without details", error);
    }
    return info(status);
  }

  static ErrorInfo info(com.google.rpc.Status status) {
    var infos = status.getDetailsList().stream().filter(it -> it.is(ErrorInfo.class)).toList();
    if (infos.size() != 1) {
      throw new AssertionError("not exactly one ErrorInfo: " + status);
    }
    try {
      return infos.getFirst().unpack(ErrorInfo.class);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    door.stop().toCompletableFuture().orTimeout(5, TimeUnit.SECONDS).join();
    system.terminate();
  }
}
