package switchboard.fakes;

import com.typesafe.config.ConfigFactory;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import switchboard.wire.Messages;

/** Actor systems for what crosses between nodes, without anything else of a node. */
public final class TestSystems {
  private TestSystems() {}

  /** One that may join a cluster, on a free port of loopback, with our messages' serializers. */
  public static ActorSystem<Void> member(String name) {
    var config =
        ConfigFactory.parseString(
                "pekko.remote.artery.canonical { hostname = 127.0.0.1, port = 0 },"
                    + " pekko.actor.provider = cluster, pekko.loglevel = WARNING,"
                    + " pekko.cluster.jmx.multi-mbeans-in-same-jvm = on,"
                    + " pekko.coordinated-shutdown.exit-jvm = off")
            .withFallback(ConfigFactory.load("serialization-only"));
    return ActorSystem.create(
        Behaviors.empty(),
        name,
        ActorSystemSetup.create(BootstrapSetup.create(config), Messages.setup()));
  }
}
