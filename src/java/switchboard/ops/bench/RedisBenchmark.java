package switchboard.ops.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import switchboard.ops.CommandFailure;

/** Redis' own load generator with our script: how fast the server is without our client. */
final class RedisBenchmark {
  /**
   * Claimed journals to append to. The tool draws them at random, and a second append to one of
   * them is recognised as a repetition and writes nothing, so there are many more than appends.
   */
  private static final int JOURNALS = 400_000;

  private static final int APPENDS = 20_000;

  private RedisBenchmark() {}

  /** Appends per second; empty where the tool is not installed. */
  static OptionalDouble perSecond(String redisUri, int concurrency, List<String> append)
      throws InterruptedException {
    var uri = URI.create(redisUri);
    claim(redisUri, append);
    var command =
        new ArrayList<>(
            List.of("redis-benchmark", "-h", uri.getHost(), "-p", "" + uri.getPort(), "--csv"));
    command.addAll(List.of("-c", "" + concurrency, "-n", "" + APPENDS, "-r", "" + JOURNALS));
    command.addAll(append);
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException notInstalled) {
      return OptionalDouble.empty();
    }
    try {
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return perSecond(output);
    } catch (IOException broken) {
      throw new CommandFailure("redis-benchmark did not answer: " + broken, broken);
    }
  }

  /** The last line ends with seven figures, the rate first; before them stands the command. */
  private static OptionalDouble perSecond(String csv) {
    var line = csv.strip().lines().toList().getLast();
    var fields = line.split("\",\"");
    try {
      return OptionalDouble.of(Double.parseDouble(fields[fields.length - 7]));
    } catch (NumberFormatException | IndexOutOfBoundsException unreadable) {
      throw new CommandFailure("redis-benchmark said: " + line, unreadable);
    }
  }

  private static void claim(String redisUri, List<String> append) {
    // EVALSHA, digest, number of keys, marker, document
    var document = append.get(4).split("__rand_int__", 2);
    var script =
        "for i = 0, tonumber(ARGV[1]) - 1 do"
            + " redis.call('HSET', KEYS[1] .. string.format('%012d', i) .. ARGV[2],"
            + " 'epoch', '1', 'base', '0') end return 'OK'";
    try (var redis = new RedisTalk(redisUri)) {
      redis.call("EVAL", script, "1", document[0], "" + JOURNALS, document[1]);
    }
  }
}
