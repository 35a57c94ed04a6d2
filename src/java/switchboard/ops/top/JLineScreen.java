package switchboard.ops.top;

import dev.tamboui.layout.Position;
import dev.tamboui.layout.Size;
import dev.tamboui.terminal.AbstractBackend;
import java.io.IOException;
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

  /** Leaves the terminal as it was. */
  @Override
  public synchronized void close() throws IOException {
    if (!closed) {
      closed = true;
      now("0m");
      disableRawMode();
      terminal.close();
    }
  }
}
