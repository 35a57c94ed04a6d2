package switchboard.operations.explain;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Times as one says them. */
final class Words {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Instant now;

  Words(Instant now) {
    this.now = now;
  }

  /** How long ago, such as "14 s ago"; nodes' clocks may differ a little. */
  String ago(Instant time) {
    return lasting(Duration.between(time, now)) + " ago";
  }

  /** For how long, such as "for 40 s". */
  String since(Instant time) {
    return "for " + lasting(Duration.between(time, now));
  }

  /** When, such as "at 12:00:20 UTC, in 6 s". */
  String at(Instant time) {
    var left = Duration.between(now, time);
    return "at "
        + moment(time)
        + (left.isNegative() ? ", " + lasting(left.negated()) + " ago" : ", in " + lasting(left));
  }

  /** Until when, such as "until 12:00:20 UTC, in 6 s". */
  String until(Instant time) {
    return "until" + at(time).substring("at".length());
  }

  private String moment(Instant time) {
    boolean today = time.truncatedTo(ChronoUnit.DAYS).equals(now.truncatedTo(ChronoUnit.DAYS));
    return today ? TIME.format(time) : time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  static String lasting(Duration length) {
    long seconds = Math.max(0, length.toSeconds());
    if (seconds < 120) {
      return seconds + " s";
    }
    if (seconds < 7_200) {
      return seconds / 60 + " min";
    }
    return seconds < 172_800 ? seconds / 3_600 + " h" : seconds / 86_400 + " days";
  }

  static String count(int number, String one, String many) {
    return number == 1 ? "1 " + one : number + " " + many;
  }
}
