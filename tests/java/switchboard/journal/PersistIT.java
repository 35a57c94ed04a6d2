package switchboard.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.journal.TestStore.await;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.typed.EventAdapter;
import org.apache.pekko.persistence.typed.EventSeq;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import switchboard.local.RedisServer;

/** A typed actor on the plugins, with snapshots that delete the events before them. */
class PersistIT {
  private static RedisServer redis;
  private static ActorTestKit kit;

  record Add(String word, ActorRef<String> replyTo) {}

  @BeforeAll
  static void start() {
    redis = Redis.start();
    Config config = Redis.config(redis.uri());
    kit = ActorTestKit.create("persist", config);
  }

  @AfterAll
  static void stop() {
    kit.shutdownTestKit();
    redis.close();
  }

  @Test
  void anActorComesBackWithItsStateAndItsDocument() {
    var probe = kit.<String>createTestProbe();
    var first = kit.spawn(new Words("words"));
    for (int i = 1; i <= 125; i++) {
      first.tell(new Add("w", probe.getRef()));
      probe.expectMessage(Integer.toString(i));
    }
    kit.stop(first);

    var second = kit.spawn(new Words("words"));
    second.tell(new Add("w", probe.getRef()));
    probe.expectMessage("126");

    var store = RedisStore.get(kit.system().classicSystem());
    var document = await(store.document("words")).orElseThrow();
    assertThat(document.version()).isEqualTo(126);
    assertThat(document.sections().get("count")).isEqualTo(Keys.bytes("126"));
    var page = await(store.events("words", 1, 1000, 1000));
    assertThat(page.lastSequence()).isEqualTo(126);
    assertThat(page.oldestSequence()).isGreaterThan(50);
    assertThat(page.events()).allMatch(event -> event.event().equals("w"));
  }

  @Test
  void anOlderIncarnationOnTheSameNodeStopsAtItsNextWrite() {
    var probe = kit.<String>createTestProbe();
    var first = kit.spawn(new Words("twice"));
    first.tell(new Add("a", probe.getRef()));
    probe.expectMessage("1");
    var second = kit.spawn(new Words("twice"));
    second.tell(new Add("b", probe.getRef()));
    probe.expectMessage("2");

    first.tell(new Add("lost", probe.getRef()));
    probe.expectTerminated(first, Duration.ofSeconds(5));
    probe.expectNoMessage(Duration.ofMillis(100));
    second.tell(new Add("c", probe.getRef()));
    probe.expectMessage("3");
  }

  /** Counts words. Each event carries the document's only section. */
  private static final class Words extends EventSourcedBehavior<Add, Words.Said, Integer> {
    record Said(String word, int count) {}

    Words(String id) {
      super(PersistenceId.ofUniqueId(id));
    }

    @Override
    public Integer emptyState() {
      return 0;
    }

    @Override
    public CommandHandler<Add, Said, Integer> commandHandler() {
      return (count, add) ->
          Effect()
              .persist(new Said(add.word(), count + 1))
              .thenRun(after -> add.replyTo().tell(after.toString()));
    }

    @Override
    public EventHandler<Integer, Said> eventHandler() {
      return (count, _) -> count + 1;
    }

    @Override
    public RetentionCriteria retentionCriteria() {
      return RetentionCriteria.snapshotEvery(50, 1).withDeleteEventsOnSnapshot();
    }

    @Override
    public EventAdapter<Said, ?> eventAdapter() {
      return new EventAdapter<Said, Object>() {
        @Override
        public Object toJournal(Said said) {
          var sections = Map.of("count", Keys.bytes(Integer.toString(said.count())));
          var side = new SideData(sections, List.of(), List.of(), Optional.empty());
          return new Append(said.word(), side);
        }

        @Override
        public String manifest(Said said) {
          return "";
        }

        @Override
        public EventSeq<Said> fromJournal(Object stored, String manifest) {
          return EventSeq.single(new Said((String) stored, 0));
        }
      };
    }
  }
}
