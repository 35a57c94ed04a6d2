package switchboard.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeEndTest {
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aNodeEndsWithAPartThatItCannotBeWithout(boolean byFailure) throws Exception {
    var config =
        ConfigFactory.parseString("pekko.coordinated-shutdown.exit-jvm = off")
            .withFallback(ConfigFactory.load());
    ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "ending", config);
    var part = new CompletableFuture<Done>();
    NodeEnd.endWith(system, part);
    if (byFailure) {
      part.completeExceptionally(new IllegalStateException("lost"));
    } else {
      part.complete(Done.getInstance());
    }
    system.getWhenTerminated().toCompletableFuture().get(10, TimeUnit.SECONDS);
    assertThat(CoordinatedShutdown.get(system).getShutdownReason())
        .contains(NodeEnd.PartLost.INSTANCE);
  }

  @Test
  void everyReasonThatIsAFaultHasAnExitCodeOfItsOwn() {
    var reasons =
        ConfigFactory.parseResources("node.conf")
            .getConfig("pekko.coordinated-shutdown.reason-overrides");
    assertThat(code(reasons, NodeEnd.PartLost.INSTANCE)).isEqualTo(70);
    assertThat(code(reasons, NodeEnd.NotStarted.INSTANCE)).isEqualTo(1);
  }

  private static int code(com.typesafe.config.Config reasons, CoordinatedShutdown.Reason reason) {
    return reasons.getInt("\"" + reason.getClass().getName() + "\".exit-code");
  }
}
