package switchboard.journal;

import org.junit.runner.RunWith;
import org.scalatestplus.junit.JUnitRunner;

/** The snapshot store on three masters in cluster mode. */
@RunWith(JUnitRunner.class)
public class ClusteredRedisSnapshotSpec extends SnapshotTck {
  public ClusteredRedisSnapshotSpec() {
    super(RedisCluster.planned());
  }
}
