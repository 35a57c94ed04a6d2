package switchboard.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The command that runs one of our own verbs as a child process: the same Java, class path and
 * class archives as this process has.
 */
public final class JavaCommand {
  private JavaCommand() {}

  /** What a child is tuned for. */
  public enum Tuning {
    /** Serves for long: the full compiler. */
    SERVER("512m"),
    /** Supports for a while: the quick compiler, which starts sooner and takes less memory. */
    SUPPORT("256m"),
    /** Does next to nothing. */
    TINY("48m");

    private final String heap;

    Tuning(String heap) {
      this.heap = heap;
    }
  }

  /**
   * Builds a command.
   *
   * @param archive name of the class archive, shared by the children that load the same classes
   * @param writesArchive whether this child makes the archive when it ends; one at a time may
   * @param properties system properties
   * @param arguments the verb and its options
   */
  public static List<String> of(
      Tuning tuning,
      String archive,
      boolean writesArchive,
      Map<String, String> properties,
      List<String> arguments) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + tuning.heap);
    command.add("-XX:+UseSerialGC");
    command.add("-XX:-UsePerfData");
    command.add("-XX:+UseCompactObjectHeaders");
    if (tuning != Tuning.SERVER) {
      command.add("-XX:TieredStopAtLevel=1");
    }
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.addAll(archiveOptions(archive, writesArchive));
    properties.forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "switchboard.Main"));
    command.addAll(arguments);
    command.add("--child");
    return command;
  }

  private static List<String> archiveOptions(String name, boolean writes) {
    var directory = System.getProperty("switchboard.cds", "");
    if (directory.isEmpty()) {
      return List.of();
    }
    var file = Path.of(directory, name + ".jsa");
    var options = new ArrayList<>(List.of("-Xlog:disable", "-Xlog:all=error,cds*=off:stderr"));
    options.add("-Dswitchboard.cds=" + directory);
    if (writes) {
      options.add("-XX:+AutoCreateSharedArchive");
      options.add("-XX:SharedArchiveFile=" + file);
    } else if (Files.exists(file)) {
      options.add("-XX:SharedArchiveFile=" + file);
    }
    return options;
  }
}
