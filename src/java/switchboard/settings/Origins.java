package switchboard.settings;

import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Where values come from, in words. */
public final class Origins {
  /** The description to give to what the command line sets. */
  public static final String COMMAND_LINE = "--set";

  private static final String ENVIRONMENT = "env var";
  private static final String PROPERTIES = "system properties";
  private static final Pattern OVERRIDES = Pattern.compile("([A-Z][A-Z0-9_]+) overrides it");

  private Origins() {}

  /**
   * Where the value of a key comes from: file:line, with {@code (built in)} after the files that
   * are delivered with the server or a library; the name of an environment variable; -D; --set;
   * else what set it.
   */
  public static String text(Defaults defaults, String key, ConfigValue value) {
    return value.origin().description().startsWith(ENVIRONMENT)
        ? variable(defaults, key, String.valueOf(value.unwrapped()))
        : text(value.origin());
  }

  /**
   * The library tells only that it is one: the one that the key's comment names, or the value's.
   */
  private static String variable(Defaults defaults, String key, String value) {
    var said =
        defaults.find(key).map(standard -> standard.origin().comments()).orElse(List.of()).stream()
            .flatMap(line -> OVERRIDES.matcher(line).results())
            .map(match -> match.group(1));
    var same =
        System.getenv().entrySet().stream()
            .filter(variable -> variable.getValue().equals(value))
            .map(Map.Entry::getKey)
            .toList();
    return said.filter(same::contains)
        .findFirst()
        .orElse(same.size() == 1 ? same.getFirst() : "an environment variable");
  }

  static String text(ConfigOrigin origin) {
    var description = origin.description();
    if (description.startsWith(PROPERTIES)) {
      return "-D";
    }
    if (description.startsWith(COMMAND_LINE)) {
      return COMMAND_LINE;
    }
    var line = origin.lineNumber() > 0 ? ":" + origin.lineNumber() : "";
    if (isBuiltIn(origin)) {
      return resource(origin) + line + " (built in)";
    }
    return (origin.filename() == null ? description : origin.filename()) + line;
  }

  /** Whether it stands in a file that is delivered with the server or a library. */
  static boolean isBuiltIn(ConfigOrigin origin) {
    return origin.resource() != null;
  }

  static boolean isProperty(ConfigOrigin origin) {
    return origin.description().startsWith(PROPERTIES);
  }

  /** Whether it is a library's own default. */
  static boolean isOfLibrary(ConfigOrigin origin) {
    return isBuiltIn(origin) && resource(origin).startsWith("reference");
  }

  private static String resource(ConfigOrigin origin) {
    var name = origin.resource();
    return name.substring(name.lastIndexOf('/') + 1);
  }
}
