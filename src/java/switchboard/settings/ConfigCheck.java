package switchboard.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds everything that is wrong with a configuration at once. First, what can be told from the
 * defaults: keys that nobody knows and values of the wrong kind. Then the readers of the sections
 * are asked. Each of them stops at the first value that it refuses; that value is noted, put back
 * to its default, and the reader is asked again, until it refuses nothing.
 */
public final class ConfigCheck {
  private static final String ROOT = "switchboard";

  /** Their reader names unknown keys itself. */
  private static final String SELF_CHECKED = "switchboard.services";

  private static final Pattern PATH = Pattern.compile("switchboard(?:\\.[A-Za-z0-9_-]+)+");

  private final Defaults defaults;
  private final Set<Problem> problems = new LinkedHashSet<>();

  /** Keys of another kind than theirs: what readers say for want of them is no further problem. */
  private final Set<String> refused = new HashSet<>();

  private final Config asked;
  private Config repaired;

  private ConfigCheck(Defaults defaults, Config asked) {
    this.defaults = defaults;
    this.asked = asked;
    this.repaired = asked;
  }

  /**
   * All problems, in the order in which they were found.
   *
   * @param config the whole configuration, resolved
   * @param readers of the sections: they throw {@link ConfigException} or {@link
   *     IllegalArgumentException} with a line for each key that they refuse
   */
  public static List<Problem> of(Defaults defaults, Config config, List<Consumer<Config>> readers) {
    var check = new ConfigCheck(defaults, config);
    if (config.hasPath(ROOT) && config.getValue(ROOT) instanceof ConfigObject all) {
      check.look(all, List.of(ROOT));
      readers.forEach(check::read);
    } else {
      check.problems.add(new Problem("", "switchboard must be a section, { ... }"));
    }
    return List.copyOf(check.problems);
  }

  private void look(ConfigObject section, List<String> at) {
    section.forEach(
        (name, value) -> {
          var parts = new ArrayList<>(at);
          parts.add(name);
          var path = ConfigUtil.joinPath(parts);
          if (path.equals(SELF_CHECKED)) {
            return;
          }
          var standard = defaults.find(path);
          if (standard.isPresent()) {
            look(path, parts, value, Kind.of(standard.get()));
          } else if (!isFree(at) && !isForTheLauncher(parts, value)) {
            unknown(path, value);
          }
        });
  }

  private void look(String path, List<String> parts, ConfigValue value, Kind kind) {
    if (value.valueType() != ConfigValueType.NULL && kind.fits(asked, path)) {
      if (kind == Kind.SECTION && value instanceof ConfigObject section) {
        look(section, parts);
      }
      return;
    }
    var is = Secrets.shown(defaults, path, rendered(value));
    add(path, value, path + " must be " + kind.must() + ", but is " + is);
    refused.add(path);
    reset(path);
  }

  private static String rendered(ConfigValue value) {
    return switch (value.valueType()) {
      case OBJECT -> "a section";
      case LIST -> "a list";
      case NULL -> "null";
      case BOOLEAN, NUMBER, STRING -> value.render();
    };
  }

  /** Below a section that is empty by default, the names are the operator's. */
  private boolean isFree(List<String> section) {
    return defaults
        .find(ConfigUtil.joinPath(section))
        .filter(standard -> standard instanceof ConfigObject inner && inner.isEmpty())
        .isPresent();
  }

  /** A single word behind -Dswitchboard. is said to the program that starts the JVM. */
  private static boolean isForTheLauncher(List<String> parts, ConfigValue value) {
    return parts.size() == 2 && Origins.isProperty(value.origin());
  }

  private void unknown(String path, ConfigValue value) {
    var nearest = Nearest.to(path, defaults.below(ROOT));
    add(
        path,
        value,
        path
            + " is no key that is known"
            + nearest.map(it -> "; the nearest one is " + it).orElse(""));
  }

  private void add(String path, ConfigValue value, String text) {
    problems.add(new Problem(Origins.text(defaults, path, value), text));
  }

  private void read(Consumer<Config> reader) {
    var before = repaired;
    var refusal = refusal(reader);
    while (refusal.isPresent()) {
      boolean changed = false;
      for (var line : refusal.get().split("\n")) {
        var mentioned = mentioned(line);
        var around = around(mentioned, line);
        if (mentioned.stream().noneMatch(refused::contains)) {
          problems.add(new Problem(origin(mentioned, around), line));
        }
        // a value that is its default by now is refused because of others beside it
        var parents = mentioned.stream().map(ConfigCheck::parent).toList();
        changed |= reset(mentioned) || reset(around) || reset(parents);
      }
      refusal = changed ? refusal(reader) : Optional.empty();
    }
    repaired = before;
  }

  /** What a reader says of the configuration as it is by now; empty if it takes it. */
  private Optional<String> refusal(Consumer<Config> reader) {
    try {
      reader.accept(repaired);
      return Optional.empty();
    } catch (ConfigException wrong) {
      return Optional.of(Problem.of(wrong).text());
    } catch (IllegalArgumentException | ArithmeticException wrong) {
      return Optional.of(wrong.getMessage());
    }
  }

  /** The keys and sections that a line names, as far as they are there. */
  private List<String> mentioned(String line) {
    return PATH.matcher(line)
        .results()
        .map(MatchResult::group)
        .filter(path -> asked.hasPathOrNull(path) || defaults.find(path).isPresent())
        .distinct()
        .toList();
  }

  private static String parent(String path) {
    return path.substring(0, path.lastIndexOf('.'));
  }

  /**
   * The keys in the sections that a line names, and those beside its keys, if it has their names.
   */
  private List<String> around(List<String> mentioned, String line) {
    var around = new LinkedHashSet<String>();
    for (var path : mentioned) {
      boolean isSection = asked.hasPath(path) && asked.getValue(path) instanceof ConfigObject;
      var section = isSection ? path : parent(path);
      var all = asked.hasPath(section) ? asked.getValue(section) : ConfigFactory.empty().root();
      for (var name : all instanceof ConfigObject inner ? inner.keySet() : Set.<String>of()) {
        if (isSection || line.matches(".*(?<![\\w.-])" + Pattern.quote(name) + "(?![\\w-]).*")) {
          around.add(section + "." + ConfigUtil.joinPath(name));
        }
      }
    }
    return List.copyOf(around);
  }

  /** Where the operator wrote it: of the keys that a line is about, the first that is not ours. */
  private String origin(List<String> mentioned, List<String> around) {
    var values =
        Stream.concat(mentioned.stream(), around.stream())
            .filter(asked::hasPath)
            .filter(path -> !(asked.getValue(path) instanceof ConfigObject))
            .toList();
    return values.stream()
        .filter(path -> !Origins.isBuiltIn(asked.getValue(path).origin()))
        .findFirst()
        .or(() -> values.stream().findFirst())
        .map(path -> Origins.text(defaults, path, asked.getValue(path)))
        .orElse("");
  }

  /** Puts keys back to their defaults; whether that changes anything. */
  private boolean reset(List<String> paths) {
    var before = repaired;
    paths.forEach(this::reset);
    return !repaired.equals(before);
  }

  private void reset(String path) {
    if (path.equals(ROOT)) {
      return;
    }
    var standard = defaults.find(path);
    repaired =
        standard.isPresent()
            ? repaired.withValue(path, standard.get())
            : repaired.withoutPath(path);
  }
}
