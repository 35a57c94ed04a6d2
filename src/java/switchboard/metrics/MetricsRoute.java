package switchboard.metrics;

import java.nio.charset.StandardCharsets;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.management.javadsl.ManagementRouteProvider;
import org.apache.pekko.management.javadsl.ManagementRouteProviderSettings;

/** GET /metrics on the port of Pekko Management, which makes one of these by its name. */
public final class MetricsRoute implements ManagementRouteProvider {
  private static final ContentType TEXT =
      ContentTypes.parse("text/plain; version=0.0.4; charset=utf-8");

  private final Metrics metrics;

  /** Called by Pekko Management. */
  public MetricsRoute(ExtendedActorSystem system) {
    metrics = Metrics.get(system);
  }

  @Override
  public Route routes(ManagementRouteProviderSettings settings) {
    return Directives.path("metrics", () -> Directives.get(this::scrape));
  }

  private Route scrape() {
    return Directives.complete(
        HttpResponse.create()
            .withEntity(
                HttpEntities.create(TEXT, metrics.text().getBytes(StandardCharsets.UTF_8))));
  }
}
