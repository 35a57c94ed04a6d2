package switchboard.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import switchboard.journal.RedisStore;
import switchboard.journal.Watches;
import switchboard.journal.Watches.Thing;
import switchboard.kafka.Topics;
import switchboard.local.TestKafka;
import switchboard.session.SessionId;
import switchboard.session.StoredHistory;
import switchboard.simulators.Order;
import switchboard.v1.Event;
import switchboard.v1.EventOuterClass;

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
