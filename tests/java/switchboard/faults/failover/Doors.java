package switchboard.faults.failover;

import io.grpc.EquivalentAddressGroup;
import io.grpc.ManagedChannel;
import io.grpc.NameResolver;
import io.grpc.NameResolver.Args;
import io.grpc.NameResolver.ResolutionResult;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.StatusOr;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A client's connection to all front doors: a stock channel with nothing but a service config, as
 * the chat layer has it.
 */
final class Doors extends NameResolverProvider {
  /** Five attempts within the call's deadline, and only for what says that it may be repeated. */
  private static final Map<String, Object> SERVICE_CONFIG =
      Map.of(
          "loadBalancingConfig",
          List.of(Map.of("round_robin", Map.of())),
          "methodConfig",
          List.of(
              Map.of(
                  "name",
                  List.of(Map.of("service", "switchboard.v1.ConversationService")),
                  "waitForReady",
                  true,
                  "retryPolicy",
                  Map.of(
                      "maxAttempts",
                      5.0,
                      "initialBackoff",
                      "0.1s",
                      "maxBackoff",
                      "2s",
                      "backoffMultiplier",
                      2.0,
                      "retryableStatusCodes",
                      List.of("UNAVAILABLE")))));

  private static final Doors RESOLVER = new Doors();

  static {
    NameResolverRegistry.getDefaultRegistry().register(RESOLVER);
  }

  private Doors() {}

  /** A channel that knows the front doors at these ports. */
  static ManagedChannel channel(List<Integer> ports) {
    var path = ports.stream().map(String::valueOf).collect(Collectors.joining(","));
    return NettyChannelBuilder.forTarget("doors:///" + path)
        .defaultServiceConfig(SERVICE_CONFIG)
        .enableRetry()
        .usePlaintext()
        .build();
  }

  @Override
  public String getDefaultScheme() {
    return "doors";
  }

  @Override
  protected boolean isAvailable() {
    return true;
  }

  @Override
  protected int priority() {
    return 0; // below the resolver of names
  }

  @Override
  public NameResolver newNameResolver(URI target, Args args) {
    if (!target.getScheme().equals(getDefaultScheme())) {
      return null;
    }
    var addresses =
        Stream.of(target.getPath().substring(1).split(","))
            .map(port -> new InetSocketAddress("127.0.0.1", Integer.parseInt(port)))
            .map(EquivalentAddressGroup::new)
            .toList();
    return new NameResolver() {
      @Override
      public String getServiceAuthority() {
        return "switchboard";
      }

      @Override
      public void start(Listener2 listener) {
        listener.onResult(
            ResolutionResult.newBuilder()
                .setAddressesOrError(StatusOr.fromValue(addresses))
                .build());
      }

      @Override
      public void shutdown() {}
    };
  }
}
