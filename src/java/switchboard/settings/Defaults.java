package switchboard.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which keys there are, with the values that they have when nobody sets them. */
public final class Defaults {
  private static final String ROOT = "switchboard.conf";

  /**
   * Sections that take what they do not say themselves, and so their keys, from another one. A *
   * stands for a name that the operator chooses.
   */
  private static final List<Inherited> INHERITED =
      List.of(
          new Inherited("switchboard.workers.agents.*", "switchboard.workers.agent-defaults"),
          new Inherited("switchboard.services.*", "switchboard.services.defaults"),
          new Inherited("switchboard.services.*", "switchboard.services.payments"),
          new Inherited("switchboard.journal.plugin", "pekko.persistence.journal-plugin-fallback"),
          new Inherited(
              "switchboard.journal.snapshot-store",
              "pekko.persistence.snapshot-store-plugin-fallback"));

  private final Config own;
  private final Config libraries;

  private Defaults(Config own, Config libraries) {
    this.own = own;
    this.libraries = libraries;
  }

  private record Inherited(String section, String from) {
    /** The path in the other section that stands for one here. */
    Optional<String> instead(List<String> path) {
      var here = section.split("\\.");
      if (path.size() < here.length) {
        return Optional.empty();
      }
      for (int i = 0; i < here.length; i++) {
        if (!here[i].equals("*") && !here[i].equals(path.get(i))) {
          return Optional.empty();
        }
      }
      var rest = path.subList(here.length, path.size());
      return Optional.of(rest.isEmpty() ? from : from + "." + ConfigUtil.joinPath(rest));
    }
  }

  /** Those that the server and its libraries are delivered with, whatever the environment says. */
  public static Defaults load() {
    var without = ConfigResolveOptions.noSystem();
    return new Defaults(
        ConfigFactory.parseResources(ROOT).resolve(without), ConfigFactory.defaultReference());
  }

  /** Those of the server alone. */
  Config own() {
    return own;
  }

  /** What a key, or a section, is by default; empty if there is none of this name. */
  Optional<ConfigValue> find(String path) {
    var here = value(own, path);
    if (here.isPresent()) {
      return here;
    }
    var parts = ConfigUtil.splitPath(path);
    return INHERITED.stream()
        .map(section -> section.instead(parts))
        .flatMap(Optional::stream)
        .map(instead -> value(own, instead).or(() -> value(libraries, instead)))
        .flatMap(Optional::stream)
        .findFirst()
        .or(() -> value(libraries, path));
  }

  private static Optional<ConfigValue> value(Config config, String path) {
    return config.hasPathOrNull(path) && !config.getIsNull(path)
        ? Optional.of(config.getValue(path))
        : Optional.empty();
  }

  /** All keys and sections below one of the server's. */
  List<String> below(String section) {
    var paths = new ArrayList<String>();
    collect(own.getObject(section), ConfigUtil.splitPath(section), paths);
    return paths;
  }

  private static void collect(ConfigObject section, List<String> at, List<String> paths) {
    section.forEach(
        (name, value) -> {
          var path = new ArrayList<>(at);
          path.add(name);
          paths.add(ConfigUtil.joinPath(path));
          if (value instanceof ConfigObject inner) {
            collect(inner, path, paths);
          }
        });
  }
}
