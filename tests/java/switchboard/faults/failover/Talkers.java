package switchboard.faults.failover;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import switchboard.v1.ConversationServiceGrpc;
import switchboard.v1.ConversationServiceGrpc.ConversationServiceBlockingStub;
import switchboard.v1.CreateSessionRequest;
import switchboard.v1.Event;
import switchboard.v1.ListEventsRequest;
import switchboard.v1.SendMessageRequest;
import switchboard.v1.Session;

/** People who go on talking, each in a session of its own, whatever happens to the nodes. */
final class Talkers implements AutoCloseable {
  private static final String TENANT = "tenants/acme";
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  private final ManagedChannel channel;
  private final List<Talker> talkers;
  private final Duration pause;
  private final Queue<String> failed = new ConcurrentLinkedQueue<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Future<?>> talks = new ArrayList<>();
  private volatile boolean over;

  /** One turn that was acknowledged. */
  record Turn(String request, long sequence, Instant sent, Instant acknowledged) {}

  /**
   * @param pause between an answer and the next message of the same session
   */
  Talkers(ManagedChannel channel, int sessions, Duration pause) {
    this.channel = channel;
    this.pause = pause;
    this.talkers = IntStream.range(0, sessions).mapToObj(Talker::new).toList();
  }

  /** Each has its session, and talks, when this returns. */
  void start() throws Exception {
    for (var created : talkers.stream().map(it -> threads.submit(it::create)).toList()) {
      created.get(60, TimeUnit.SECONDS);
    }
    talkers.forEach(talker -> talks.add(threads.submit(talker::talk)));
  }

  void stop() throws Exception {
    over = true;
    for (var talk : talks) {
      talk.get(60, TimeUnit.SECONDS);
    }
  }

  /** What the client's library gave up: code and session. */
  List<String> failed() {
    return List.copyOf(failed);
  }

  List<Talker> all() {
    return talkers;
  }

  /** Every acknowledged turn is there once, and nothing else; how many there are. */
  int assertExactlyOnce() throws Exception {
    for (var checked : talkers.stream().map(it -> threads.submit(it::check)).toList()) {
      checked.get(60, TimeUnit.SECONDS);
    }
    return talkers.stream().mapToInt(talker -> talker.turns().size()).sum();
  }

  private ConversationServiceBlockingStub client() {
    return ConversationServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    over = true;
    threads.shutdownNow();
    channel.shutdownNow();
  }

  /** One session, and what was acknowledged in it. */
  final class Talker {
    private final String id;
    private final Queue<Turn> turns = new ConcurrentLinkedQueue<>();

    private Talker(int number) {
      this.id = "talker-" + number + "-" + UUID.randomUUID();
    }

    List<Turn> turns() {
      return List.copyOf(turns);
    }

    /** How many turns were sent after an instant and acknowledged. */
    long turnsSince(Instant when) {
      return turns.stream().filter(turn -> turn.sent().isAfter(when)).count();
    }

    /** The shard that the session is in. */
    String shard(int shards) {
      return Integer.toString(Math.abs(("acme/" + id).hashCode() % shards));
    }

    /** From an instant to the first acknowledgement after it. */
    Optional<Duration> silentFrom(Instant when) {
      return turns.stream()
          .map(Turn::acknowledged)
          .filter(when::isBefore)
          .findFirst()
          .map(acknowledged -> Duration.between(when, acknowledged));
    }

    /** The longest time from a message to its acknowledgement. */
    Duration longestStall() {
      return turns.stream()
          .map(turn -> Duration.between(turn.sent(), turn.acknowledged()))
          .max(Duration::compareTo)
          .orElse(Duration.ZERO);
    }

    private String name() {
      return TENANT + "/sessions/" + id;
    }

    private void create() {
      var session = Session.newBuilder().setSubject("partner-" + id).setAgent("echo");
      client()
          .createSession(
              CreateSessionRequest.newBuilder()
                  .setParent(TENANT)
                  .setSessionId(id)
                  .setRequestId("create")
                  .setSession(session)
                  .build());
    }

    private void talk() {
      long spread = pause.toNanos();
      LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(spread));
      for (int number = 0; !over; ) {
        var request = "request-" + number;
        var sent = Instant.now();
        try {
          var answer =
              client()
                  .sendMessage(
                      SendMessageRequest.newBuilder()
                          .setSession(name())
                          .setText("I say " + request)
                          .setRequestId(request)
                          .build());
          turns.add(new Turn(request, answer.getSequence(), sent, Instant.now()));
          number++;
        } catch (StatusRuntimeException refused) {
          if (!over) {
            failed.add(refused.getStatus() + " " + id + " " + Instant.now());
          }
        }
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(spread / 2, spread * 3 / 2));
      }
    }

    private void check() {
      var events = new ArrayList<Event>();
      var request = ListEventsRequest.newBuilder().setParent(name()).setPageSize(1000).build();
      do {
        var page = client().listEvents(request);
        events.addAll(page.getEventsList());
        request = request.toBuilder().setPageToken(page.getNextPageToken()).build();
      } while (!request.getPageToken().isEmpty());
      assertThat(events.stream().map(Event::getSequence))
          .as("sequences of %s", id)
          .containsExactlyElementsOf(LongStream.rangeClosed(1, events.size()).boxed().toList());
      assertThat(
              events.stream()
                  .filter(Event::hasUserMessage)
                  .map(event -> event.getUserMessage().getRequestId() + "=" + event.getSequence()))
          .as("messages of %s", id)
          .containsExactlyElementsOf(
              turns.stream().map(turn -> turn.request() + "=" + turn.sequence()).toList());
    }
  }
}
