package switchboard.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.math.BigDecimal;
import java.util.Set;
import java.util.regex.Pattern;

/** What the values of a key are, as its default shows. */
enum Kind {
  SECTION("a section, { ... }"),
  LIST("a list, [ ... ]"),
  BOOLEAN("on or off"),
  WHOLE("a whole number"),
  DECIMAL("a number"),
  DURATION("a time, such as 500 ms or 2 s"),
  SIZE("a size, such as 64 KiB"),
  TEXT("a text");

  private static final Set<String> SWITCHES = Set.of("on", "off", "yes", "no", "true", "false");
  private static final Pattern TIME =
      Pattern.compile("\\d+ *(ns|us|ms|s|m|h|d|(milli)?seconds?|minutes?|hours?|days?)");
  private static final Pattern BYTES = Pattern.compile("\\d+ *([KMG]iB|[kMG]B)");

  private final String must;

  Kind(String must) {
    this.must = must;
  }

  /** What a value must be, after "must be". */
  String must() {
    return must;
  }

  /** Whether a value can stand for nothing that is worth hiding. */
  boolean isHarmless() {
    return switch (this) {
      case BOOLEAN, WHOLE, DECIMAL, DURATION, SIZE -> true;
      case SECTION, LIST, TEXT -> false;
    };
  }

  static Kind of(ConfigValue standard) {
    return switch (standard.valueType()) {
      case OBJECT -> SECTION;
      case LIST -> LIST;
      case BOOLEAN -> BOOLEAN;
      case NUMBER -> standard.unwrapped() instanceof Double ? DECIMAL : WHOLE;
      case STRING, NULL -> ofText(String.valueOf(standard.unwrapped()));
    };
  }

  private static Kind ofText(String text) {
    if (SWITCHES.contains(text)) {
      return BOOLEAN;
    }
    if (TIME.matcher(text).matches()) {
      return DURATION;
    }
    return BYTES.matcher(text).matches() ? SIZE : TEXT;
  }

  /** Whether the value at a path, which is there and not null, can be read as this. */
  boolean fits(Config config, String path) {
    try {
      switch (this) {
        case SECTION -> config.getObject(path);
        case LIST -> config.getList(path);
        case BOOLEAN -> config.getBoolean(path);
        case WHOLE -> new BigDecimal(config.getString(path).strip()).longValueExact();
        case DECIMAL -> config.getDouble(path);
        case DURATION -> config.getDuration(path);
        case SIZE -> config.getBytes(path);
        case TEXT -> config.getString(path);
      }
      return config.getValue(path).valueType() != ConfigValueType.NULL;
    } catch (ConfigException | NumberFormatException | ArithmeticException other) {
      return false;
    }
  }
}
