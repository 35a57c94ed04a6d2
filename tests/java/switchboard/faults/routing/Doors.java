package switchboard.faults.routing;

import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.EquivalentAddressGroup;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.NameResolver;
import io.grpc.NameResolver.Args;
import io.grpc.NameResolver.Listener2;
import io.grpc.NameResolver.ResolutionResult;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.Status;
import io.grpc.StatusOr;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import switchboard.ops.client.ServiceConfig;

/**
 * How clients reach the cluster: stock gRPC channels over all front doors, with the service config
 * that is published for them.
 */
final class Doors implements AutoCloseable {
  /** Where a call's answer came from, as HOST:PORT, is put here. */
  static final CallOptions.Key<AtomicReference<String>> ANSWERED_BY =
      CallOptions.Key.create("answered-by");

  /** The incarnation that acknowledged a message is put here, as its trailer says. */
  static final CallOptions.Key<AtomicReference<String>> HANDLED_BY =
      CallOptions.Key.create("handled-by");

  private static final Metadata.Key<String> INCARNATION =
      Metadata.Key.of("switchboard-node", Metadata.ASCII_STRING_MARSHALLER);

  static {
    NameResolverRegistry.getDefaultRegistry().register(new Listed());
  }

  private final List<ManagedChannel> channels;

  /**
   * @param addresses each as HOST:PORT
   * @param count of channels, each with a connection to every front door
   */
  Doors(List<String> addresses, int count) {
    channels = IntStream.range(0, count).mapToObj(_ -> channel(addresses)).toList();
  }

  private static ManagedChannel channel(List<String> addresses) {
    return NettyChannelBuilder.forTarget("listed:///" + String.join(",", addresses))
        .usePlaintext()
        .defaultServiceConfig(ServiceConfig.published())
        // a peer that vanished without a word is noticed by this
        .keepAliveTime(20, TimeUnit.SECONDS)
        .keepAliveTimeout(10, TimeUnit.SECONDS)
        .intercept(new NotesWho())
        .directExecutor()
        .build();
  }

  ManagedChannel channel(int client) {
    return channels.get(Math.floorMod(client, channels.size()));
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
  }

  /** Addresses that stand in the target itself. */
  private static final class Listed extends NameResolverProvider {
    @Override
    protected boolean isAvailable() {
      return true;
    }

    @Override
    protected int priority() {
      return 0;
    }

    @Override
    public String getDefaultScheme() {
      return "listed";
    }

    @Override
    public Collection<Class<? extends SocketAddress>> getProducedSocketAddressTypes() {
      return List.of(InetSocketAddress.class);
    }

    @Override
    public NameResolver newNameResolver(URI target, Args args) {
      return "listed".equals(target.getScheme()) ? new Fixed(target.getPath()) : null;
    }
  }

  private static final class Fixed extends NameResolver {
    private final List<EquivalentAddressGroup> groups;

    Fixed(String path) {
      groups =
          Stream.of(path.substring(1).split(","))
              .map(address -> address.split(":"))
              .map(it -> new InetSocketAddress(it[0], Integer.parseInt(it[1])))
              .map(EquivalentAddressGroup::new)
              .toList();
    }

    @Override
    public String getServiceAuthority() {
      return "switchboard";
    }

    @Override
    public void start(Listener2 listener) {
      listener.onResult(
          ResolutionResult.newBuilder()
              .setAddressesOrError(StatusOr.fromValue(groups))
              .setAttributes(Attributes.EMPTY)
              .build());
    }

    @Override
    public void shutdown() {}
  }

  /** Notes which node answers. */
  private static final class NotesWho implements ClientInterceptor {
    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
      var who = options.getOption(ANSWERED_BY);
      var call = next.newCall(method, options);
      return who == null ? call : new Noting<>(call, who, options.getOption(HANDLED_BY));
    }
  }

  private static final class Noting<Q, A> extends SimpleForwardingClientCall<Q, A> {
    private final AtomicReference<String> who;
    private final AtomicReference<String> handledBy;

    Noting(ClientCall<Q, A> call, AtomicReference<String> who, AtomicReference<String> handledBy) {
      super(call);
      this.who = who;
      this.handledBy = handledBy;
    }

    @Override
    public void start(Listener<A> listener, Metadata headers) {
      super.start(
          new SimpleForwardingClientCallListener<A>(listener) {
            @Override
            public void onHeaders(Metadata answered) {
              note();
              super.onHeaders(answered);
            }

            @Override
            public void onClose(Status status, Metadata trailers) {
              note();
              if (handledBy != null && trailers.containsKey(INCARNATION)) {
                handledBy.set(trailers.get(INCARNATION));
              }
              super.onClose(status, trailers);
            }
          },
          headers);
    }

    private void note() {
      if (getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) instanceof InetSocketAddress from) {
        who.set(from.getAddress().getHostAddress() + ":" + from.getPort());
      }
    }
  }
}
