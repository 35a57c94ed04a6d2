package switchboard.ops;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import switchboard.local.ParentWatch;
import switchboard.ops.bench.AppendReference;
import switchboard.ops.bench.ConcurrencyBench;
import switchboard.ops.bench.LoadGenerator;
import switchboard.ops.bench.PairedLoad;
import switchboard.ops.bench.SagaLoad;

/** {@code switchboard bench-load}: the load generator, apart from what it loads. */
@Command(
    name = "bench-load",
    hidden = true,
    description = "Sends turns to front doors and prints what it measured as JSON.")
public final class BenchLoadCommand extends Verb {
  @Spec private CommandSpec spec;

  @Mixin private Target target;

  @Option(
      names = "--reference",
      paramLabel = "URL",
      description = "Appends straight to this Redis instead")
  private String reference;

  @Option(
      names = "--counters",
      paramLabel = "URL",
      description = "Counts in documents of this Redis instead")
  private String counters;

  @Option(
      names = "--sagas",
      paramLabel = "HOST:PORT",
      description = "Asks questions that need the services behind this broker instead")
  private String sagas;

  @Option(names = "--orders", defaultValue = "1000")
  private int orders;

  @Option(names = "--seed", defaultValue = "1")
  private long seed;

  @Option(names = "--levels", split = ",", defaultValue = "1,64")
  private List<Integer> levels;

  @Option(names = "--writers", split = ",", defaultValue = "64")
  private List<Integer> writers;

  @Option(names = "--documents", split = ",", defaultValue = "1")
  private List<Integer> documents;

  @Option(names = "--sessions", defaultValue = "1000")
  private int sessions;

  @Option(names = "--concurrency", defaultValue = "64")
  private int concurrency;

  @Option(names = "--seconds", defaultValue = "20")
  private int seconds;

  @Option(names = "--warm-up", defaultValue = "10")
  private int warmUp;

  @Option(
      names = "--beside",
      paramLabel = "DIR",
      description = "Loads the first node of the system under this data directory in turn with it")
  private Path beside;

  @Option(names = "--rounds", defaultValue = "10")
  private int rounds;

  @Option(names = "--child", hidden = true)
  private boolean child;

  @Override
  public Integer call() throws InterruptedException, JsonProcessingException {
    if (child) {
      ParentWatch.exitWithParent();
    }
    System.out.println(new JsonMapper().writeValueAsString(measured()));
    return 0;
  }

  private Object measured() throws InterruptedException {
    if (reference != null) {
      try (var appends = AppendReference.open(reference)) {
        return appends.measure(reference, concurrency, Duration.ofSeconds(seconds));
      }
    }
    if (counters != null) {
      return new ConcurrencyBench(counters, Duration.ofSeconds(seconds)).run(writers, documents);
    }
    if (sagas != null) {
      try (var load = new SagaLoad(target.withoutHandOver(), sagas, seed, orders)) {
        return load.run(new SagaLoad.Settings(levels, seconds, warmUp));
      }
    }
    if (beside != null) {
      return pair();
    }
    try (var load = new LoadGenerator(target.withoutHandOver())) {
      return load.run(sessions, concurrency, warmUp, seconds);
    }
  }

  private PairedLoad.Report pair() throws InterruptedException {
    try (var first = new LoadGenerator(target.withoutHandOver(target.data));
        var second = new LoadGenerator(target.withoutHandOver(beside))) {
      return new PairedLoad(spec.commandLine().getErr())
          .run(
              new PairedLoad.Side(first, Target.firstNode(target.data)),
              new PairedLoad.Side(second, Target.firstNode(beside)),
              new PairedLoad.Settings(sessions, concurrency, warmUp, seconds, rounds));
    }
  }
}
