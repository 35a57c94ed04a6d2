package switchboard.cluster;

import com.typesafe.config.Config;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.Done;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.management.cluster.bootstrap.ClusterBootstrap;
import org.apache.pekko.management.javadsl.PekkoManagement;
import org.slf4j.bridge.SLF4JBridgeHandler;
import switchboard.context.Tokens;
import switchboard.failover.CrashWatch;
import switchboard.inspection.LogRing;
import switchboard.inspection.LogSettings;
import switchboard.journal.RedisStore;
import switchboard.privacy.KeyEncryptionKeys;
import switchboard.wire.Messages;

/** One node of the cluster, from its configuration to its end. */
public final class Node {
  private static final long PATIENCE = 10_000;

  private final ActorSystem<Void> system;
  private final InetSocketAddress address;
  private final InetSocketAddress operations;
  private final InetSocketAddress workers;
  private final String storeId;

  private Node(ActorSystem<Void> system, NodeParts parts, String storeId) {
    this.system = system;
    this.address = parts.frontDoor().address();
    this.operations = parts.operations().address();
    this.workers = parts.workers().address();
    this.storeId = storeId;
  }

  /**
   * The node cannot start; the message says what to do, in one line or, if it is its configuration,
   * in a line for each problem.
   */
  public static final class StartFailure extends RuntimeException {
    StartFailure(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * Runs a node until it is told to stop. Prints one line on standard output when it is a member of
   * its cluster and serves.
   *
   * @param configFile HOCON over the built-in configuration, if any
   * @param overrides KEY=VALUE, over the file and the environment
   * @return the exit code that says why it ended; see node.conf
   * @throws StartFailure if the configuration is wrong or something it needs is not to be had
   */
  public static int run(Optional<Path> configFile, List<String> overrides) {
    return run(configFile, overrides, Additions.NONE);
  }

  /** As {@link #run(Optional, List)}, with agents and sagas besides those that are built in. */
  public static int run(Optional<Path> configFile, List<String> overrides, Additions additions) {
    // What libraries log through the JDK is masked like the rest, too.
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    var node = start(configFile, overrides, additions);
    System.out.println(
        "switchboard node ready front-door="
            + hostAndPort(node.address)
            + " operations="
            + hostAndPort(node.operations)
            + " workers="
            + hostAndPort(node.workers)
            + " store="
            + node.storeId);
    await(node.ended(), Long.MAX_VALUE, "the node's end");
    return NodeEnd.exitCode(node.system);
  }

  /**
   * Starts a node and waits until it is a member of its cluster and serves.
   *
   * @param configFile HOCON over the built-in configuration, if any
   * @param overrides KEY=VALUE, over the file and the environment
   * @throws StartFailure if the configuration is wrong or something it needs is not to be had
   */
  public static Node start(Optional<Path> configFile, List<String> overrides) {
    return start(configFile, overrides, Additions.NONE);
  }

  /** As {@link #start(Optional, List)}, with agents and sagas besides those that are built in. */
  public static Node start(Optional<Path> configFile, List<String> overrides, Additions additions) {
    var config = NodeConfig.load(configFile, overrides);
    var keys = KeyEncryptionKeys.from(config);
    LogRing.keep(LogSettings.from(config));
    // not with the first message, which is when this node takes over another one's sessions
    Tokens.load();
    ActorSystem<Void> system =
        ActorSystem.create(
            Behaviors.empty(),
            "switchboard",
            ActorSystemSetup.create(BootstrapSetup.create(config), Messages.setup()));
    try {
      var parts = start(system, config, keys, additions);
      var health = RedisStore.get(system.classicSystem()).health();
      return new Node(system, parts, await(health, PATIENCE, "Redis").storeId());
    } catch (RuntimeException failure) {
      CoordinatedShutdown.get(system).run(NodeEnd.NotStarted.INSTANCE);
      throw failure;
    }
  }

  private static String hostAndPort(InetSocketAddress address) {
    return address.getHostString() + ":" + address.getPort();
  }

  /** Where its front door listens. */
  public InetSocketAddress address() {
    return address;
  }

  /** Where its operations listen. */
  public InetSocketAddress operations() {
    return operations;
  }

  /** Where it listens for workers. */
  public InetSocketAddress workers() {
    return workers;
  }

  ActorSystem<Void> system() {
    return system;
  }

  /** Completes when the node has ended, for whatever reason. */
  public CompletionStage<Done> ended() {
    return system.getWhenTerminated();
  }

  /** Leaves the cluster in order: streams end, sessions move; completes when the node has ended. */
  public CompletionStage<Done> stop() {
    CoordinatedShutdown.get(system).run(NodeEnd.Stopped.INSTANCE);
    return ended();
  }

  private static NodeParts start(
      ActorSystem<Void> system, Config config, KeyEncryptionKeys keys, Additions additions) {
    long patience = config.getDuration("switchboard.node.start-timeout").toMillis();
    var store = RedisStore.get(system.classicSystem());
    var kafka = NodeParts.kafka(config);
    var topics = NodeParts.ensureTopics(kafka);
    var rehearsed = Rehearsal.hold(config);
    var joined = Membership.joined(system);
    PekkoManagement.get(system.classicSystem()).start();
    ClusterBootstrap.get(system.classicSystem()).start();
    await(store.ready(), patience, "Redis (switchboard.redis.uri)");
    var clock = await(StoreClock.start(system, store), patience, "Redis (its time)");
    await(topics, patience, "Kafka (switchboard.kafka.bootstrap-servers)");
    await(joined, patience, "the cluster (switchboard.cluster.contact-points)");
    CrashWatch.start(system, config);
    var utc = clock.withZone(ZoneOffset.UTC);
    var foundation = Foundation.lay(system, config, store, kafka, keys, utc);
    await(rehearsed, patience, "the rehearsal");
    var parts = NodeParts.start(system, config, foundation, additions);
    var within = MoveSettings.from(config).within();
    NodeEnd.inOrder(system, parts, new ShardDrain(system, foundation.leaving(), within));
    return parts;
  }

  /** Blocks the process's own main thread, never an actor. */
  private static <T> T await(CompletionStage<T> stage, long millis, String what) {
    try {
      return stage.toCompletableFuture().get(millis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      throw new StartFailure("no answer in time from " + what, late);
    } catch (ExecutionException failure) {
      throw new StartFailure(what + ": " + failure.getCause().getMessage(), failure.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new StartFailure("interrupted while waiting for " + what, interrupted);
    }
  }
}
