package switchboard.journal;

import org.junit.runner.RunWith;
import org.scalatestplus.junit.JUnitRunner;

/** The journal on three masters in cluster mode. */
@RunWith(JUnitRunner.class)
public class ClusteredRedisJournalSpec extends JournalTck {
  public ClusteredRedisJournalSpec() {
    super(RedisCluster.planned());
  }
}
