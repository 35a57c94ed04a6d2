package switchboard.ops.top;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import java.util.Locale;
import java.util.Optional;
import switchboard.v1.Node;

/** Figures in a few characters each. */
final class Words {
  /** Stands for what is not known. */
  static final String UNKNOWN = "-";

  private Words() {}

  static String rate(double perSecond) {
    if (perSecond >= 100_000) {
      return format("%.0fk", perSecond / 1000);
    }
    return format(perSecond < 100 ? "%.1f" : "%.0f", perSecond);
  }

  static String rate(Optional<Double> perSecond) {
    return perSecond.map(Words::rate).orElse(UNKNOWN);
  }

  static String share(double share) {
    return format("%.0f%%", share * 100);
  }

  /** At most seven characters. */
  static String latency(boolean known, Duration latency) {
    if (!known) {
      return UNKNOWN;
    }
    double millis = Durations.toNanos(latency) / 1e6;
    if (millis >= 1000) {
      return format("%.1f s", millis / 1000);
    }
    return format(millis < 100 ? "%.1f ms" : "%.0f ms", millis);
  }

  /** Powers of 1024, as the JVM's own options are. */
  static String bytes(long bytes) {
    double mega = bytes / 1048576.0;
    return mega < 1024 ? format("%.0fM", mega) : format("%.1fG", mega / 1024);
  }

  static String age(Duration duration) {
    long seconds = Durations.toSeconds(duration);
    if (seconds < 60) {
      return seconds + "s";
    }
    if (seconds < 3600) {
      return format("%dm%02ds", seconds / 60, seconds % 60);
    }
    return seconds < 86_400
        ? format("%dh%02dm", seconds / 3600, seconds % 3600 / 60)
        : format("%dd%02dh", seconds / 86_400, seconds % 86_400 / 3600);
  }

  /** The time of day, UTC. */
  static String time(Timestamp time) {
    return Timestamps.toString(Timestamp.newBuilder().setSeconds(time.getSeconds()).build())
        .substring(11);
  }

  static String state(Node node) {
    if (!node.getReachable()) {
      return "unreachable";
    }
    return node.getAnswered() ? node.getStatus() : "silent";
  }

  static String many(long count, String one) {
    return count + " " + one + (count == 1 ? "" : "s");
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
