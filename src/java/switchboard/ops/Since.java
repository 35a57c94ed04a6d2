package switchboard.ops;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** A time in the past, as it is written on the command line. */
final class Since {
  private static final Pattern AGO = Pattern.compile("([0-9]{1,6})([smhd])");

  private Since() {}

  /**
   * Reads {@code 90s}, {@code 15m}, {@code 2h} or {@code 3d}, so long ago, or an ISO 8601 time.
   *
   * @throws ParameterException if it is neither
   */
  static Instant parse(CommandSpec spec, String text, Instant now) {
    var ago = AGO.matcher(text);
    if (ago.matches()) {
      return now.minus(duration(Long.parseLong(ago.group(1)), ago.group(2)));
    }
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException malformed) {
      throw new ParameterException(
          spec.commandLine(),
          text + " is no time: write 90s, 15m, 2h or 3d ago, or 2026-11-22T10:15:30Z",
          malformed);
    }
  }

  private static Duration duration(long count, String unit) {
    return switch (unit) {
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }
}
