package switchboard.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.Test;
import switchboard.fakes.TestSystems;

/** What a node does that leaves where nobody stays; DirectoryIT has one that leaves another. */
class ShardDrainTest {
  @Test
  void aNodeThatIsAloneWaitsForNobody() throws Exception {
    var system = TestSystems.member("drain");
    try {
      var drain = new ShardDrain(system, LeavingNodes.follow(system), Duration.ofDays(1));
      assertThat(drain.run().toCompletableFuture().get(10, TimeUnit.SECONDS))
          .isEqualTo(Done.getInstance());
    } finally {
      ActorTestKit.shutdown(system);
    }
  }
}
