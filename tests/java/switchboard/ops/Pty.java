package switchboard.ops;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jline.terminal.Size;
import org.jline.utils.ScreenTerminal;
import switchboard.Main;

/**
 * The command line in a pseudo-terminal of its own, which {@code script} makes, and what a person
 * would see there.
 */
public final class Pty implements AutoCloseable {
  private final Path dir;
  private final ScreenTerminal screen;
  private final StringBuffer raw = new StringBuffer();
  private final Process process;
  private final Thread reader;

  /**
   * @param dir for the notes of the shell that runs the command
   */
  public Pty(Path dir, int columns, int rows, String... arguments) throws IOException {
    this.dir = Files.createDirectories(dir);
    this.screen = new ScreenTerminal(columns, rows);
    var java = Path.of(System.getProperty("java.home"), "bin", "java");
    var command =
        """
        tty > tty; stty rows %d cols %d; stty -g > before
        sh -c 'echo $$ > pid; exec "%s" -Xmx128m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC \
        --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow %s %s'
        echo $? > code; stty -g > after
        """
            .formatted(rows, columns, java, Main.class.getName(), String.join(" ", arguments));
    Files.writeString(this.dir.resolve("command"), command);
    var builder =
        new ProcessBuilder("script", "-qfec", "sh command", "/dev/null")
            .directory(this.dir.toFile())
            .redirectErrorStream(true);
    builder.environment().put("CLASSPATH", absoluteClassPath());
    builder.environment().put("TERM", "xterm-256color");
    this.process = builder.start();
    this.reader = Thread.ofVirtual().start(this::read);
  }

  private static String absoluteClassPath() {
    return List.of(System.getProperty("java.class.path").split(":")).stream()
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(":"));
  }

  private void read() {
    try (var in = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
      var piece = new char[4096];
      for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
        var text = new String(piece, 0, read);
        raw.append(text);
        screen.write(text);
      }
    } catch (IOException over) {
      throw new UncheckedIOException(over);
    }
  }

  /** What is to be seen, a line for each row. */
  public String screen() {
    int columns = screen.getColumns();
    int rows = screen.getRows();
    var cells = new long[columns * rows];
    screen.dump(cells, new int[2]);
    var text = new StringBuilder();
    for (int row = 0; row < rows; row++) {
      var line = new StringBuilder();
      for (int column = 0; column < columns; column++) {
        int symbol = ScreenTerminal.cellCodePoint(cells[row * columns + column]);
        line.appendCodePoint(symbol == 0 ? ' ' : symbol);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString().stripTrailing();
  }

  /** All that was written, with every control sequence. */
  public String raw() {
    return raw.toString();
  }

  public void type(String keys) throws IOException {
    process.getOutputStream().write(keys.getBytes(StandardCharsets.US_ASCII));
    process.getOutputStream().flush();
  }

  /** As when a person drags the window larger. */
  public void resize(int columns, int rows) throws Exception {
    screen.setSize(Size.of(columns, rows));
    var tty = Files.readString(dir.resolve("tty")).strip();
    new ProcessBuilder("stty", "-F", tty, "rows", "" + rows, "cols", "" + columns)
        .start()
        .waitFor(5, TimeUnit.SECONDS);
  }

  /** Asks the command itself to end, as a service manager does. */
  public void terminate() throws Exception {
    var pid = Files.readString(dir.resolve("pid")).strip();
    new ProcessBuilder("kill", "-TERM", pid).start().waitFor(5, TimeUnit.SECONDS);
  }

  /** The command's exit code. */
  public int ended(Duration within) throws Exception {
    Awaitility.await()
        .atMost(within)
        .until(() -> Files.exists(dir.resolve("after")) && !process.isAlive());
    reader.join(Duration.ofSeconds(5));
    return Integer.parseInt(Files.readString(dir.resolve("code")).strip());
  }

  /** The terminal's modes before the command began. */
  public String modesBefore() throws IOException {
    return Files.readString(dir.resolve("before"));
  }

  /** The terminal's modes after it ended. */
  public String modesAfter() throws IOException {
    return Files.readString(dir.resolve("after"));
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
