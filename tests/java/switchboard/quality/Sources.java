package switchboard.quality;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The repository's files as text. */
final class Sources {
  static final Path MAIN = Path.of("src/java");
  static final Path TESTS = Path.of("tests/java");
  static final Path CONTRACT = Path.of("src/proto/switchboard/v1");

  private Sources() {}

  static List<Path> files(Path root, String ending) {
    try (var files = Files.walk(root)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Path> java(Path root) {
    return files(root, ".java");
  }

  static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The text without comments and string literals, line breaks kept, so that words are code. */
  static String code(Path file) {
    var text = String.join("\n", lines(file));
    var code = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      int end = endOfNonCode(text, at);
      if (end > at) {
        text.substring(at, end).chars().filter(c -> c == '\n').forEach(_ -> code.append('\n'));
        at = end;
      } else {
        code.append(text.charAt(at++));
      }
    }
    return code.toString();
  }

  private static int endOfNonCode(String text, int at) {
    if (text.startsWith("//", at)) {
      return orEnd(text, text.indexOf('\n', at));
    }
    if (text.startsWith("/*", at)) {
      return orEnd(text, text.indexOf("*/", at + 2) + 2);
    }
    if (text.startsWith("\"\"\"", at)) {
      return orEnd(text, text.indexOf("\"\"\"", at + 3) + 3);
    }
    char quote = text.charAt(at);
    if (quote != '"' && quote != '\'') {
      return at;
    }
    int end = at + 1;
    while (end < text.length() && text.charAt(end) != quote) {
      end += text.charAt(end) == '\\' ? 2 : 1;
    }
    return end + 1;
  }

  private static int orEnd(String text, int end) {
    return end < 2 ? text.length() : end;
  }
}
