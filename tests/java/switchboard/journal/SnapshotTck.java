package switchboard.journal;

import org.apache.pekko.persistence.CapabilityFlag;
import org.apache.pekko.persistence.japi.snapshot.JavaSnapshotStoreSpec;

/** Pekko's own specification of a snapshot store, with snapshots of up to 1 MiB. */
abstract class SnapshotTck extends JavaSnapshotStoreSpec {
  private final Redis.Planned redis;

  SnapshotTck(Redis.Planned redis) {
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
  public int snapshotByteSizeLimit() {
    return 1 << 20;
  }

  @Override
  public CapabilityFlag supportsSerialization() {
    return CapabilityFlag.on();
  }

  @Override
  public CapabilityFlag supportsMetadata() {
    return CapabilityFlag.on();
  }
}
