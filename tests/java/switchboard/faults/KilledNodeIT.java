package switchboard.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static switchboard.faults.Calls.events;
import static switchboard.faults.Calls.name;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import switchboard.Main;
import switchboard.local.JavaProcess;
import switchboard.local.RedisServer;
import switchboard.local.RedisServer.Fsync;
import switchboard.local.TestKafka;
import switchboard.ops.client.Retries;
import switchboard.v1.ConversationServiceGrpc;
import switchboard.v1.ConversationServiceGrpc.ConversationServiceBlockingStub;
import switchboard.v1.Event;
import switchboard.v1.SendMessageRequest;

/** A node's process is killed with SIGKILL under load, again and again. */
@Tag("faults")
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class KilledNodeIT {
  private static final int CLIENTS = 16;
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final List<Integer> ports = TestKafka.freePorts(4);
  private final AtomicBoolean over = new AtomicBoolean();
  private RedisServer redis;
  private StoreView view;
  private JavaProcess node;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws Exception {
    var parent = Files.createDirectories(Path.of("target", "faults").toAbsolutePath());
    var dir = Files.createTempDirectory(parent, "killed-");
    redis = RedisServer.start(ports.get(0), dir.resolve("redis"), Fsync.ALWAYS);
    view = new StoreView(redis.uri());
    startNode();
    channel = NettyChannelBuilder.forAddress("127.0.0.1", ports.get(1)).usePlaintext().build();
  }

  @AfterEach
  void stop() throws Exception {
    over.set(true);
    channel.shutdownNow();
    node.kill();
    view.close();
    redis.close();
  }

  @Test
  void whatWasAcknowledgedStandsExactlyOnceAfterEveryKill() throws Exception {
    int kills = Scale.of(2, 10);
    var talkers =
        IntStream.range(0, CLIENTS).mapToObj(_ -> new Talker(Calls.newId("killed"))).toList();
    talkers.forEach(Talker::create);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var talks = talkers.stream().map(talker -> threads.submit(talker::talk)).toList();
      for (int kill = 0; kill < kills; kill++) {
        awaitTalk(talkers);
        node.kill();
        talkers.forEach(talker -> view.assertWhole(talker.session));
        view.assertOnlyWhatMayBeThere();
        startNode();
      }
      awaitTalk(talkers);
      over.set(true);
      for (var talk : talks) {
        talk.get(90, TimeUnit.SECONDS);
      }
    }
    talkers.forEach(this::assertRepetitionsAreKnown);
    talkers.forEach(this::assertExactlyOnce);
    var acknowledged = talkers.stream().mapToInt(talker -> talker.acknowledged.size()).sum();
    System.out.println(kills + " kills, " + acknowledged + " acknowledged, none lost or doubled");
  }

  /** Until every client has been answered a few times more. */
  private static void awaitTalk(List<Talker> talkers) {
    var before =
        talkers.stream()
            .collect(Collectors.toMap(Function.identity(), it -> it.acknowledged.size()));
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> talkers.stream().allMatch(it -> it.acknowledged.size() >= before.get(it) + 10));
  }

  /** Also of those that were answered by a process that is gone. */
  private void assertRepetitionsAreKnown(Talker talker) {
    for (var request : List.of("request-0", "request-" + (talker.acknowledged.size() - 1))) {
      assertThat(client().sendMessage(talker.message(request)).getSequence())
          .isEqualTo(talker.acknowledged.get(request));
      var other = talker.message(request).toBuilder().setText("something else").build();
      assertThat(Calls.outcome(() -> client().sendMessage(other)))
          .isEqualTo("INVALID_ARGUMENT REQUEST_ID_REUSED");
    }
  }

  private void assertExactlyOnce(Talker talker) {
    var events = events(client(), talker.session);
    assertThat(events.stream().map(Event::getSequence))
        .containsExactlyElementsOf(LongStream.rangeClosed(1, events.size()).boxed().toList());
    var said = events.stream().filter(Event::hasUserMessage).toList();
    assertThat(said).hasSameSizeAs(talker.acknowledged.keySet());
    assertThat(said)
        .allSatisfy(
            event ->
                assertThat(talker.acknowledged)
                    .containsEntry(event.getUserMessage().getRequestId(), event.getSequence()));
    assertThat(view.assertWhole(talker.session)).isEqualTo(events.size());
  }

  private void startNode() throws Exception {
    var arguments = new ArrayList<>(List.of("node"));
    for (var setting : settings()) {
      arguments.addAll(List.of("--set", setting));
    }
    node =
        JavaProcess.start(Main.class, "switchboard node ready", arguments.toArray(String[]::new));
  }

  private List<String> settings() throws Exception {
    return List.of(
        "switchboard.redis.uri=\"" + redis.uri() + "\"",
        "switchboard.kafka.bootstrap-servers=\"" + TestKafka.shared().servers() + "\"",
        "switchboard.kafka.topics.partitions=3",
        "switchboard.kafka.replies.group=\"killed-" + ports.get(0) + "\"",
        Rig.KEY_SETTING,
        "switchboard.front-door.port=" + ports.get(1),
        "pekko.remote.artery.canonical.port=" + ports.get(2),
        "pekko.management.http.port=" + ports.get(3),
        "switchboard.cluster.contact-points=[\"127.0.0.1:" + ports.get(3) + "\"]",
        "switchboard.cluster.shards=12");
  }

  private ConversationServiceBlockingStub client() {
    return ConversationServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Says one thing after the other, each until it is acknowledged. */
  private final class Talker {
    final String id;
    final String session;
    final Map<String, Long> acknowledged = new ConcurrentHashMap<>();

    Talker(String id) {
      this.id = id;
      this.session = name(id);
    }

    void create() {
      Retries.untilKnown(
          _ -> client().createSession(Calls.create(id, "partner-" + id, "echo", "create")));
    }

    void talk() {
      while (!over.get()) {
        var request = "request-" + acknowledged.size();
        acknowledged.put(
            request, Retries.untilKnown(_ -> client().sendMessage(message(request))).getSequence());
      }
    }

    SendMessageRequest message(String request) {
      return Calls.message(session, "I say " + request, request);
    }
  }
}
