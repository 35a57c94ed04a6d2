package switchboard.journal;

import org.junit.runner.RunWith;
import org.scalatestplus.junit.JUnitRunner;

/** The journal on the bundled Redis. */
@RunWith(JUnitRunner.class)
public class BundledRedisJournalSpec extends JournalTck {
  public BundledRedisJournalSpec() {
    super(Redis.bundled());
  }
}
