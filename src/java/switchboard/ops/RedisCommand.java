package switchboard.ops;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import switchboard.journal.StoreException;
import switchboard.journal.StoreFinding.Level;
import switchboard.journal.StoreInspector;
import switchboard.local.DataDirectory;
import switchboard.ops.client.KeysText;
import switchboard.ops.client.StoreText;
import switchboard.privacy.KeyEncryptionKeys;

/** {@code switchboard redis}. */
@Command(
    name = "redis",
    description = "Looks at the store: whether it keeps what it is given, and what is in it.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      RedisCommand.Check.class,
      RedisCommand.KeysOfTheStore.class,
      RedisServeCommand.class
    })
public final class RedisCommand extends Verb {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "say what: switchboard redis check or keys");
  }

  /** What the commands have in common: whom they ask. */
  @Command
  abstract static class Looking extends Verb {
    @Spec private CommandSpec spec;

    @Option(names = "--output", paramLabel = "text|json", defaultValue = "text")
    private Output output;

    @Mixin RedisTarget target;
    @Mixin NodeSettings node;

    Config config() {
      return target.config(node);
    }

    /** Asks the store something; a failure is one line that says what to do. */
    <R> R ask(Function<StoreInspector, CompletionStage<R>> question, long seconds) {
      LibraryLogs.silence();
      try (var inspector = new StoreInspector(config().getConfig("switchboard.redis"))) {
        try {
          return question.apply(inspector).toCompletableFuture().get(seconds, TimeUnit.SECONDS);
        } catch (ExecutionException failure) {
          throw failed(inspector.address(), failure.getCause());
        } catch (TimeoutException late) {
          throw new CommandFailure(
              "Redis at %s did not say all within %d s: see whether it is busy"
                  .formatted(inspector.address(), seconds),
              late);
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
          throw new CommandFailure("interrupted; run it again", interrupted);
        }
      } catch (IllegalArgumentException wrong) {
        throw new CommandFailure(wrong.getMessage(), wrong);
      }
    }

    private static CommandFailure failed(String address, Throwable failure) {
      return failure instanceof StoreException.Unavailable
          ? new CommandFailure(
              "Redis at %s is away, or hangs%s: start it, or see its machine and its log; nodes"
                      .formatted(address, detail(failure))
                  + " wait for it and go on by themselves",
              failure)
          : new CommandFailure(
              "Redis at %s: %s%s".formatted(address, failure.getMessage(), detail(failure)),
              failure);
    }

    private static String detail(Throwable failure) {
      var cause = failure.getCause();
      while (cause != null && cause.getCause() != null) {
        cause = cause.getCause();
      }
      return cause == null ? "" : " (" + cause.getMessage() + ")";
    }

    boolean isJson() {
      return output == Output.JSON;
    }

    void print(String text) {
      var out = spec.commandLine().getOut();
      out.println(text);
      out.flush();
    }

    void note(String text) {
      var err = spec.commandLine().getErr();
      err.println(text);
      err.flush();
    }
  }

  /** {@code switchboard redis check}. */
  @Command(
      name = "check",
      description = {
        "Connects as a node would and says of every master whether it keeps what it is given:"
            + " durability, disk, eviction, memory, replicas, cluster, refusals, scripts, clients"
            + " and latency; of the store its id, and whether the nodes have the key-encryption"
            + " keys that it needs.",
        "Each finding is OK, WARN or BAD, with what was seen and what to do. Nothing is changed.",
        "The exit code is 1 if a finding is BAD."
      })
  static final class Check extends Looking {
    private static final long SECONDS = 8;
    private static final long LOOKED_AT = 100_000;

    @Option(
        names = "--keys",
        paramLabel = "FILE",
        description =
            "The nodes' key-encryption keys; default: those of --config, else the file kek under"
                + " --data")
    private Optional<Path> keys = Optional.empty();

    @Override
    public Integer call() {
      var found = ask(StoreInspector::inspect, SECONDS);
      var all = new ArrayList<>(found.findings());
      if (found.storeId().isPresent()) {
        var wrappings = ask(inspector -> inspector.wrappings(LOOKED_AT), SECONDS);
        all.add(StoreText.keys(wrappings, keyEncryptionKeys().map(KeyEncryptionKeys::ids)));
      }
      print(isJson() ? StoreText.json(all) : StoreText.text(all));
      long bad = all.stream().filter(it -> it.level() == Level.BAD).count();
      if (bad > 0) {
        throw new CommandFailure(bad + " findings are BAD: see above");
      }
      return 0;
    }

    private Optional<KeyEncryptionKeys> keyEncryptionKeys() {
      try {
        if (keys.isPresent()) {
          return keys.map(KeyEncryptionKeys::read);
        }
        if (node.isGiven()) {
          return Optional.of(KeyEncryptionKeys.from(node.config()));
        }
        return target.isSystems(node)
            ? Optional.of(KeyEncryptionKeys.read(DataDirectory.keyEncryptionKeys(target.data())))
            : Optional.empty();
      } catch (IllegalArgumentException wrong) {
        throw new CommandFailure(wrong.getMessage(), wrong);
      }
    }
  }

  /** {@code switchboard redis keys}. */
  @Command(
      name = "keys",
      description = {
        "Says what the store's memory is spent on: keys by kind, their size reckoned from a random"
            + " sample of each kind, and those that should expire and do not.",
        "It walks over the keys page by page (SCAN) and stops after --limit of them."
      })
  static final class KeysOfTheStore extends Looking {
    @Option(
        names = "--sample",
        paramLabel = "N",
        defaultValue = "2000",
        description = "How many keys of each kind are measured at most, 1 to 100000")
    private int sample;

    @Option(
        names = "--limit",
        paramLabel = "N",
        defaultValue = "5000000",
        description = "After how many keys, about, the walk ends; at least 1")
    private long limit;

    @Option(
        names = "--within",
        paramLabel = "SECONDS",
        defaultValue = "600",
        description = "For how long it may take")
    private long within;

    @Override
    public Integer call() {
      if (sample < 1 || sample > 100_000 || limit < 1) {
        throw new CommandFailure("--sample is 1 to 100000, and --limit at least 1");
      }
      var census =
          ask(
              inspector ->
                  inspector.census(sample, limit, looked -> note(looked + " keys looked at")),
              within);
      print(isJson() ? KeysText.json(census) : KeysText.text(census));
      return 0;
    }
  }
}
