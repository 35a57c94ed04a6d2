package switchboard.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import switchboard.ops.bench.NodeHeap;
import switchboard.ops.client.Retries;
import switchboard.simulators.Order;
import switchboard.v1.Event;
import switchboard.v1.Event.SagaEnded.Outcome;

/** Far more answers wait for a node than it can take at once. */
@Tag("faults")
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class BacklogOfRepliesIT {
  private static final int REPLIES = Scale.of(5_000, 50_000);
  private static final int ENDED = Scale.of(20, 200);
  private static final int OPEN = Scale.of(20, 100);
  private static final int ANSWERED_WHILE_AWAY = Scale.of(50, 500);
  private static final int TALKERS = 8;
  private static final Duration BEFORE = Duration.ofSeconds(Scale.of(4, 15));

  /** What the node's heap may hold more than before, in bytes; the node has 256 MiB. */
  private static final long HEAP_GROWTH_MAX = 64L << 20;

  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicReference<Histogram> micros = new AtomicReference<>(histogram());
  private BacklogRig rig;

  @BeforeEach
  void start() throws Exception {
    rig = new BacklogRig();
  }

  @AfterEach
  void stop() throws Exception {
    over.set(true);
    rig.stop();
  }

  @Test
  void aBurstIsDrainedWhileTurnsGoOnAndTheNodesHeapDoesNotGrow() throws Exception {
    var orders = BacklogRig.orders(ENDED + OPEN, Order.Status.DELIVERED);
    var ended = sessions(ENDED);
    var open = sessions(OPEN);
    ask(ended, orders.subList(0, ENDED));
    rig.startService("order");
    ended.forEach(this::awaitCompleted);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        // closed first, so that a failure leaves nobody talking
        AutoCloseable _ = () -> over.set(true)) {
      IntStream.range(0, TALKERS).forEach(_ -> threads.submit(this::talk));
      long heapBefore = heap();
      var before = record();
      await().pollDelay(BEFORE).atMost(BEFORE.multipliedBy(2)).until(() -> true);
      micros.set(histogram());

      ask(open, orders.subList(ENDED, ENDED + OPEN));
      long start = System.nanoTime();
      rig.answer(burst(ended), "order");
      var during = record();
      await().atMost(Duration.ofMinutes(3)).until(() -> rig.waiting() < REPLIES / 2);
      micros.set(histogram());
      long heapDuring = heap();
      micros.set(during);
      await().atMost(Duration.ofMinutes(10)).until(() -> rig.waiting() == 0);
      double seconds = (System.nanoTime() - start) / 1e9;
      micros.set(histogram());
      open.forEach(this::awaitCompleted);
      long heapAfter = heap();
      over.set(true);
      print(before, during, List.of(heapBefore, heapDuring, heapAfter), seconds);
      assertThat(heapDuring - heapBefore).isLessThan(HEAP_GROWTH_MAX);
      assertThat(heapAfter - heapBefore).isLessThan(HEAP_GROWTH_MAX);
      assertThat(rig.written("order.replies.dead-letter")).isEqualTo(nobodys());
      assertThat(during.getTotalCount()).isPositive();
    }
  }

  @Test
  void whatWasAnsweredWhileTheNodeWasAwayEndsEverySagaWhenItIsBack() throws Exception {
    var sessions = sessions(ANSWERED_WHILE_AWAY);
    ask(sessions, BacklogRig.orders(ANSWERED_WHILE_AWAY, Order.Status.DELIVERED));
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> rig.written("order.commands") >= ANSWERED_WHILE_AWAY);
    rig.killNode();
    rig.startService("order");
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> rig.written("order.replies") >= ANSWERED_WHILE_AWAY);
    rig.startNode();
    sessions.forEach(this::awaitCompleted);
  }

  /** Three of five are of sagas that never were, the others are late ones of sagas that ended. */
  private List<String> burst(List<String> ended) {
    var sagas = ended.stream().map(this::saga).toList();
    var burst = new ArrayList<String>();
    for (int i = 0; i < REPLIES; i++) {
      burst.add(i % 5 < 3 ? "acme/s-" + UUID.randomUUID() + ".3" : sagas.get(i / 5 % sagas.size()));
    }
    return burst;
  }

  private static long nobodys() {
    return IntStream.range(0, REPLIES).filter(i -> i % 5 < 3).count();
  }

  private String saga(String session) {
    return Calls.events(rig.client(), session).stream()
        .filter(Event::hasSagaRequested)
        .map(event -> "acme/" + event.getSagaRequested().getSaga())
        .findFirst()
        .orElseThrow();
  }

  private List<String> sessions(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            _ -> {
              var id = Calls.newId("backlog");
              Retries.untilKnown(
                  _ ->
                      rig.client()
                          .createSession(Calls.create(id, "partner-" + id, "delivery", "create")));
              return Calls.name(id);
            })
        .toList();
  }

  private void ask(List<String> sessions, List<String> orders) {
    for (int i = 0; i < sessions.size(); i++) {
      var text = "What's the status of order " + orders.get(i) + "?";
      var message = Calls.message(sessions.get(i), text, "ask");
      Retries.untilKnown(_ -> rig.client().sendMessage(message));
    }
  }

  private void awaitCompleted(String session) {
    await(session)
        .atMost(Duration.ofMinutes(3))
        .ignoreExceptions()
        .until(
            () ->
                Calls.events(rig.client(), session).stream()
                    .anyMatch(event -> event.getSagaEnded().getOutcome() == Outcome.COMPLETED));
  }

  private void talk() {
    var id = Calls.newId("live");
    Retries.untilKnown(
        _ -> rig.client().createSession(Calls.create(id, "partner-2", "echo", "create")));
    for (int i = 0; !over.get(); i++) {
      var message = Calls.message(Calls.name(id), "and then?", "turn-" + i);
      var into = micros.get();
      long sent = System.nanoTime();
      Retries.untilKnown(_ -> rig.client().sendMessage(message));
      into.recordValue((System.nanoTime() - sent) / 1_000);
    }
  }

  /** From now on turns are recorded here. */
  private Histogram record() {
    var fresh = histogram();
    micros.set(fresh);
    return fresh;
  }

  private static Histogram histogram() {
    return new ConcurrentHistogram(3);
  }

  /** Of the node, in bytes, when all that can be collected is. */
  private long heap() throws InterruptedException {
    return NodeHeap.of(rig.nodePid()).bytes();
  }

  private static void print(Histogram before, Histogram during, List<Long> heap, double seconds) {
    System.out.printf(
        "%d answers drained at %.0f per second; turns p50 %.1f -> %.1f ms, p99 %.1f -> %.1f ms"
            + " (ratio %.2f), %d before, %d during; heap before, during, after: %s KiB%n",
        REPLIES,
        REPLIES / seconds,
        before.getValueAtPercentile(50) / 1e3,
        during.getValueAtPercentile(50) / 1e3,
        before.getValueAtPercentile(99) / 1e3,
        during.getValueAtPercentile(99) / 1e3,
        (double) during.getValueAtPercentile(99) / before.getValueAtPercentile(99),
        before.getTotalCount(),
        during.getTotalCount(),
        heap.stream().map(bytes -> bytes >> 10).toList());
  }
}
