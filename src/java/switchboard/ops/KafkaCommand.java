package switchboard.ops;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import switchboard.kafka.Brokers;
import switchboard.kafka.DeadLetterFailure;
import switchboard.kafka.DeadLetters;
import switchboard.kafka.KafkaDesk;
import switchboard.kafka.KafkaFailure;
import switchboard.kafka.KafkaSettings;
import switchboard.kafka.LagReport;
import switchboard.ops.client.LagText;
import switchboard.ops.client.TopicText;

/** {@code switchboard kafka}. */
@Command(
    name = "kafka",
    description = "Looks at the topics between Switchboard and the services, and who reads them.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {KafkaCommand.Topics.class, KafkaCommand.Lag.class})
public final class KafkaCommand extends Verb {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "say what: switchboard kafka topics or lag");
  }

  /** What the commands have in common: whom they ask, and how long. */
  @Command
  abstract static class Looking extends Verb {
    /** So that a broker that is away is told of within 10 s. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    @Spec private CommandSpec spec;

    @Option(names = "--output", paramLabel = "text|json", defaultValue = "text")
    private Output output;

    @Mixin private KafkaTarget target;
    @Mixin private NodeSettings node;

    <R> R ask(Function<KafkaDesk, R> question) {
      LibraryLogs.silence();
      try (var desk = KafkaDesk.connect(brokers(), PATIENCE)) {
        return question.apply(desk);
      } catch (KafkaFailure failure) {
        throw new CommandFailure(failure.getMessage(), failure);
      }
    }

    Brokers brokers() {
      return target.brokers(node);
    }

    KafkaSettings settings() {
      try {
        return KafkaSettings.from(node.config());
      } catch (IllegalArgumentException wrong) {
        throw new CommandFailure(wrong.getMessage(), wrong);
      }
    }

    boolean isJson() {
      return output == Output.JSON;
    }

    void print(String text) {
      var out = spec.commandLine().getOut();
      out.println(text);
      out.flush();
    }
  }

  /** {@code switchboard kafka topics}. */
  @Command(
      name = "topics",
      description = {
        "Shows every topic of Switchboard: partitions, copies, copies in step, how long records are"
            + " kept and what they take, and what differs from the configuration of the nodes.",
        "The exit code is 1 if something is BAD: records are refused, or no node would start."
      })
  static final class Topics extends Looking {
    @Override
    public Integer call() {
      var topics = ask(KafkaDesk::topics);
      var wanted = settings().topics();
      print(isJson() ? TopicText.json(topics, wanted) : TopicText.text(topics, wanted));
      long bad = TopicText.bad(topics, wanted);
      if (bad > 0) {
        throw new CommandFailure(bad + " of the topics' findings are BAD: see above");
      }
      return 0;
    }
  }

  /** {@code switchboard kafka lag}. */
  @Command(
      name = "lag",
      description = {
        "Shows how far the nodes and the services are in the topics: two looks, a second apart.",
        "For each group and partition: the offset it goes on from (COMMITTED), the end, how many"
            + " records wait (LAG), records handled per second, when it will have caught up, who"
            + " reads it, and the open dead letters of the topic.",
        "STATE is CURRENT; CATCHING_UP; FALLING_BEHIND: as much comes as is handled; STUCK: records"
            + " wait and none was handled; UNREAD: records wait and nobody reads.",
        "The exit code is 1 if a partition is STUCK or UNREAD."
      })
  static final class Lag extends Looking {
    private static final double LONGEST = 60;

    @Spec private CommandSpec spec;

    @Option(
        names = "--groups",
        paramLabel = "GROUP",
        split = ",",
        description = "Only these; default: every group that reads one of the topics")
    private List<String> groups = List.of();

    @Option(
        names = "--wait",
        paramLabel = "SECONDS",
        defaultValue = "1",
        description = "How long lies between the two looks, 0.1 to 60")
    private double seconds;

    @Option(names = "--all", description = "Shows every partition, also those where nothing waits")
    private boolean all;

    @Override
    public Integer call() {
      if (!(seconds >= 0.1 && seconds <= LONGEST)) {
        throw new CommandLine.ParameterException(spec.commandLine(), "--wait is 0.1 to 60");
      }
      var expected = settings().groups();
      var report = ask(desk -> twoLooks(desk, expected));
      var letters = open();
      var now = Instant.now();
      print(
          isJson()
              ? LagText.json(report, letters, expected.keySet(), now)
              : LagText.text(report, letters, expected.keySet(), all, now));
      long bad = LagText.halted(report);
      if (bad > 0) {
        throw new CommandFailure(bad + " partitions do not get on: see above");
      }
      return 0;
    }

    private LagReport twoLooks(KafkaDesk desk, Map<String, List<String>> expected) {
      var only = new ArrayList<>(groups);
      var before = desk.groups(expected, only);
      long began = System.nanoTime();
      long until = began + (long) (seconds * 1e9);
      for (long left = until - began; left > 0; left = until - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      var now = desk.groups(expected, only);
      var watched = Duration.ofNanos(System.nanoTime() - began);
      return LagReport.between(before, now, watched, desk::front);
    }

    private Map<String, Long> open() {
      try (var letters = DeadLetters.connect(brokers(), PATIENCE)) {
        return letters.open();
      } catch (DeadLetterFailure failure) {
        throw new CommandFailure(failure.getMessage(), failure);
      }
    }
  }
}
