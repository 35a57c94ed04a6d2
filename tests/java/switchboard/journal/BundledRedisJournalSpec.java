package switchboard.journal;

import org.apache.pekko.persistence.CapabilityFlag;
import org.apache.pekko.persistence.japi.journal.JavaJournalSpec;
import org.junit.runner.RunWith;
import org.scalatestplus.junit.JUnitRunner;
import switchboard.local.RedisServer;

/** Pekko's own specification of a journal, against the bundled Redis. */
@RunWith(JUnitRunner.class)
public class BundledRedisJournalSpec extends JavaJournalSpec {
  private final RedisServer redis;

  public BundledRedisJournalSpec() {
    this(Redis.bundled());
  }

  private BundledRedisJournalSpec(RedisServer redis) {
    super(Tck.config(redis.uri()));
    this.redis = redis;
  }

  @Override
  public void afterAll() {
    super.afterAll();
    redis.close();
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
