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
    var part = new CompletableFuture<Done>();
    var system = system();
    NodeEnd.endWith(system, part);
    if (byFailure) {
      part.completeExceptionally(new IllegalStateException("lost"));
    } else {
      part.complete(Done.getInstance());
    }
    awaitEnd(system);
    assertThat(CoordinatedShutdown.get(system).getShutdownReason())
        .contains(NodeEnd.PartLost.INSTANCE);
    assertThat(NodeEnd.exitCode(system)).isEqualTo(70);
  }

  @Test
  void theExitCodeSaysWhyANodeEnded() throws Exception {
    assertThat(exitCode(NodeEnd.Stopped.INSTANCE)).isZero();
    assertThat(exitCode(NodeEnd.NotStarted.INSTANCE)).isEqualTo(1);
    assertThat(exitCode(CoordinatedShutdown.clusterDowningReason())).isEqualTo(75);
    assertThat(exitCode(CoordinatedShutdown.actorSystemTerminateReason())).isZero();
  }

  private static int exitCode(CoordinatedShutdown.Reason reason) throws Exception {
    var system = system();
    CoordinatedShutdown.get(system).run(reason);
    awaitEnd(system);
    return NodeEnd.exitCode(system);
  }

  private static ActorSystem<Void> system() {
    var config =
        ConfigFactory.parseString("pekko.coordinated-shutdown.exit-jvm = off")
            .withFallback(
                ConfigFactory.parseResources("node.conf")
                    .withOnlyPath("pekko.coordinated-shutdown"))
            .withFallback(ConfigFactory.load());
    return ActorSystem.create(Behaviors.empty(), "ending", config);
  }

  private static void awaitEnd(ActorSystem<Void> system) throws Exception {
    system.getWhenTerminated().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
