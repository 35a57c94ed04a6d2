package switchboard.push;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import switchboard.session.LiveFeed;
import switchboard.session.SequencedEvent;
import switchboard.session.SessionEvent;
import switchboard.telemetry.Meters;
import switchboard.telemetry.Telemetry;
import switchboard.telemetry.Traces;
import switchboard.telemetry.Traces.Kind;

/**
 * What is told of the events that a stream is written: how late each is, and the span of the way
 * from its session to the stream. What was recorded before the stream was attached is late because
 * of the client, so it is left out.
 */
final class Deliveries {
  /** How many of the last messages are remembered, to know how long answers took. */
  private static final int MESSAGES = 4;

  /** Of a client that does not read no more spans are kept waiting. */
  private static final int AWAITED = 64;

  private final Traces traces;
  private final Meters meters;
  private long firstLive = Long.MAX_VALUE;

  // Most streams are idle, and then neither takes room.
  private Map<Long, Instant> said = Map.of();
  private Map<Long, Awaited> awaited = Map.of();

  /** Of an event of which the session told, when it told. */
  private record Awaited(String traceparent, Instant told) {}

  Deliveries(Telemetry telemetry) {
    this.traces = telemetry.traces();
    this.meters = telemetry.meters();
  }

  /**
   * The session tells of events; they are written when the client reads.
   *
   * @return the events
   */
  List<SequencedEvent> expect(LiveFeed.Recorded recorded) {
    var events = recorded.events();
    if (!events.isEmpty()) {
      firstLive = Math.min(firstLive, events.getFirst().sequence());
    }
    if (traces.on() && recorded.traceparent().isPresent() && awaited.size() < AWAITED) {
      if (awaited.isEmpty()) {
        awaited = new LinkedHashMap<>();
      }
      var told = new Awaited(recorded.traceparent().get(), Instant.now());
      events.forEach(event -> awaited.put(event.sequence(), told));
    }
    return events;
  }

  /** An event was written. */
  void written(SequencedEvent event) {
    if (event.sequence() >= firstLive) {
      measure(event);
    }
    if (!awaited.isEmpty()) {
      // the parent came with the live feed: the decision that the event comes from
      Optional.ofNullable(awaited.remove(event.sequence())).ifPresent(it -> tell(event, it));
      // what was dropped and is read again from the journal was told later than here
      awaited.keySet().removeIf(sequence -> sequence < event.sequence());
      awaited = awaited.isEmpty() ? Map.of() : awaited;
    }
  }

  private void tell(SequencedEvent event, Awaited it) {
    traces
        .begin("push", Kind.INTERNAL, Optional.of(it.traceparent()), it.told())
        .tag("switchboard.sequence", event.sequence())
        .tag("switchboard.event", event.event().getClass().getSimpleName())
        .end();
  }

  private void measure(SequencedEvent recorded) {
    var now = Instant.now();
    meters.pushLag(Duration.between(recorded.event().time(), now));
    if (recorded.event() instanceof SessionEvent.UserMessageRecorded message) {
      remember(recorded.sequence(), message.time());
    } else if (recorded.event() instanceof SessionEvent.AgentMessageRecorded answer
        && !answer.interim()
        && said.get(answer.turn()) instanceof Instant asked) {
      meters.pushed(Duration.between(asked, now));
    }
  }

  private void remember(long sequence, Instant time) {
    if (said.isEmpty()) {
      said = new LinkedHashMap<>();
    }
    said.put(sequence, time);
    if (said.size() > MESSAGES) {
      said.remove(said.keySet().iterator().next());
    }
  }
}
