package switchboard.cluster;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;

/** What services tell unasked reaches every session that watches, once. */
class UnaskedEventsIT {
  private static final Duration LONG = Duration.ofSeconds(60);

  private static TestCluster cluster;

  private final String order = "order-" + UUID.randomUUID();

  @BeforeAll
  static void start() throws Exception {
    cluster = TestCluster.shared();
  }
}
