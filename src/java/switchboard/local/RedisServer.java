package switchboard.local;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import redis.embedded.core.ExecutableProvider;

/**
 * A redis-server of our own, as a child process on loopback: the one on the path, or else the one
 * bundled with the program. Its append-only file keeps the data, so that the same directory later
 * finds it again.
 */
public final class RedisServer implements AutoCloseable {
  /**
   * Keeps small documents in one piece of memory, and events in pieces of 4 KB: a session of ten
   * turns takes a tenth less than with Redis' own defaults. By the names that 6.2 knows as well.
   */
  private static final List<String> COMPACT =
      List.of("--hash-max-ziplist-value", "1024", "--list-max-ziplist-size", "-1");

  private static final long START_SECONDS = 20;
  private static final long STOP_SECONDS = 5;
  private static final int POLL_MILLIS = 20;

  private final Process process;
  private final int port;

  /** When a write counts as done. */
  public enum Fsync {
    /** Once it is on disk. */
    ALWAYS,
    /** At once; up to a second of writes is lost with the machine's power. */
    EVERYSEC
  }

  private RedisServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts a server and waits, at most 20 seconds, until it answers.
   *
   * @param port where it listens on 127.0.0.1
   * @param directory holds its data and its log; made if missing
   * @throws IllegalStateException if it does not come up; says where its log is
   */
  public static RedisServer start(int port, Path directory, Fsync fsync) {
    return start(installed().orElseGet(() -> bundled(directory)), port, directory, fsync);
  }

  /**
   * As {@link #start(int, Path, Fsync)}, with a binary of the caller's choice.
   *
   * @param more further arguments of redis-server
   */
  public static RedisServer start(
      Path binary, int port, Path directory, Fsync fsync, String... more) {
    try {
      Files.createDirectories(directory);
      List<String> command = new ArrayList<>();
      command.addAll(List.of(binary.toString(), "--port", Integer.toString(port)));
      command.addAll(List.of("--bind", "127.0.0.1", "--dir", directory.toString()));
      command.addAll(List.of("--save", "", "--appendonly", "yes"));
      command.addAll(List.of("--appendfsync", fsync.name().toLowerCase(Locale.ROOT)));
      command.addAll(List.of("--maxmemory-policy", "noeviction", "--daemonize", "no"));
      command.addAll(COMPACT);
      command.addAll(List.of(more));
      var log = directory.resolve("redis.log").toFile();
      var process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
              .start();
      var server = new RedisServer(process, port);
      server.awaitAnswer(log);
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException("redis-server could not be started: " + binary, e);
    }
  }

  /** The redis-server on the path, if there is one. */
  public static Optional<Path> installed() {
    return Stream.of(
            Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator))
        .map(folder -> Path.of(folder, "redis-server"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Unpacks the bundled redis-server below a directory, unless it is there already. */
  public static Path bundled(Path directory) {
    try {
      var folder = Files.createDirectories(directory.resolve("bin"));
      try (var files = Files.list(folder)) {
        var unpacked = files.filter(Files::isExecutable).findFirst();
        if (unpacked.isPresent()) {
          return unpacked.orElseThrow();
        }
      }
      return ExecutableProvider.newJarResourceProvider(folder.toFile()).get().toPath();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the bundled redis-server could not be unpacked; install redis-server instead", e);
    }
  }

  /** A port that was free a moment ago. */
  public static int freePort() {
    return Ports.freePorts(1).getFirst();
  }

  public int port() {
    return port;
  }

  public long pid() {
    return process.pid();
  }

  /** Where it is, as {@code switchboard.redis.uri} takes it. */
  public String uri() {
    return "redis://127.0.0.1:" + port;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Kills it at once, as a crash would. */
  public void kill() {
    stop(process::destroyForcibly);
  }

  /** Asks it to stop, which writes what is left to disk; kills it after 5 seconds. */
  @Override
  public void close() {
    stop(process::destroy);
  }

  private void stop(Runnable signal) {
    signal.run();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(STOP_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void awaitAnswer(File log) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    try {
      while (!answers()) {
        if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
          throw new IllegalStateException(
              "redis-server ended at its start, log " + log + ": " + lastLine(log));
        }
        if (System.nanoTime() > deadline) {
          close();
          throw new IllegalStateException("redis-server does not answer; its log: " + log);
        }
      }
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while redis-server was starting", e);
    }
  }

  private static String lastLine(File log) {
    try (var lines = Files.lines(log.toPath())) {
      return lines.filter(line -> !line.isBlank()).reduce("empty", (_, line) -> line);
    } catch (IOException e) {
      throw new UncheckedIOException("the log of redis-server cannot be read: " + log, e);
    }
  }

  /** Whether it answers PING, which it refuses while it loads its data. */
  private boolean answers() {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      socket.setSoTimeout(1000);
      socket.getOutputStream().write("PING\r\n".getBytes(US_ASCII));
      return new String(socket.getInputStream().readNBytes(5), US_ASCII).equals("+PONG");
    } catch (IOException notYet) {
      return false;
    }
  }
}
