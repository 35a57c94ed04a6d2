package switchboard.cluster;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.PoisonPill;

/** Ends entities at once, also in the middle of a write, as a failure would. */
public final class Crash {
  private Crash() {}

  /** Ends the entity of a session if it lives on this node. */
  public static void session(Node node, String session) {
    var entityId = session.replace("tenants/", "").replace("/sessions/", "/");
    node.system()
        .classicSystem()
        .actorSelection(
            "/system/sharding/session/*/" + URLEncoder.encode(entityId, StandardCharsets.UTF_8))
        .tell(PoisonPill.getInstance(), ActorRef.noSender());
  }
}
