package switchboard.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;

/**
 * The spans that a node makes. A trace begins at a door only; everything behind it has a span if
 * the trace context that it is given says that its trace is kept, and else costs one comparison.
 *
 * <p>A parent is always given as a W3C trace context in a text: that is what commands, events,
 * records and calls carry, so a parent survives being stored, sent, and the loss of a node.
 */
public final class Traces implements Extension {
  /** Makes none; hands every trace context on as it came. */
  public static final Traces OFF = new Traces();

  private static final Id ID = new Id();

  private final SpanIds ids = new SpanIds();
  private final Optional<SpanQueue> queue;
  private final Tracer tracer;

  /** What a span is to its parent. */
  public enum Kind {
    SERVER(SpanKind.SERVER),
    INTERNAL(SpanKind.INTERNAL),
    PRODUCER(SpanKind.PRODUCER),
    CONSUMER(SpanKind.CONSUMER);

    private final SpanKind kind;

    Kind(SpanKind kind) {
      this.kind = kind;
    }
  }

  private Traces() {
    this.queue = Optional.empty();
    this.tracer = TracerProvider.noop().get("off");
  }

  private Traces(TraceSettings settings, SpanQueue queue, String instance) {
    this.queue = Optional.of(queue);
    var resource =
        Resource.create(
            Attributes.builder()
                .put("service.name", "switchboard")
                .put("service.instance.id", instance)
                .build());
    this.tracer =
        SdkTracerProvider.builder()
            .setResource(resource)
            .setIdGenerator(ids)
            .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(settings.ratio())))
            .addSpanProcessor(queue)
            .build()
            .get("switchboard");
  }

  /** Those of an actor system, as {@code switchboard.telemetry.traces} has them. */
  public static Traces get(ActorSystem system) {
    return ID.get(system);
  }

  /** Whether any span is made. */
  public boolean on() {
    return queue.isPresent();
  }

  /** What became of the spans; empty if none are made. */
  public Optional<SpanCounts> counts() {
    return queue.map(SpanQueue::counts);
  }

  /**
   * A call has come in: part of its client's trace, or the beginning of one.
   *
   * @param traceparent as the client sent it, malformed perhaps; empty if it sent none
   * @param began when it came
   */
  public Hop enter(String name, String traceparent, Instant began) {
    return on()
        ? started(
            tracer
                .spanBuilder(name)
                .setSpanKind(SpanKind.SERVER)
                .setParent(TraceParent.context(traceparent))
                .setStartTimestamp(began))
        : Hop.NONE;
  }

  /**
   * Begins a span now.
   *
   * @param parent the trace context of what it is part of; without one that is kept it is nothing
   */
  public Hop begin(String name, Kind kind, Optional<String> parent) {
    return keeps(parent) ? started(builder(name, kind, parent.get())) : Hop.NONE;
  }

  /** As {@link #begin(String, Kind, Optional)}, of what began before. */
  public Hop begin(String name, Kind kind, Optional<String> parent, Instant began) {
    return keeps(parent)
        ? started(builder(name, kind, parent.get()).setStartTimestamp(began))
        : Hop.NONE;
  }

  private SpanBuilder builder(String name, Kind kind, String parent) {
    return tracer.spanBuilder(name).setSpanKind(kind.kind).setParent(TraceParent.context(parent));
  }

  private static Hop started(SpanBuilder builder) {
    return hop(builder.startSpan());
  }

  private static Hop hop(Span span) {
    return span.isRecording() ? new Hop(span) : Hop.NONE;
  }

  private boolean keeps(Optional<String> parent) {
    return on() && parent.isPresent() && TraceParent.isSampled(parent.get());
  }

  /**
   * The trace context for what is done as a part of something that lasts long, may be continued by
   * another node, and is told with {@link #tell} when it is over: its span's id follows from what
   * it is, so that nothing has to be kept until then.
   *
   * @param what names it within its trace, the same at every call
   * @return {@code parent} if its trace is not kept
   */
  public Optional<String> within(Optional<String> parent, String what) {
    return keeps(parent)
        ? TraceParent.at(parent.get(), TraceParent.derivedSpan(parent.get(), what))
        : parent;
  }

  /**
   * Tells of what {@link #within} named: it is over now.
   *
   * @param parent the same as there
   * @param what the same as there
   * @param failure why it failed, a code; empty if it did not
   */
  public void tell(
      String name,
      Optional<String> parent,
      String what,
      Instant began,
      Map<String, String> tags,
      Optional<String> failure) {
    if (keeps(parent)) {
      var span = TraceParent.derivedSpan(parent.get(), what);
      var builder = builder(name, Kind.INTERNAL, parent.get()).setStartTimestamp(began);
      var hop = ids.with(span, () -> started(builder));
      tags.forEach(hop::tag);
      failure.ifPresentOrElse(hop::fail, hop::end);
    }
  }

  private static final class Id extends AbstractExtensionId<Traces> {
    @Override
    public Traces createExtension(ExtendedActorSystem system) {
      var config = system.settings().config();
      // tools have actor systems too, without what is configured for a node
      if (!config.hasPath(TraceSettings.SECTION)) {
        return OFF;
      }
      var settings = TraceSettings.from(config);
      if (settings.endpoint().isEmpty()) {
        return OFF;
      }
      var queue = SpanQueue.start(settings);
      system.registerOnTermination(queue::finish);
      return new Traces(settings, queue, system.provider().getDefaultAddress().toString());
    }
  }
}
