package switchboard.journal;

import java.util.List;
import org.apache.pekko.persistence.CapabilityFlag;
import org.apache.pekko.persistence.japi.journal.JavaJournalPerfSpec;
import org.apache.pekko.testkit.EventFilter;
import org.apache.pekko.testkit.TestEvent;
import org.junit.runner.RunWith;
import org.scalactic.source.Position;
import org.scalatest.Informer;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/** Pekko's measurements of a journal, with every write on disk before it is acknowledged. */
@RunWith(Tck.IfInstalled.class)
public class InstalledRedisJournalPerfSpec extends JavaJournalPerfSpec {
  private final Redis.Planned redis;

  public InstalledRedisJournalPerfSpec() {
    this(Redis.installed());
  }

  private InstalledRedisJournalPerfSpec(Redis.Planned redis) {
    super(Tck.config(redis));
    this.redis = redis;
  }

  @Override
  public void beforeAll() {
    redis.start();
    super.beforeAll();
    // The specification's actor does not handle its own answers while it recovers.
    EventFilter unhandled =
        EventFilter.warning(null, null, "", "unhandled message.*", Integer.MAX_VALUE);
    system()
        .eventStream()
        .publish(new TestEvent.Mute(CollectionConverters.asScala(List.of(unhandled)).toSeq()));
  }

  @Override
  public void afterAll() {
    super.afterAll();
    redis.close();
  }

  @Override
  public long awaitDurationMillis() {
    return 60_000;
  }

  @Override
  public int measurementIterations() {
    return 3;
  }

  /** JUnit has no place for the figures, so they go to the console. */
  @Override
  public Informer info() {
    return new Informer() {
      @Override
      public void apply(String message, Option<Object> payload, Position position) {
        System.out.println("JournalPerfSpec: " + message);
      }
    };
  }

  @Override
  public CapabilityFlag supportsRejectingNonSerializableObjects() {
    return CapabilityFlag.on();
  }

  @Override
  public CapabilityFlag supportsMetadata() {
    return CapabilityFlag.on();
  }
}
