package switchboard.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import switchboard.journal.RedisStore;

/**
 * The bucket daemons of the cluster. They are sharded, so each lives on one node and moves when
 * that is lost; every node calls each of them once a second, so none sleeps.
 */
final class Daemons {
  private static final EntityTypeKey<DaemonMessage> TYPE =
      EntityTypeKey.create(DaemonMessage.class, "bucket-daemon");

  /**
   * How many daemons share the buckets: enough to spread over a cluster, few enough to call each
   * second.
   */
  private static final int COUNT = 16;

  private static final Duration CALL_EVERY = Duration.ofSeconds(1);
  private static final Duration TELL_EVERY = Duration.ofMillis(250);

  /** What the caller is reminded of. */
  private enum Reminder {
    CALL,
    TELL
  }

  private Daemons() {}

  /** Hosts daemons on this node. */
  static void init(ActorSystem<?> system, BucketDaemon.Dependencies dependencies) {
    var sharding = ClusterSharding.get(system);
    // told of with the next call, together: an append must not cost a message between nodes
    Set<Integer> unhurried = ConcurrentHashMap.newKeySet();
    sharding.init(
        Entity.of(
            TYPE,
            context ->
                BucketDaemon.create(
                    buckets(Integer.parseInt(context.getEntityId())), dependencies)));
    dependencies
        .store()
        .onOutboxAppend(
            (bucket, urgent) -> {
              if (urgent) {
                sharding
                    .entityRefFor(TYPE, Integer.toString(bucket % COUNT))
                    .tell(new DaemonMessage.OutboxAppended(bucket));
              } else {
                unhurried.add(bucket);
              }
            });
    Map<Integer, Long> deadlines = new ConcurrentHashMap<>();
    dependencies
        .store()
        .onDeadlineSet(
            (bucket, due) -> {
              if (due.isBefore(dependencies.clock().instant().plus(BucketWatch.HORIZON))) {
                deadlines.merge(bucket, due.toEpochMilli(), Math::min);
              }
            });
    system.systemActorOf(
        caller(sharding, unhurried, deadlines), "bucket-daemon-caller", Props.empty());
  }

  private static List<Integer> buckets(int daemon) {
    return IntStream.range(0, RedisStore.BUCKETS)
        .filter(bucket -> bucket % COUNT == daemon)
        .boxed()
        .toList();
  }

  private static Behavior<Reminder> caller(
      ClusterSharding sharding, Set<Integer> appended, Map<Integer, Long> deadlines) {
    return Behaviors.withTimers(
        timers -> {
          timers.startTimerWithFixedDelay(Reminder.CALL, Duration.ZERO, CALL_EVERY);
          timers.startTimerWithFixedDelay(Reminder.TELL, TELL_EVERY);
          return Behaviors.receiveMessage(
              reminder -> {
                switch (reminder) {
                  case CALL -> call(sharding, take(appended));
                  case TELL -> tell(sharding, deadlines);
                }
                return Behaviors.same();
              });
        });
  }

  private static void call(ClusterSharding sharding, Map<Integer, List<Integer>> outboxes) {
    for (int daemon = 0; daemon < COUNT; daemon++) {
      var ref = sharding.entityRefFor(TYPE, Integer.toString(daemon));
      ref.tell(DaemonMessage.Tick.INSTANCE);
      if (outboxes.containsKey(daemon)) {
        ref.tell(new DaemonMessage.OutboxesAppended(outboxes.get(daemon)));
      }
    }
  }

  /** Tells each daemon of the deadlines that were set since the last time, all in one message. */
  private static void tell(ClusterSharding sharding, Map<Integer, Long> deadlines) {
    Map<Integer, Map<Integer, Long>> byDaemon = new HashMap<>();
    for (var bucket : List.copyOf(deadlines.keySet())) {
      var due = deadlines.remove(bucket);
      if (due != null) {
        byDaemon.computeIfAbsent(bucket % COUNT, _ -> new HashMap<>()).put(bucket, due);
      }
    }
    byDaemon.forEach(
        (daemon, first) ->
            sharding
                .entityRefFor(TYPE, Integer.toString(daemon))
                .tell(new DaemonMessage.DeadlinesSet(first)));
  }

  /** Takes all buckets out, by their daemon. What is added meanwhile stays, or is taken too. */
  private static Map<Integer, List<Integer>> take(Set<Integer> buckets) {
    return List.copyOf(buckets).stream()
        .filter(buckets::remove)
        .collect(Collectors.groupingBy(bucket -> bucket % COUNT));
  }
}
