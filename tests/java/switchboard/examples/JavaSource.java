package switchboard.examples;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The examples in Java, each one file that Java compiles and runs by itself. */
public final class JavaSource {
  private static final Path SOURCES = Path.of("examples/java");

  private JavaSource() {}

  /**
   * Starts one, with warnings as errors.
   *
   * @param name the file's name without its ending, such as {@code ChatClient}
   */
  public static Program start(String name, String... arguments) throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "--class-path",
                classPath(),
                SOURCES.resolve(name + ".java").toString()));
    command.addAll(List.of(arguments));
    return new Program(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  /** Surefire may hide the class path in a manifest. */
  private static String classPath() {
    return Stream.of("surefire.test.class.path", "java.class.path")
        .map(name -> System.getProperty(name, ""))
        .filter(path -> !path.isEmpty())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
