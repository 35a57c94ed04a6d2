package switchboard.ops.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import switchboard.ops.CommandFailure;

/** What lives in another Java process' heap, as its own histogram of classes tells. */
public final class NodeHeap {
  /** Such as {@code 1: 123456 12345678 java.lang.String (java.base@25)}. */
  private static final Pattern ROW = Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+).*");

  private NodeHeap() {}

  /**
   * Live objects after a full collection.
   *
   * @param byClass bytes by the class's name
   */
  public record Live(long bytes, Map<String, Long> byClass) {}

  /** Collects the garbage of the process and counts what is left. */
  public static Live of(long pid) throws InterruptedException {
    // what one collection frees by way of references, the next one sees
    histogram(pid);
    Map<String, Long> byClass = new TreeMap<>();
    histogram(pid)
        .lines()
        .map(ROW::matcher)
        .filter(row -> row.matches())
        .forEach(row -> byClass.merge(row.group(3), Long.parseLong(row.group(2)), Long::sum));
    return new Live(byClass.values().stream().mapToLong(Long::longValue).sum(), byClass);
  }

  private static String histogram(long pid) throws InterruptedException {
    var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    try {
      var process =
          new ProcessBuilder(List.of(jcmd, Long.toString(pid), "GC.class_histogram"))
              .redirectErrorStream(true)
              .start();
      var answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new CommandFailure("jcmd cannot look into the node: " + answer.strip());
      }
      return answer;
    } catch (IOException e) {
      throw new CommandFailure("this Java has no jcmd: use a development kit", e);
    }
  }
}
