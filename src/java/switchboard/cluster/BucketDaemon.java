package switchboard.cluster;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.slf4j.LoggerFactory;
import switchboard.journal.DueDeadline;
import switchboard.journal.OutboxItem;
import switchboard.journal.RedisStore;
import switchboard.session.DeadlineAnswer;
import switchboard.telemetry.Meters;

/**
 * Looks after a share of the buckets: hands deadlines that have passed to whom they belong, and
 * carries out what stands in the outboxes, each order's entries one after the other. Everything it
 * does may be done again, by itself or by another one after a crash.
 */
final class BucketDaemon {
  private static final Complaint UNREAD = complaint("deadlines cannot be read, will retry");
  private static final Complaint UNTAKEN = complaint("a deadline was not taken, will retry");
  private static final Complaint UNREACHED = complaint("an outbox cannot be read, will retry");

  /** How long a deadline that was handed over is left alone before it is handed over again. */
  private static final Duration HAND_OVER_AGAIN = Duration.ofMillis(4_500);

  /**
   * How often outboxes are swept for what a crashed node left; what is appended by a live one is
   * told of.
   */
  private static final Duration SWEEP_EVERY = Duration.ofSeconds(5);

  /** How exactly it knows the time. */
  private static final Duration BEAT = Duration.ofMillis(100);

  private static final int PAGE = 128;

  private final ActorContext<DaemonMessage> actor;
  private final List<Integer> buckets;
  private final Dependencies dependencies;
  private final Meters meters;

  /**
   * When each may be handed over again. Pauses are by nanoTime: a clock that is set back must not
   * make the daemon sleep.
   */
  private final Map<DueDeadline, Long> handedOver = new HashMap<>();

  private final Map<Integer, OutboxProgress> outboxes = new HashMap<>();
  private final Map<Integer, BucketWatch> watches = new HashMap<>();
  private long nextSweep = System.nanoTime();

  /** What a daemon works with. */
  record Dependencies(
      RedisStore store, DeadlineHandler deadlines, OutboxHandler outbox, Clock clock) {}

  private BucketDaemon(
      ActorContext<DaemonMessage> actor, List<Integer> buckets, Dependencies dependencies) {
    this.actor = actor;
    this.buckets = buckets;
    this.dependencies = dependencies;
    this.meters = Meters.get(actor.getSystem().classicSystem());
    buckets.forEach(bucket -> watches.put(bucket, new BucketWatch(nextSweep)));
  }

  private static Complaint complaint(String what) {
    return new Complaint(LoggerFactory.getLogger(BucketDaemon.class), what, Duration.ofSeconds(5));
  }

