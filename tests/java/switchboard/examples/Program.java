package switchboard.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A program that runs, and the lines that it has printed. Closing kills it. */
public final class Program implements AutoCloseable {
  private final Process process;
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Thread reader;

  Program(Process process) {
    this.process = process;
    this.reader = Thread.ofVirtual().start(this::read);
  }

  private void read() {
    try (var output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      output.lines().forEach(lines::add);
    } catch (IOException | UncheckedIOException cut) {
      lines.add("(its output was cut)");
    }
  }

  /** What it has printed so far, on either output. */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  /** Writes a line to its standard input. */
  public void say(String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  public long pid() {
    return process.pid();
  }

  /** Ends its standard input. */
  public void endInput() throws IOException {
    process.getOutputStream().close();
  }

  /** Asks it to end, as an operator would: SIGTERM. */
  public void terminate() {
    process.destroy();
  }

  /** Ends it without a word: SIGKILL. */
  public void kill() {
    process.destroyForcibly();
  }

  /** Its exit code, once it has ended; fails if it takes longer. */
  public int exitCode(long seconds) throws InterruptedException {
    if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
      throw new AssertionError("still running after " + seconds + " s:\n" + output());
    }
    reader.join();
    return process.exitValue();
  }

  private String output() {
    return String.join("\n", lines);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
