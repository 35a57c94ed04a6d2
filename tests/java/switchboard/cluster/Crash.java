package switchboard.cluster;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSelection;
import org.apache.pekko.actor.PoisonPill;
import org.apache.pekko.cluster.sharding.ShardRegion;
import switchboard.journal.RedisStore;

/** Ends entities at once, also in the middle of a write, as a failure would. */
public final class Crash {
  private Crash() {}

  /** Ends the entity of a session if it lives on this node. */
  public static void session(Node node, String session) {
    entity(node, session).tell(PoisonPill.getInstance(), ActorRef.noSender());
  }

  /** Has the entity of a session leave the memory in order if it lives on this node. */
  public static void passivate(Node node, String session) {
    entity(node, session)
        .resolveOne(Duration.ofSeconds(1))
        .thenAccept(
            entity ->
                node.system()
                    .classicSystem()
                    .actorSelection(entity.path().parent())
                    .tell(new ShardRegion.Passivate(PoisonPill.getInstance()), entity));
  }

  /** Has Redis write its append-only file anew, so that it holds what stands there and no more. */
  public static void rewriteFiles(Node node) throws Exception {
    RedisStore.get(node.system().classicSystem())
        .rewriteAppendOnlyFiles(Duration.ofSeconds(60))
        .toCompletableFuture()
        .get(60, TimeUnit.SECONDS);
  }

  private static ActorSelection entity(Node node, String session) {
    var entityId = session.replace("tenants/", "").replace("/sessions/", "/");
    return node.system()
        .classicSystem()
        .actorSelection(
            "/system/sharding/session/*/" + URLEncoder.encode(entityId, StandardCharsets.UTF_8));
  }
}
