package switchboard.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import switchboard.ops.ProtosetCommand;

/**
 * The examples in TypeScript, installed and compiled in a copy under target: once for each process
 * of tests, and the packages once for each package.json.
 *
 * <p>A test that asks for them is skipped where there is no npm; where there is one, everything
 * that fails is a failure.
 */
public final class TypeScript {
  private static final Path SOURCES = Path.of("examples/typescript");
  private static final Path WORK = Path.of("target/examples/typescript").toAbsolutePath();
  private static final Path SERVICE_CONFIG = Path.of("config/service-config.json").toAbsolutePath();
  private static final Path INSTALLED = WORK.resolve("installed.json");
  private static final long INSTALL_SECONDS = 180;
  private static final long COMPILE_SECONDS = 120;
  private static boolean ready;

  private TypeScript() {}

  /** Installs and compiles, unless that is done already. */
  public static synchronized void prepare() throws IOException, InterruptedException {
    if (ready) {
      return;
    }
    Assumptions.assumeTrue(
        runs("node", "--version") && runs("npm", "--version"),
        "skipped: node and npm are not on the path; install Node.js 20 or later");
    copy();
    var manifest = Files.readString(SOURCES.resolve("package.json"));
    if (!Files.exists(INSTALLED) || !Files.readString(INSTALLED).equals(manifest)) {
      run(INSTALL_SECONDS, "npm", "install", "--no-package-lock", "--no-audit", "--no-fund");
      Files.writeString(INSTALLED, manifest);
    }
    run(COMPILE_SECONDS, "npm", "run", "--silent", "build");
    Files.write(protoset(), ProtosetCommand.contract().toByteArray());
    ready = true;
  }

  /**
   * Starts a compiled program.
   *
   * @param name the source's name without its ending, such as {@code client}
   */
  public static Program start(String name, String... arguments)
      throws IOException, InterruptedException {
    return start(name, Map.of(), arguments);
  }

  /** The same with more in its environment. */
  public static Program start(String name, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    prepare();
    var command = new ArrayList<>(List.of("node", "dist/" + name + ".js"));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).directory(WORK.toFile()).redirectErrorStream(true);
    builder.environment().put("SWITCHBOARD_PROTOSET", protoset().toString());
    builder.environment().put("SWITCHBOARD_SERVICE_CONFIG", SERVICE_CONFIG.toString());
    builder.environment().putAll(environment);
    return new Program(builder.start());
  }

  private static Path protoset() {
    return WORK.resolve("switchboard.protoset");
  }

  /** Only what is in the sources: what was installed or compiled there stays there. */
  private static void copy() throws IOException {
    Files.createDirectories(WORK.resolve("src"));
    try (var old = Files.list(WORK.resolve("src"))) {
      for (var file : old.toList()) {
        Files.delete(file);
      }
    }
    for (var name : List.of("package.json", "tsconfig.json")) {
      Files.copy(SOURCES.resolve(name), WORK.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
    try (var sources = Files.list(SOURCES.resolve("src"))) {
      for (var source : sources.toList()) {
        Files.copy(source, WORK.resolve("src").resolve(source.getFileName()));
      }
    }
  }

  private static boolean runs(String... command) throws InterruptedException {
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException absent) {
      return false; // there is no such program
    }
  }

  private static void run(long seconds, String... command)
      throws IOException, InterruptedException {
    var log = WORK.resolve("log.txt");
    var process =
        new ProcessBuilder(command)
            .directory(WORK.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
    if (!ended) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
    if (!ended || process.exitValue() != 0) {
      var how = ended ? " failed" : " took longer than " + seconds + " s";
      throw new AssertionError(String.join(" ", command) + how + ":\n" + Files.readString(log));
    }
  }
}
