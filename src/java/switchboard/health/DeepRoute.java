package switchboard.health;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.PathMatchers;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.management.javadsl.ManagementRouteProvider;
import org.apache.pekko.management.javadsl.ManagementRouteProviderSettings;

/**
 * GET /health/deep on the port of Pekko Management: JSON with all that the node needs, 200 if all
 * of it is there, else 503. For people and their alarms, not for probes: a node that is restarted
 * because Redis is away comes back no better.
 */
public final class DeepRoute implements ManagementRouteProvider {
  private static final JsonMapper JSON = new JsonMapper();

  private final Health health;

  /** Called by Pekko Management. */
  public DeepRoute(ExtendedActorSystem system) {
    health = Health.get(system);
  }

  @Override
  public Route routes(ManagementRouteProviderSettings settings) {
    return Directives.path(
        PathMatchers.segment("health").slash("deep"),
        () ->
            Directives.get(
                () -> Directives.completeWithFuture(health.deep().thenApply(DeepRoute::response))));
  }

  private static HttpResponse response(List<Finding> findings) {
    boolean ok = !findings.isEmpty() && findings.stream().allMatch(Finding::ok);
    return HttpResponse.create()
        .withStatus(ok ? StatusCodes.OK : StatusCodes.SERVICE_UNAVAILABLE)
        .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, json(ok, findings)));
  }

  private static String json(boolean ok, List<Finding> findings) {
    var report = JSON.createObjectNode().put("ok", ok);
    var checks = report.putArray("checks");
    findings.forEach(finding -> checks.add(json(finding)));
    return report.toString();
  }

  private static ObjectNode json(Finding finding) {
    return JSON.createObjectNode()
        .put("name", finding.name())
        .put("ok", finding.ok())
        .put("millis", finding.millis())
        .put("detail", finding.detail());
  }
}
