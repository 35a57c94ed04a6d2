package switchboard.ops;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.ActorSystem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import switchboard.journal.RedisStore;
import switchboard.local.DataDirectory;
import switchboard.privacy.KeyEncryptionKeys;
import switchboard.privacy.KeyRotation;

/** {@code switchboard subject}. */
@Command(
    name = "subject",
    description = "Looks after what is stored of subjects.",
    subcommands = {
      SubjectProfileCommand.class,
      SubjectExportCommand.class,
      SubjectEraseCommand.class,
      SubjectCommand.RotateKeys.class
    })
public final class SubjectCommand extends Verb {
  @Override
  public Integer call() {
    throw new CommandFailure(
        "say what to do: switchboard subject profile, export, erase or rotate-keys");
  }

  /** {@code switchboard subject rotate-keys}. */
  @Command(
      name = "rotate-keys",
      description = {
        "Wraps every subject's key by the first key-encryption key. No event is touched, and the"
            + " system may run meanwhile; interrupted, it can be run again.",
        "First put a new key (ID:KEY, the key being 32 random bytes in base64) into the file, below"
            + " the others, and restart every node with it: they must know it before anything is"
            + " wrapped by it. Then move it to the top and restart them, so that it wraps what is"
            + " new. After this command drop the old one and restart them again."
      })
  static final class RotateKeys extends Verb {
    @Spec private CommandSpec spec;

    @Mixin private RedisTarget target;
    @Mixin private NodeSettings node;

    @Option(
        names = "--keys",
        paramLabel = "FILE",
        description = "The key-encryption keys, instead of the file kek under --data")
    private Optional<Path> keys = Optional.empty();

    @Option(
        names = "--within",
        paramLabel = "SECONDS",
        defaultValue = "3600",
        description = "For how long it may take")
    private long within;

    @Override
    public Integer call() {
      var report = rotate(config(), keyEncryptionKeys());
      spec.commandLine()
          .getOut()
          .printf(
              "%d keys wrapped anew, %d wrapped by the first key already, %d subjects erased%n",
              report.rewrapped(), report.unchanged(), report.erased());
      return 0;
    }

    private KeyEncryptionKeys keyEncryptionKeys() {
      try {
        return KeyEncryptionKeys.read(
            keys.orElseGet(() -> DataDirectory.keyEncryptionKeys(target.data())));
      } catch (IllegalArgumentException wrong) {
        throw new CommandFailure(wrong.getMessage(), wrong);
      }
    }

    private Config config() {
      return ConfigFactory.parseMap(
              Map.of("pekko.actor.provider", "local", "pekko.coordinated-shutdown.exit-jvm", "off"))
          .withFallback(target.config(node));
    }

    private KeyRotation.Report rotate(Config config, KeyEncryptionKeys wrapping) {
      var system = ActorSystem.create("rotate-keys", config);
      try {
        var store = RedisStore.get(system);
        return store
            .ready()
            .thenCompose(_ -> new KeyRotation(store.subjects(), wrapping).run())
            .toCompletableFuture()
            .get(within, TimeUnit.SECONDS);
      } catch (ExecutionException failure) {
        throw new CommandFailure(
            "the keys could not all be wrapped anew: " + failure.getCause().getMessage(), failure);
      } catch (TimeoutException late) {
        throw new CommandFailure("not done in time: run it again with a longer --within", late);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new CommandFailure("interrupted; run it again", interrupted);
      } finally {
        system.terminate();
      }
    }
  }
}
