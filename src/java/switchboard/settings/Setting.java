package switchboard.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A setting as it may be shown.
 *
 * @param key its path from the top
 * @param value without what is secret in it
 * @param origin where it comes from, as {@link Origins} says it
 * @param hidden whether something of the value is not shown
 */
public record Setting(String key, String value, String origin, boolean hidden) {
  private static final List<String> ROOTS = List.of("switchboard", "pekko");

  /**
   * What a node runs with, in the order of the keys.
   *
   * @param prefix a key or a section of switchboard or pekko; empty for all of switchboard, and of
   *     pekko what is not a library's own default
   */
  public static List<Setting> of(Defaults defaults, Config config, String prefix) {
    var settings = new ArrayList<Setting>();
    for (var root : ROOTS) {
      var all = config.hasPath(root) ? config.getValue(root) : null;
      if (all instanceof ConfigObject section) {
        collect(defaults, section, List.of(root), prefix, settings);
      }
    }
    settings.sort(Comparator.comparing(Setting::key));
    return settings;
  }

  /** Whether a prefix can name settings that may be shown. */
  public static boolean isPrefix(String prefix) {
    return prefix.isEmpty()
        || ROOTS.stream().anyMatch(root -> prefix.equals(root) || prefix.startsWith(root + "."));
  }

  private static void collect(
      Defaults defaults,
      ConfigObject section,
      List<String> at,
      String prefix,
      List<Setting> settings) {
    section.forEach(
        (name, value) -> {
          var path = new ArrayList<>(at);
          path.add(name);
          var key = ConfigUtil.joinPath(path);
          if (value instanceof ConfigObject inner && !inner.isEmpty()) {
            collect(defaults, inner, path, prefix, settings);
          } else if (isAsked(key, value, prefix)) {
            settings.add(of(defaults, key, value));
          }
        });
  }

  private static boolean isAsked(String key, ConfigValue value, String prefix) {
    return prefix.isEmpty()
        ? key.startsWith("switchboard.") || !Origins.isOfLibrary(value.origin())
        : key.equals(prefix) || key.startsWith(prefix + ".");
  }

  private static Setting of(Defaults defaults, String key, ConfigValue value) {
    var full =
        value.valueType() == ConfigValueType.STRING
            ? String.valueOf(value.unwrapped())
            : value.render(ConfigRenderOptions.concise());
    var shown = Secrets.shown(defaults, key, full);
    return new Setting(key, shown, Origins.text(defaults, key, value), !shown.equals(full));
  }
}
