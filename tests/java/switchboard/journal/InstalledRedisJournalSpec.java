package switchboard.journal;

import org.junit.runner.RunWith;

/** The journal on the machine's Redis. */
@RunWith(Tck.IfInstalled.class)
public class InstalledRedisJournalSpec extends JournalTck {
  public InstalledRedisJournalSpec() {
    super(Redis.installed());
  }
}
