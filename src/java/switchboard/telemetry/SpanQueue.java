package switchboard.telemetry;

import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Spans on their way to the collector. Whoever ends one never waits: it goes into a bounded queue,
 * or is dropped and counted. One thread sends, a batch at a time, each for a bounded time and only
 * once, so a collector that is away or hangs costs its spans and nothing else.
 */
final class SpanQueue implements SpanProcessor {
  private static final Logger LOG = LoggerFactory.getLogger(SpanQueue.class);

  /** Says at every failed batch what is said here once a minute. Held: the JDK would forget it. */
  private static final java.util.logging.Logger OF_EXPORTER =
      java.util.logging.Logger.getLogger("io.opentelemetry");

  private static final int BATCH = 512;
  private static final long LOOK_MILLIS = 200;
  private static final long SAY_AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final ArrayBlockingQueue<ReadableSpan> waiting;
  private final SpanExporter exporter;
  private final long patienceMillis;
  private final SpanCounts counts = new SpanCounts();
  private final CountDownLatch closing = new CountDownLatch(1);
  private long said = System.nanoTime() - SAY_AGAIN_NANOS;

  private SpanQueue(SpanExporter exporter, TraceSettings settings) {
    this.waiting = new ArrayBlockingQueue<>(settings.queue());
    this.exporter = exporter;
    // the exporter gives up by itself; this is for one that does not
    this.patienceMillis = 2 * settings.timeout().toMillis();
  }

  static SpanQueue start(TraceSettings settings) {
    OF_EXPORTER.setLevel(Level.OFF);
    var exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(settings.endpoint().orElseThrow().toString())
            .setTimeout(settings.timeout())
            .setConnectTimeout(settings.timeout())
            .setRetryPolicy(null);
    settings.headers().ifPresent(file -> exporter.setHeaders(new HeaderFile(file)));
    var queue = new SpanQueue(exporter.build(), settings);
    Thread.ofPlatform().daemon().name("trace-export").start(queue::run);
    return queue;
  }

  SpanCounts counts() {
    return counts;
  }

  /** Sends what waits, once, and ends. Does not wait for it. */
  void finish() {
    closing.countDown();
  }

  @Override
  public void onEnd(ReadableSpan span) {
    if (!waiting.offer(span)) {
      counts.addDropped();
    }
  }

  @Override
  public boolean isEndRequired() {
    return true;
  }

  @Override
  public void onStart(Context parent, ReadWriteSpan span) {
    // a span counts when it is over
  }

  @Override
  public boolean isStartRequired() {
    return false;
  }

  private void run() {
    boolean over = false;
    try {
      while (!over) {
        // a look now and then instead of a wake-up for each span
        over = closing.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        send();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      exporter.shutdown();
    }
  }

  private void send() {
    boolean good = true;
    while (good && !waiting.isEmpty()) {
      var spans = new ArrayList<ReadableSpan>(BATCH);
      waiting.drainTo(spans, BATCH);
      good = send(spans.stream().map(ReadableSpan::toSpanData).toList());
    }
  }

  private boolean send(List<SpanData> batch) {
    boolean good = export(batch).join(patienceMillis, TimeUnit.MILLISECONDS).isSuccess();
    if (good) {
      counts.addSent(batch.size());
    } else {
      counts.addLost(batch.size());
      complain();
    }
    return good;
  }

  private CompletableResultCode export(List<SpanData> batch) {
    try {
      return exporter.export(batch);
    } catch (RuntimeException failure) {
      return CompletableResultCode.ofExceptionalFailure(failure);
    }
  }

  private void complain() {
    long now = System.nanoTime();
    if (now - said >= SAY_AGAIN_NANOS) {
      said = now;
      LOG.atWarn()
          .addKeyValue("count", counts.lost() + counts.dropped())
          .log(
              "Spans cannot be sent and are lost; everything else goes on."
                  + " See switchboard.telemetry.traces.endpoint and its collector.");
    }
  }
}
