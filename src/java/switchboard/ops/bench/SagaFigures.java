package switchboard.ops.bench;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import switchboard.local.ReplyTimes;

/** Gathers what clients saw of their questions in one phase, from any thread. */
final class SagaFigures {
  static final int MAX_MICROS = 120_000_000;

  private final ConcurrentHistogram acknowledged = new ConcurrentHistogram(MAX_MICROS, 3);
  private final ConcurrentHistogram firstReply = new ConcurrentHistogram(MAX_MICROS, 3);
  private final ConcurrentHistogram whole = new ConcurrentHistogram(MAX_MICROS, 3);
  private final Queue<Told> told = new ConcurrentLinkedQueue<>();
  private final LongAdder wrong = new LongAdder();

  private record Told(String saga, long micros) {}

  /**
   * One phase. Each has p50 and p99 in milliseconds, counted from sending the user's message, but
   * for {@code push}, which counts from the last service's answer.
   *
   * @param acknowledged until the message is known to be durable
   * @param firstReply until the agent's first reply is on the stream
   * @param push from the last service's answer until the final answer is on the stream; its start
   *     is known to the millisecond
   * @param whole until the final answer is on the stream; its {@code perSecond} are the sagas
   * @param wrong questions that were refused, or not answered completely
   */
  public record Level(
      Figures acknowledged, Figures firstReply, Figures push, Figures whole, long wrong) {}

  /**
   * One question that was answered completely.
   *
   * @param saga its id with its tenant's, as the services know it
   * @param toldMicros when the final answer came, in microseconds since 1970
   */
  void answered(
      String saga, long ackNanos, long firstReplyNanos, long wholeNanos, long toldMicros) {
    record(acknowledged, ackNanos / 1_000);
    record(firstReply, firstReplyNanos / 1_000);
    record(whole, wholeNanos / 1_000);
    told.add(new Told(saga, toldMicros));
  }

  void wrong() {
    wrong.increment();
  }

  Level level(int concurrency, double seconds, ReplyTimes.Answers answers) {
    var push = new ConcurrentHistogram(MAX_MICROS, 3);
    for (var one : told) {
      var last = answers.last().get(one.saga());
      if (last == null) {
        wrong(); // no service was asked, so it is not what is to be measured
      } else {
        record(push, one.micros() - last * 1_000);
      }
    }
    return new Level(
        Figures.of(concurrency, seconds, acknowledged),
        Figures.of(concurrency, seconds, firstReply),
        Figures.of(concurrency, seconds, push),
        Figures.of(concurrency, seconds, whole),
        wrong.sum());
  }

  private static void record(ConcurrentHistogram micros, long value) {
    micros.recordValue(Math.clamp(value, 0, MAX_MICROS));
  }
}
