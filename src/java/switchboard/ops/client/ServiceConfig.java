package switchboard.ops.client;

import com.google.gson.Gson;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * How clients are to repeat calls: the gRPC service config that is published with the product, in
 * {@code service-config.json} beside the configuration; docs/client-guide.md says why it is so.
 */
public final class ServiceConfig {
  private ServiceConfig() {}

  /**
   * The published config, as {@link io.grpc.ManagedChannelBuilder#defaultServiceConfig} takes it.
   */
  @SuppressWarnings("unchecked")
  public static Map<String, ?> published() {
    try (var json = ServiceConfig.class.getResourceAsStream("/service-config.json")) {
      // gRPC wants every number as a double, which is how Gson reads into a map
      return new Gson().fromJson(new InputStreamReader(json, StandardCharsets.UTF_8), Map.class);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "service-config.json cannot be read; it belongs beside switchboard.conf", e);
    }
  }
}
