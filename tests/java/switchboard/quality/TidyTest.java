package switchboard.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the formatter does not see: sizes, and what is banned from the sources. */
class TidyTest {
  private static final int FILE = 300;
  private static final int TEST_FILE = 500;
  private static final int LINE = 100;
  private static final int METHOD = 50;

  private static final Pattern NO_METHOD =
      Pattern.compile(
          "^ *(if|for|while|switch|try|synchronized|catch|else|do|return|new|\\.|\\})\\b?.*"
              + "|.*(->| = |\\b(new|record|class|enum|interface) ).*");

  @Test
  void filesAreShort() {
    var tooLong = new ArrayList<String>();
    Sources.java(Sources.MAIN).forEach(file -> atMost(FILE, file, tooLong));
    Sources.java(Sources.TESTS).forEach(file -> atMost(TEST_FILE, file, tooLong));
    assertThat(tooLong).as("files over the limit: split them by what they are about").isEmpty();
  }

  @Test
  void linesAreShort() {
    var tooLong = new ArrayList<String>();
    for (var file : all()) {
      var lines = Sources.lines(file);
      for (int i = 0; i < lines.size(); i++) {
        // An import cannot be broken.
        if (lines.get(i).length() > LINE && !lines.get(i).startsWith("import ")) {
          tooLong.add(file + ":" + (i + 1));
        }
      }
    }
    assertThat(tooLong).isEmpty();
  }

  @Test
  void methodsAreShort() {
    var tooLong = new ArrayList<String>();
    for (var file : Sources.java(Sources.MAIN)) {
      var lines = Sources.lines(file);
      for (int start = 0; start < lines.size(); start++) {
        int length = methodLength(lines, start);
        if (length > METHOD) {
          tooLong.add(file + ":" + (start + 1) + " has " + length + " lines");
        }
      }
    }
    assertThat(tooLong).as("methods over the limit: name their steps").isEmpty();
  }

  @Test
  void everyPackageSaysWhyItExists() {
    var silent =
        Sources.java(Sources.MAIN).stream()
            .map(Path::getParent)
            .distinct()
            .filter(directory -> !saysWhy(directory.resolve("package-info.java")))
            .toList();
    assertThat(silent).as("packages without a comment in package-info.java").isEmpty();
  }

  @Test
  void nothingIsPutOff() {
    assertThat(all().stream().filter(file -> !file.endsWith("TidyTest.java")))
        .allSatisfy(
            file ->
                assertThat(String.join("\n", Sources.lines(file)))
                    .as(file.toString())
                    .doesNotContain("FIXME", "TODO", "XXX:"));
  }

  @Test
  void onlyTheCommandLinePrints() {
    assertThat(found(Pattern.compile("System\\.(out|err)\\b|printStackTrace"), this::isServer))
        .isEmpty();
  }

  @Test
  void nothingInTheServerSleepsOrWaitsForAFuture() {
    var waiting =
        Pattern.compile(
            "Thread\\.sleep|\\.join\\(\\)|[Ff]uture(\\(\\))?\\s*\\.get\\(|TimeUnit\\.\\w+\\.sleep");
    assertThat(found(waiting, this::isServer)).isEmpty();
  }

  @Test
  void noSwitchOverOurSealedTypesHasADefault() {
    // The families whose new member must be a compile error wherever it is not handled.
    assertThat(
            found(
                Pattern.compile("default\\s*->"),
                file -> file.toString().matches(".*/(session|saga|push)/.*")))
        .isEmpty();
  }

  @Test
  void noExceptionIsSwallowed() {
    var empty = Pattern.compile("catch \\([^)]*\\) \\{\\s*\\}");
    var swallowed = new ArrayList<String>();
    for (var file : Sources.java(Sources.MAIN)) {
      // With the comments: a catch block that only says why is a decision, an empty one is none.
      var text = String.join("\n", Sources.lines(file));
      empty.matcher(text).results().forEach(match -> swallowed.add(file + ": " + match.group()));
    }
    assertThat(swallowed).isEmpty();
  }

  @Test
  void theReaderOfSourcesSeesCodeOnly() throws Exception {
    var file = Files.createTempFile("sample", ".java");
    Files.writeString(file, "a; // System.out\n/* TODO\n*/ b(\"System.out\"); c('\"');\n");
    assertThat(Sources.code(file)).isEqualTo("a; \n\n b(); c();");
    Files.delete(file);
  }

  private static List<String> found(Pattern banned, Predicate<Path> where) {
    var found = new ArrayList<String>();
    for (var file : Sources.java(Sources.MAIN)) {
      if (where.test(file)) {
        var code = Sources.code(file);
        banned
            .matcher(code)
            .results()
            .forEach(match -> found.add(file + ":" + lineOf(code, match.start())));
      }
    }
    return found;
  }

  private static long lineOf(String text, int at) {
    return 1 + text.substring(0, at).chars().filter(c -> c == '\n').count();
  }

  /** Outside of the command line and of what it runs on one machine. */
  private boolean isServer(Path file) {
    // The line by which a supervisor knows that a node is ready.
    return !file.toString().matches(".*/(ops|local)/.*|.*/cluster/Node\\.java|.*/Main\\.java");
  }

  private static boolean saysWhy(Path packageInfo) {
    return Files.exists(packageInfo)
        && Sources.lines(packageInfo).stream().anyMatch(line -> line.startsWith("/**"));
  }

  private static void atMost(int limit, Path file, List<String> tooLong) {
    int lines = Sources.lines(file).size();
    if (lines > limit) {
      tooLong.add(file + " has " + lines + " lines");
    }
  }

  /** Lines of the method whose body opens on this line; 0 if none does. */
  private static int methodLength(List<String> lines, int opening) {
    if (!lines.get(opening).matches(".*\\)( throws [^{]*)? \\{")) {
      return 0;
    }
    int start = opening;
    while (isContinued(lines.get(start - 1))) {
      start--;
    }
    var declaration = String.join(" ", lines.subList(start, opening + 1));
    if (NO_METHOD.matcher(declaration).matches()) {
      return 0;
    }
    // The formatter puts the closing brace under the first character of the declaration.
    var end = lines.get(start).replaceFirst("\\S.*", "}");
    int last = lines.subList(opening, lines.size()).indexOf(end);
    return last < 0 ? 0 : last + 1 + opening - start;
  }

  private static boolean isContinued(String line) {
    return !line.isBlank()
        && !line.matches(".*([;{}]|\\*/|->)$")
        && !line.strip().matches("(//|@|\\*).*");
  }

  private static List<Path> all() {
    return Stream.of(Sources.MAIN, Sources.TESTS)
        .flatMap(root -> Sources.java(root).stream())
        .toList();
  }
}
