package switchboard.journal;

import org.apache.pekko.persistence.CapabilityFlag;
import org.apache.pekko.persistence.japi.journal.JavaJournalSpec;

/** Pekko's own specification of a journal, every optional part of it included. */
abstract class JournalTck extends JavaJournalSpec {
  private final Redis.Planned redis;

  JournalTck(Redis.Planned redis) {
    super(Tck.config(redis));
    this.redis = redis;
  }

  @Override
  public void beforeAll() {
    redis.start();
    super.beforeAll();
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
  public CapabilityFlag supportsSerialization() {
    return CapabilityFlag.on();
  }

  @Override
  public CapabilityFlag supportsMetadata() {
    return CapabilityFlag.on();
  }

  @Override
  public boolean supportsAtomicPersistAllOfSeveralEvents() {
    return true;
  }
}
