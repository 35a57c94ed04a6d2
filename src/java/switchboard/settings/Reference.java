package switchboard.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The page with every key, its default and what it is, from the comments beside the defaults. */
public final class Reference {
  private static final Pattern INCLUDE = Pattern.compile("(?m)^include \"([^\"]+)\"");

  private static final String HEAD =
      """
      # Configuration

      Every key that Switchboard's own files set, file by file. This page is made of the comments \
      in `config/*.conf` by `./switchboard config reference > docs/configuration.md`.

      A file of your own starts with `include "switchboard.conf"` and has what is to be different. \
      `./switchboard config check FILE` names everything that is wrong with it, and \
      `./switchboard config show` what the nodes run with and where each value comes from. A time \
      is written with its unit (`500 ms`, `2 s`, `15 m`, `1 h`, `30 days`), and so is a size \
      (`64 KiB`, `4 MiB`). Each of these goes before those that stand before it: the files below, \
      the environment variables that they name, your file, `--set` on the command line, `-D` \
      properties of the JVM.
      """;

  private Reference() {}

  /** The page as Markdown. */
  public static String page() {
    var all = Defaults.load().own();
    var text = new StringBuilder(HEAD);
    for (var file : files()) {
      section(file, all, text);
    }
    return text.toString();
  }

  /** In the order in which they are included. */
  private static List<String> files() {
    return INCLUDE.matcher(read("switchboard.conf")).results().map(it -> it.group(1)).toList();
  }

  private static String read(String resource) {
    try (var stream = Reference.class.getResourceAsStream("/" + resource)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException("cannot read the built-in " + resource, broken);
    }
  }

  private static void section(String file, Config all, StringBuilder text) {
    var rows = new ArrayList<Row>();
    var lines = read(file).lines().toList();
    collect(all.root(), List.of(), file, rows);
    // a value that is taken from another key stands where that one does
    rows.removeIf(row -> !lines.get(row.line() - 1).contains(row.name()));
    rows.sort(Comparator.comparingInt(Row::line));
    text.append("\n## ").append(file).append("\n\n").append(title(file)).append("\n\n");
    text.append("| key | default | what it is |\n|---|---|---|\n");
    rows.forEach(row -> text.append(row.markdown()));
  }

  /** What the file says of itself: the comment that it begins with. */
  private static String title(String file) {
    return read(file)
        .lines()
        .takeWhile(line -> line.startsWith("#"))
        .map(line -> line.substring(1).strip())
        .collect(Collectors.joining(" "));
  }

  /**
   * A key, or a section that has a comment of its own.
   *
   * @param standard empty for a section
   */
  private record Row(int line, String key, String standard, String comment) {
    /** The last part of the key, as it is written in the file. */
    String name() {
      var path = ConfigUtil.splitPath(key);
      return path.getLast();
    }

    String markdown() {
      return "| `" + key + "` | " + quoted() + " | " + explained() + " |\n";
    }

    private String quoted() {
      return standard.isEmpty() ? "" : "`" + standard.replace("|", "\\|") + "`";
    }

    /** A comment above the first of several keys is about all of them. */
    private String explained() {
      var text = comment.isEmpty() && key.startsWith("switchboard.") ? "as above" : comment;
      return text.replace("|", "\\|").replace("<", "&lt;");
    }
  }

  private static void collect(ConfigObject section, List<String> at, String file, List<Row> rows) {
    section.forEach(
        (name, value) -> {
          var path = new ArrayList<>(at);
          path.add(name);
          boolean isSection = value instanceof ConfigObject inner && !inner.isEmpty();
          boolean isHere = Origins.text(value.origin()).startsWith(file + ":");
          if (isHere && !(isSection && comment(value).isEmpty())) {
            var standard = isSection ? "" : value.render(ConfigRenderOptions.concise());
            var key = ConfigUtil.joinPath(path);
            rows.add(new Row(value.origin().lineNumber(), key, standard, comment(value)));
          }
          if (isSection) {
            collect((ConfigObject) value, path, file, rows);
          }
        });
  }

  private static String comment(ConfigValue value) {
    return value.origin().comments().stream()
        .map(String::strip)
        .collect(Collectors.joining(" "))
        .strip();
  }
}
