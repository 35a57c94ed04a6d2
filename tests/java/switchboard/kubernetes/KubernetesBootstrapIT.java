package switchboard.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.rbac.Role;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import switchboard.local.RedisServer;
import switchboard.local.RedisServer.Fsync;
import switchboard.local.TestKafka;
import switchboard.v1.ConversationServiceGrpc;
import switchboard.v1.ConversationServiceGrpc.ConversationServiceBlockingStub;
import switchboard.v1.CreateSessionRequest;
import switchboard.v1.Event;
import switchboard.v1.ListEventsRequest;
import switchboard.v1.SendMessageRequest;
import switchboard.v1.Session;

/** The configuration of the manifests, against an API server, with real processes as pods. */
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class KubernetesBootstrapIT {
  private static final int SESSIONS = 12;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Map<Integer, ManagedChannel> channels = new HashMap<>();
  private final List<String> said = new ArrayList<>();
  private RedisServer redis;
  private MockApi api;
  private PodProcesses pods;

  @BeforeEach
  void start() throws Exception {
    var parent = Files.createDirectories(Path.of("target", "kubernetes").toAbsolutePath());
    var dir = Files.createTempDirectory(parent, "pods-");
    redis =
        RedisServer.start(TestKafka.freePorts(1).getFirst(), dir.resolve("redis"), Fsync.ALWAYS);
    api = new MockApi(dir);
    pods = new PodProcesses(api, redis, dir);
  }

  @AfterEach
  void end() {
    channels.values().forEach(ManagedChannel::shutdownNow);
    pods.close();
    api.close();
    redis.close();
  }

  @Test
  void podsAreOneClusterWhateverComesAndGoes() throws Exception {
    pods.start(1, 2, 3);
    awaitOneCluster("three pods that start together");
    assertProbesPass();
    for (int session = 0; session < SESSIONS; session++) {
      create(session);
    }
    allSay("hello");

    pods.kill(2);
    allSay("one was killed");
    awaitOneCluster("two pods are left");
    assertThat(api.holder()).as("a crash is proved; nobody had to ask for the lease").isEmpty();

    pods.start(4, 5);
    awaitOneCluster("two pods that come late join it");
    allSay("two have come");

    pods.suspend(3);
    awaitOneCluster("a pod that hangs is given up");
    assertThat(api.holder().orElse("nobody"))
        .as("who may go on was decided by the lease")
        .matches("\\S*(" + living() + ")\\S*");
    allSay("one hangs");

    assertTranscripts();
    assertRoleAllowsWhatWasAsked();
  }

  private String living() {
    return String.join("|", pods.pods().stream().map(PodProcesses::address).toList())
        .replace(".", "\\.");
  }

  private void awaitOneCluster(String what) {
    await().alias(what).atMost(PATIENCE).until(pods::isOneCluster);
  }

  /** What deployment.yaml lets the kubelet ask; ManifestsTest holds that it asks for these. */
  private void assertProbesPass() throws Exception {
    for (int pod : pods.pods()) {
      assertThat(pods.status(pod, "/alive")).isEqualTo(200);
      assertThat(pods.status(pod, "/metrics")).isEqualTo(200);
      assertThat(
              HealthGrpc.newBlockingStub(channel(pod))
                  .withDeadlineAfter(5, TimeUnit.SECONDS)
                  .check(HealthCheckRequest.getDefaultInstance())
                  .getStatus())
          .isEqualTo(ServingStatus.SERVING);
    }
  }

  private void assertRoleAllowsWhatWasAsked() {
    var rules =
        Manifests.of(Role.class, Manifests.all(Manifests.BASE)).stream()
            .flatMap(role -> role.getRules().stream())
            .toList();
    assertThat(api.calls())
        .contains(
            new MockApi.Call("", "pods", "list"),
            new MockApi.Call("pekko.apache.org", "leases", "create"),
            new MockApi.Call("pekko.apache.org", "leases", "update"))
        .allMatch(
            call ->
                rules.stream()
                    .anyMatch(
                        rule ->
                            rule.getApiGroups().contains(call.group())
                                && rule.getResources().contains(call.resource())
                                && rule.getVerbs().contains(call.verb())));
  }

  private static String name(int session) {
    return "tenants/acme/sessions/pod-" + session;
  }

  private void create(int session) {
    any()
        .createSession(
            CreateSessionRequest.newBuilder()
                .setParent("tenants/acme")
                .setSessionId("pod-" + session)
                .setRequestId("create")
                .setSession(Session.newBuilder().setSubject("partner-" + session).setAgent("echo"))
                .build());
  }

  /** Every session hears this once, however often it has to be repeated. */
  private void allSay(String text) {
    said.add(text);
    for (int session = 0; session < SESSIONS; session++) {
      var message =
          SendMessageRequest.newBuilder()
              .setSession(name(session))
              .setText(text)
              .setRequestId("request-" + said.size())
              .build();
      await()
          .alias(name(session) + " answers: " + text)
          .atMost(PATIENCE)
          .ignoreExceptionsMatching(StatusRuntimeException.class::isInstance)
          .until(() -> any().sendMessage(message).getSequence() > 0);
    }
  }

  private void assertTranscripts() {
    for (int session = 0; session < SESSIONS; session++) {
      var events =
          any()
              .listEvents(
                  ListEventsRequest.newBuilder().setParent(name(session)).setPageSize(100).build())
              .getEventsList();
      assertThat(events.stream().map(Event::getSequence))
          .containsExactlyElementsOf(LongStream.rangeClosed(1, events.size()).boxed().toList());
      assertThat(
              events.stream()
                  .filter(Event::hasUserMessage)
                  .map(event -> event.getUserMessage().getText()))
          .containsExactlyElementsOf(said);
    }
  }

  private ConversationServiceBlockingStub any() {
    var living = List.copyOf(pods.pods());
    int pod = living.get((int) (System.nanoTime() % living.size()));
    return ConversationServiceGrpc.newBlockingStub(channel(pod))
        .withDeadlineAfter(10, TimeUnit.SECONDS);
  }

  private ManagedChannel channel(int pod) {
    return channels.computeIfAbsent(
        pod,
        it -> NettyChannelBuilder.forTarget("dns:///" + pods.frontDoor(it)).usePlaintext().build());
  }
}