  static Behavior<DaemonMessage> create(List<Integer> buckets, Dependencies dependencies) {
    return Behaviors.setup(
        actor ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(DaemonMessage.Beat.INSTANCE, BEAT);
                  var daemon = new BucketDaemon(actor, buckets, dependencies);
                  return Behaviors.receiveMessage(daemon::onMessage);
                }));
  }

  private Behavior<DaemonMessage> onMessage(DaemonMessage message) {
    switch (message) {
      case DaemonMessage.Tick.INSTANCE -> tick();
      case DaemonMessage.OutboxAppended(var bucket) -> appended(bucket);
      case DaemonMessage.OutboxesAppended(var appended) -> appended.forEach(this::appended);
      case DaemonMessage.Beat.INSTANCE -> beat();
      case DaemonMessage.DeadlinesSet(var first) -> first.forEach(this::expect);
      case DaemonMessage.Looked(var bucket, var deadlines) -> looked(bucket, deadlines);
      case DaemonMessage.Unread(var bucket) -> watches.get(bucket).failed();
      case DaemonMessage.Drained drained -> drained(drained);
      case DaemonMessage.Undrained(var bucket) -> outbox(bucket).unreached();
    }
    return Behaviors.same();
  }

  private void tick() {
    long now = System.nanoTime();
    if (now - nextSweep >= 0) {
      nextSweep = now + SWEEP_EVERY.toNanos();
      handedOver.values().removeIf(again -> now - again >= 0);
      buckets.stream().filter(bucket -> outbox(bucket).swept(now)).forEach(this::drain);
    } else {
      buckets.stream().filter(bucket -> outbox(bucket).retried(now)).forEach(this::drain);
    }
  }

  private void beat() {
    long nanos = System.nanoTime();
    var now = dependencies.clock().instant();
    watches.forEach(
        (bucket, watch) -> {
          if (watch.begins(nanos, now)) {
            look(bucket, now);
          }
        });
  }

  private void expect(int bucket, long dueMillis) {
    watches.get(bucket).expect(Instant.ofEpochMilli(dueMillis));
  }

  /** A bucket that cannot be read, its master is away perhaps, does not hold up the others. */
  private void look(int bucket, Instant now) {
    actor.pipeToSelf(
        dependencies.store().dueDeadlines(bucket, now.plus(BucketWatch.HORIZON), PAGE),
        (deadlines, failure) -> {
          if (failure == null) {
            return new DaemonMessage.Looked(bucket, deadlines);
          }
          UNREAD.about(failure);
          return new DaemonMessage.Unread(bucket);
        });
  }

  private void looked(int bucket, List<DueDeadline> deadlines) {
    var watch = watches.get(bucket);
    var now = dependencies.clock().instant();
    var due = deadlines.stream().filter(deadline -> !now.isBefore(deadline.due())).toList();
    due.forEach(this::handOver);
    if (due.size() < deadlines.size()) {
      watch.expect(deadlines.get(due.size()).due());
    } else if (deadlines.size() == PAGE) {
      watch.expect(now); // more than one look can see
    }
    watch.looked();
  }

  private void handOver(DueDeadline deadline) {
    long now = System.nanoTime();
    var again = handedOver.get(deadline);
    if (again != null && now - again < 0) {
      return;
    }
    handedOver.put(deadline, now + HAND_OVER_AGAIN.toNanos());
    // composed, so that one that cannot even be read fails by itself and not the daemon
    CompletableFuture.completedStage(deadline)
        .thenCompose(dependencies.deadlines()::due)
        .thenCompose(answer -> settle(deadline, answer))
        .whenComplete(
            (_, failure) -> {
              if (failure != null) {
                UNTAKEN.about(failure);
              }
            });
  }

  private CompletionStage<Void> settle(DueDeadline deadline, DeadlineAnswer answer) {
    return switch (answer) {
      case DeadlineAnswer.Plain.STALE -> dependencies.store().clearDeadline(deadline);
      case DeadlineAnswer.Plain.KEEP -> CompletableFuture.completedStage(null);
      case DeadlineAnswer.MoveTo(var due) -> dependencies.store().moveDeadline(deadline, due);
    };
  }

  private OutboxProgress outbox(int bucket) {
    return outboxes.computeIfAbsent(bucket, _ -> new OutboxProgress());
  }

  private void appended(int bucket) {
    if (outbox(bucket).appended()) {
      drain(bucket);
    }
  }

  private void drained(DaemonMessage.Drained drained) {
    meters.again(Meters.Again.OUTBOX, drained.waiting());
    boolean on =
        outbox(drained.bucket())
            .carriedOut(
                drained.last(),
                drained.held(),
                drained.waiting(),
                drained.more(),
                System.nanoTime());
    if (on) {
      drain(drained.bucket());
    }
  }

  private void drain(int bucket) {
    var after = outbox(bucket).after();
    var held = outbox(bucket).held();
    var drained =
        dependencies
            .store()
            .outbox(bucket, after, PAGE)
            .thenCompose(
                items ->
                    items.isEmpty()
                        ? CompletableFuture.completedStage(
                            new DaemonMessage.Drained(bucket, after, held, 0, false))
                        : carryOut(bucket, items, held));
    actor.pipeToSelf(
        drained,
        (message, failure) -> {
          if (failure == null) {
            return message;
          }
          UNREACHED.about(failure);
          return new DaemonMessage.Undrained(bucket);
        });
  }

  private CompletionStage<DaemonMessage> carryOut(
      int bucket, List<OutboxItem> items, Set<String> held) {
    return OutboxPage.carryOut(bucket, items, held, dependencies.outbox())
        .thenCompose(outcome -> remove(bucket, outcome.done()).thenApply(_ -> outcome))
        .thenApply(
            outcome ->
                new DaemonMessage.Drained(
                    bucket,
                    items.getLast().id(),
                    outcome.held(),
                    items.size() - outcome.done().size(),
                    items.size() == PAGE));
  }

  private CompletionStage<Void> remove(int bucket, List<String> done) {
    return done.isEmpty()
        ? CompletableFuture.completedStage(null)
        : dependencies.store().removeFromOutbox(bucket, done);
  }
}
