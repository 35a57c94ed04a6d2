package switchboard.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.Status;
import io.grpc.StatusOr;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.net.SocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import switchboard.ops.client.ServiceConfig;
import switchboard.v1.ConversationServiceGrpc;
import switchboard.v1.Event;

/** A client that has nothing of ours but the published service config. */
class StockClientIT {
  private static final String SCHEME = "nodes-of-a-test";
  private static volatile List<SocketAddress> addresses;
  private static TestCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    cluster = TestCluster.shared();
    addresses = List.of(cluster.node(0).address(), cluster.node(1).address());
  }

  @Test
  void seesNoFailedCallWhileANodeLeavesAndComesBack() throws Exception {
    var registry = NameResolverRegistry.getDefaultRegistry();
    var names = new Names();
    registry.register(names);
    var channel =
        NettyChannelBuilder.forTarget(SCHEME + ":///all")
            .usePlaintext()
            .defaultServiceConfig(ServiceConfig.published())
            .build();
    try {
      var client = ConversationServiceGrpc.newBlockingStub(channel);
      var sessions = new ArrayList<String>();
      for (int i = 0; i < 8; i++) {
        sessions.add(Talk.create(client, "echo"));
      }
      var over = new AtomicBoolean();
      var restart = Thread.ofVirtual().start(() -> restart(over));
      var failures = new ArrayList<String>();
      int said = 0;
      for (int after = 0; after < 50; after += over.get() ? 1 : 0) {
        var session = sessions.get(said++ % sessions.size());
        try {
          client.sendMessage(Talk.message(session, "hello", UUID.randomUUID().toString()));
        } catch (StatusRuntimeException failed) {
          failures.add(failed.toString());
        }
      }
      restart.join();
      assertThat(failures).as("of %d calls", said).isEmpty();
      long recorded = 0;
      for (var session : sessions) {
        recorded += Talk.events(client, session).stream().filter(Event::hasUserMessage).count();
      }
      assertThat(recorded).isEqualTo(said);
    } finally {
      channel.shutdownNow();
      registry.deregister(names);
    }
  }

  private static void restart(AtomicBoolean over) {
    try {
      cluster.stopNode(0);
      cluster.startNode(0);
      addresses = List.of(cluster.node(0).address(), cluster.node(1).address());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    } finally {
      over.set(true);
    }
  }

  /** Resolves to the nodes as they are now, as a name service does. */
  private static final class Names extends NameResolverProvider {
    @Override
    protected boolean isAvailable() {
      return true;
    }

    @Override
    protected int priority() {
      return 5;
    }

    @Override
    public String getDefaultScheme() {
      return SCHEME;
    }

    @Override
    public NameResolver newNameResolver(URI target, NameResolver.Args args) {
      return SCHEME.equals(target.getScheme()) ? new Resolver() : null;
    }
  }

  private static final class Resolver extends NameResolver {
    private Listener2 listener;

    @Override
    public String getServiceAuthority() {
      return "all";
    }

    @Override
    public void start(Listener2 told) {
      listener = told;
      refresh();
    }

    @Override
    public void refresh() {
      var groups = addresses.stream().map(EquivalentAddressGroup::new).toList();
      StatusOr<List<EquivalentAddressGroup>> found = StatusOr.fromValue(groups);
      Status accepted =
          listener.onResult2(ResolutionResult.newBuilder().setAddressesOrError(found).build());
      assertThat(accepted.isOk()).isTrue();
    }

    @Override
    public void shutdown() {}
  }
}
