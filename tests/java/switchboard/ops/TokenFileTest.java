package switchboard.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.v1.ConversationServiceGrpc.ConversationServiceImplBase;
import switchboard.v1.GetSessionRequest;
import switchboard.v1.Session;

/** What commands show to a front door. */
class TokenFileTest {
  private static final Metadata.Key<String> HEADER =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final List<String> shown = Collections.synchronizedList(new ArrayList<>());
  private Server door;

  @TempDir Path dir;

  @BeforeEach
  void open() throws Exception {
    door =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(
                new ConversationServiceImplBase() {
                  @Override
                  public void getSession(
                      GetSessionRequest request, StreamObserver<Session> observer) {
                    observer.onNext(Session.newBuilder().setName(request.getName()).build());
                    observer.onCompleted();
                  }
                })
            .intercept(
                new ServerInterceptor() {
                  @Override
                  public <I, O> ServerCall.Listener<I> interceptCall(
                      ServerCall<I, O> call, Metadata headers, ServerCallHandler<I, O> next) {
                    shown.add(String.valueOf(headers.get(HEADER)));
                    return next.startCall(call, headers);
                  }
                })
            .build()
            .start();
  }

  @AfterEach
  void close() {
    door.shutdownNow();
  }

  private CommandRun show(String... more) {
    var all =
        new ArrayList<>(
            List.of(
                "session",
                "show",
                "tenants/acme/sessions/one",
                "--address",
                "127.0.0.1:" + door.getPort()));
    all.addAll(List.of(more));
    return CommandRun.of(all.toArray(String[]::new));
  }

  @Test
  void theTokenOfTheFileIsShownAndNothingWithoutOne() throws Exception {
    var file = Files.writeString(dir.resolve("token"), "sbk_k1_abc\n");
    assertThat(show("--token-file", file.toString()).exitCode()).isZero();
    Files.writeString(file, "sbk_k2_def");
    assertThat(show("--token-file", file.toString()).exitCode()).isZero();
    assertThat(show().exitCode()).isZero();
    assertThat(shown).containsExactly("Bearer sbk_k1_abc", "Bearer sbk_k2_def", "null");
  }

  @Test
  void aFileThatHoldsNoTokenIsNamedAndNotSaid() throws Exception {
    var missing = show("--token-file", dir.resolve("none").toString());
    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(missing.err())
        .isEqualToIgnoringNewLines(
            "switchboard: there is no readable token file " + dir.resolve("none"));
    var file = Files.writeString(dir.resolve("token"), "two words");
    var wrong = show("--token-file", file.toString());
    assertThat(wrong.exitCode()).isEqualTo(1);
    assertThat(wrong.err())
        .isEqualToIgnoringNewLines(
            "switchboard: " + file + " must hold one token and nothing else");
    assertThat(shown).isEmpty();
  }
}
