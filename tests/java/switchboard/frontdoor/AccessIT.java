package switchboard.frontdoor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static switchboard.frontdoor.OpenDoor.ID;
import static switchboard.frontdoor.OpenDoor.NAME;
import static switchboard.frontdoor.OpenDoor.create;
import static switchboard.frontdoor.OpenDoor.info;

import com.sun.net.httpserver.HttpServer;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import switchboard.access.Issuer;
import switchboard.v1.ConversationServiceGrpc;
import switchboard.v1.ConverseRequest;
import switchboard.v1.ConverseResponse;
import switchboard.v1.GetSessionRequest;
import switchboard.v1.Session;

/** Calls whose caller cannot be told at once, since keys or owners have to be asked for. */
class AccessIT {
  private static final Issuer ISSUER = new Issuer("one");
  private static final GetSessionRequest GET = GetSessionRequest.newBuilder().setName(NAME).build();

  private final CountDownLatch published = new CountDownLatch(1);
  private HttpServer server;
  private OpenDoor open;

  @BeforeEach
  void open() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          try {
            published.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          var body = ISSUER.published().getBytes(UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    open =
        new OpenDoor(
            """
            switchboard.front-door.authentication {
              kind = required
              jwt { jwks-url = "http://127.0.0.1:%d/", issuer = "%s", audience = "%s" }
            }
            """
                .formatted(server.getAddress().getPort(), Issuer.NAME, Issuer.AUDIENCE));
  }

  @AfterEach
  void close() {
    published.countDown();
    open.close();
    server.stop(0);
  }

  private Channel as(String subject, String scope) {
    var headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
        "Bearer " + ISSUER.token(Instant.now(), subject, scope, claims -> claims));
    return ClientInterceptors.intercept(
        open.connect(), MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private static ConversationServiceGrpc.ConversationServiceBlockingStub client(Channel channel) {
    return ConversationServiceGrpc.newBlockingStub(channel).withDeadlineAfter(10, TimeUnit.SECONDS);
  }

  private static String reason(Runnable call) {
    return info(catchThrowableOfType(StatusRuntimeException.class, call::run)).getReason();
  }

  @Test
  void callsWaitForKeysThatAreBeingFetched() throws Exception {
    var channel = as("partner-1042", "tenant");
    var call =
        ConversationServiceGrpc.newFutureStub(channel)
            .withDeadlineAfter(10, TimeUnit.SECONDS)
            .createSession(create("one", "r-1"));
    var stream = Client.<ConverseRequest, ConverseResponse>reading();
    ConversationServiceGrpc.newStub(channel).converse(stream);
    stream.say(
        ConverseRequest.newBuilder()
            .setAttach(ConverseRequest.Attach.newBuilder().setSession(NAME))
            .build());
    var left = Client.<ConverseRequest, ConverseResponse>reading();
    ConversationServiceGrpc.newStub(channel).converse(left);
    left.cancel();
    assertThat(call.isDone()).isFalse();
    published.countDown();
    assertThat(call.get(10, TimeUnit.SECONDS).getName()).isEqualTo(NAME);
    await().until(() -> !stream.received().isEmpty() || stream.end().isPresent());
    stream.cancel();
    await().until(() -> open.push.connections() == 0);
  }

  @Test
  void anothersSessionIsAsIfItWereNotThere() {
    published.countDown();
    client(as("office", "tenant")).createSession(create("one", "r-1"));
    Session own = client(as("partner-1042", "conversation")).getSession(GET);
    assertThat(own.getName()).isEqualTo(NAME);
    assertThat(reason(() -> client(as("ravi", "conversation")).getSession(GET)))
        .isEqualTo("SESSION_NOT_FOUND");
  }

  @Test
  void whileTheStoreIsAwayNobodyIsTakenForTheOwner() {
    published.countDown();
    client(as("office", "tenant")).createSession(create("one", "r-1"));
    assertThat(ID.name()).isEqualTo(NAME);
    open.sessions.storeAway(true);
    for (var subject : new String[] {"partner-1042", "ravi"}) {
      assertThat(reason(() -> client(as(subject, "conversation")).getSession(GET)))
          .isEqualTo("STORE_UNAVAILABLE");
    }
  }
}
