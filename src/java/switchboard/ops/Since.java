package switchboard.ops;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** A time in the past, as it is written on the command line. */
final class Since {
  private Since() {}

  /**
   * Reads {@code 90s}, {@code 15m}, {@code 2h} or {@code 3d}, so long ago, or an ISO 8601 time.
   *
   * @throws ParameterException if it is neither
   */
  static Instant parse(CommandSpec spec, String text, Instant now) {
    var ago = Lengths.parse(text);
    if (ago.isPresent()) {
      return now.minus(ago.get());
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
}
