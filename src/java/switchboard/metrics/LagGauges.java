package switchboard.metrics;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.typed.ActorSystem;
import switchboard.kafka.GroupLags;

/**
 * How many records wait for the nodes' consumer groups. The brokers are asked now and then, so that
 * a scrape never waits for them; while they do not answer, nothing is known, and that is what is
 * shown: NaN, not the last number.
 */
public final class LagGauges {
  private final GroupLags lags;
  private final AtomicReference<Map<String, Map<String, Long>>> known =
      new AtomicReference<>(Map.of());

  private LagGauges(GroupLags lags) {
    this.lags = lags;
  }

  /** Asks from now on, until the node ends. */
  public static void start(
      ActorSystem<?> system, Metrics metrics, GroupLags lags, Duration interval) {
    var gauges = new LagGauges(lags);
    lags.topics()
        .forEach(
            (group, topics) ->
                topics.forEach(
                    topic -> metrics.showLag(group, topic, () -> gauges.waiting(group, topic))));
    system
        .scheduler()
        .scheduleWithFixedDelay(Duration.ZERO, interval, gauges::ask, system.executionContext());
  }

  private void ask() {
    lags.byTopic().whenComplete((found, failure) -> known.set(failure == null ? found : Map.of()));
  }

  private double waiting(String group, String topic) {
    var waiting = known.get().getOrDefault(group, Map.of()).get(topic);
    return waiting == null ? Double.NaN : waiting;
  }
}
