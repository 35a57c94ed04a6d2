package switchboard.journal;

import org.junit.runner.RunWith;
import org.scalatestplus.junit.JUnitRunner;

/** The snapshot store on the bundled Redis. */
@RunWith(JUnitRunner.class)
public class BundledRedisSnapshotSpec extends SnapshotTck {
  public BundledRedisSnapshotSpec() {
    super(Redis.bundled());
  }
}
