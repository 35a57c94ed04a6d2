package switchboard.ops;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How long something lasts, as it is written on the command line: 90s, 15m, 2h or 3d. */
final class Lengths implements ITypeConverter<Duration> {
  private static final Pattern LENGTH = Pattern.compile("([1-9][0-9]{0,5})([smhd])");

  @Override
  public Duration convert(String text) {
    return parse(text)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    text + " is no length of time: write 90s, 15m, 2h or 3d"));
  }

  /** Empty if it is no length of time. */
  static Optional<Duration> parse(String text) {
    var match = LENGTH.matcher(text);
    if (!match.matches()) {
      return Optional.empty();
    }
    long count = Long.parseLong(match.group(1));
    return Optional.of(
        switch (match.group(2)) {
          case "s" -> Duration.ofSeconds(count);
          case "m" -> Duration.ofMinutes(count);
          case "h" -> Duration.ofHours(count);
          default -> Duration.ofDays(count);
        });
  }

  /** As it would be written: in the largest unit that it is a whole number of. */
  static String text(Duration length) {
    long seconds = length.toSeconds();
    if (seconds % 3_600 == 0) {
      return seconds / 3_600 + "h";
    }
    return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }
}
