package switchboard.ops;

import java.time.Duration;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How long something lasts, as it is written on the command line: 90s, 15m or 2h. */
final class Lengths implements ITypeConverter<Duration> {
  private static final Pattern LENGTH = Pattern.compile("([1-9][0-9]{0,5})([smh])");

  @Override
  public Duration convert(String text) {
    var match = LENGTH.matcher(text);
    if (!match.matches()) {
      throw new TypeConversionException(text + " is no length of time: write 90s, 15m or 2h");
    }
    long count = Long.parseLong(match.group(1));
    return switch (match.group(2)) {
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      default -> Duration.ofHours(count);
    };
  }
}
