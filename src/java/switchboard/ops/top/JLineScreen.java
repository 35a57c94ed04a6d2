package switchboard.ops.top;

import dev.tamboui.layout.Position;
import dev.tamboui.layout.Size;
import dev.tamboui.terminal.AbstractBackend;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.utils.NonBlockingReader;

/** The terminal as the screen's library wants it, by the JLine that `chat` uses, too. */
final class JLineScreen extends AbstractBackend {
  private static final String CSI = "\033[";

  private final Terminal terminal;
  private final Runnable onEnd;
  private final Thread lastWords = new Thread(JLineScreen::leaveAnyhow, "last-words");
  private Optional<Attributes> before = Optional.empty();
  private boolean closed;

  /**
   * @param onEnd is told when the terminal is gone
   */
  JLineScreen(Terminal terminal, Runnable onEnd) {
    this.terminal = terminal;
    this.onEnd = onEnd;
  }

  @Override
  public void flush() {
    terminal.writer().flush();
  }

  @Override
  public void clear() {
    now("2J" + CSI + "H");
  }

  @Override
  public Size size() {
    // a terminal that does not say how large it is
    return terminal.getColumns() > 0 && terminal.getRows() > 0
        ? new Size(terminal.getColumns(), terminal.getRows())
        : new Size(80, 24);
  }

  @Override
  public void showCursor() {
    now("?25h");
  }

  @Override
  public void hideCursor() {
    now("?25l");
  }

  @Override
  public Position getCursorPosition() {
    return Position.ORIGIN;
  }

  @Override
  public void enterAlternateScreen() {
    Runtime.getRuntime().addShutdownHook(lastWords);
    now("?1049h");
  }

  @Override
  public void leaveAlternateScreen() {
    now("?1049l");
  }

  /** Ctrl-C comes as a key then, so that it ends the screen in order. */
  @Override
  public void enableRawMode() {
    if (before.isEmpty()) {
      before = Optional.of(terminal.enterRawMode());
      var raw = terminal.getAttributes();
      raw.setLocalFlag(LocalFlag.ISIG, false);
      terminal.setAttributes(raw);
    }
  }

  @Override
  public void disableRawMode() {
    before.ifPresent(terminal::setAttributes);
    before = Optional.empty();
  }

  @Override
  public void writeRaw(String data) {
    terminal.writer().print(data);
  }

  @Override
  public void writeRaw(byte[] data) throws IOException {
    terminal.output().write(data);
  }

  private void now(String sequence) {
    terminal.writer().print(CSI + sequence);
    terminal.writer().flush();
  }

  @Override
  public void onResize(Runnable handler) {
    terminal.handle(Signal.WINCH, _ -> handler.run());
  }

  @Override
  public int read(int timeoutMs) throws IOException {
    int read = terminal.reader().read((long) timeoutMs);
    if (read == NonBlockingReader.EOF) {
      onEnd.run();
    }
    return read;
  }

  @Override
  public int peek(int timeoutMs) throws IOException {
    return terminal.reader().peek(timeoutMs);
  }

  /**
   * When a signal ends the process, JLine closes the terminal at the same time as others want to
   * leave it in order, and what comes later is lost: so this goes past it. Twice does no harm.
   */
  private static void leaveAnyhow() {
    try (var out = new FileOutputStream(FileDescriptor.out)) {
      out.write((CSI + "0m" + CSI + "?25h" + CSI + "?1049l").getBytes(StandardCharsets.US_ASCII));
    } catch (IOException gone) {
      // there is no terminal any more that could be left
    }
  }

  /** Leaves the terminal as it was. */
  @Override
  public synchronized void close() throws IOException {
    if (!closed) {
      closed = true;
      try {
        Runtime.getRuntime().removeShutdownHook(lastWords);
      } catch (IllegalStateException ending) {
        // the process ends, and it runs
      }
      now("0m");
      disableRawMode();
      terminal.close();
    }
  }
}
