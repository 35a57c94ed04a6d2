package switchboard.journal;

import org.junit.runner.RunWith;

/** The snapshot store on the machine's Redis. */
@RunWith(Tck.IfInstalled.class)
public class InstalledRedisSnapshotSpec extends SnapshotTck {
  public InstalledRedisSnapshotSpec() {
    super(Redis.installed());
  }
}
