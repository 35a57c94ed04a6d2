package switchboard.journal;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.models.role.RedisInstance;
import io.lettuce.core.protocol.ConnectionIntent;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.handler.flush.FlushConsolidationHandler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * The client of one Redis or one Redis Cluster: the one connection that all callers share, and
 * connections that a caller has for itself.
 */
final class RedisLink {
  private static final int FLUSH_AFTER = 256;

  private final RedisSettings settings;
  private final ClientResources resources;
  private final AbstractRedisClient client;
  private final RedisClient dedicated;

  RedisLink(RedisSettings settings) {
    this.settings = settings;
    this.resources = resources(settings);
    this.client = settings.cluster() ? clusterClient() : standaloneClient();
    this.dedicated = RedisClient.create(resources);
    dedicated.setOptions(fill(ClientOptions.builder()).autoReconnect(false).build());
  }

  /** Opens the shared connection. Once open it connects again by itself; opening is tried once. */
  CompletionStage<Connection> connect() {
    return switch (client) {
      case RedisClusterClient cluster ->
          cluster
              .refreshPartitionsAsync()
              .thenCompose(_ -> cluster.connectAsync(ByteArrayCodec.INSTANCE))
              .thenApply(Clustered::new);
      case RedisClient single ->
          plain(single.connectAsync(ByteArrayCodec.INSTANCE, settings.uris().getFirst()))
              .thenApply(made -> new Standalone(made, settings.uris().getFirst()));
      default -> throw new IllegalStateException("not a client that was made here");
    };
  }

  /** The client's own kind of future never ends for methods that the JDK has added since. */
  private static <T> CompletableFuture<T> plain(CompletionStage<T> connecting) {
    var connected = new CompletableFuture<T>();
    connecting.whenComplete(
        (made, error) -> {
          if (error == null) {
            connected.complete(made);
          } else {
            connected.completeExceptionally(error);
          }
        });
    return connected;
  }

  /**
   * Opens a connection to one server for one caller. It never connects again by itself and repeats
   * no command, so what was watched or queued on it cannot be torn: once cut, it is done.
   */
  CompletionStage<StatefulRedisConnection<byte[], byte[]>> connectAlone(RedisURI server) {
    return dedicated.connectAsync(ByteArrayCodec.INSTANCE, server);
  }

  /** Learns anew which master has which keys; completes at once where there is only one server. */
  CompletionStage<Void> refresh() {
    return client instanceof RedisClusterClient cluster
        ? cluster.refreshPartitionsAsync()
        : CompletableFuture.completedStage(null);
  }

  /** Closes everything, without waiting for it. */
  void close() {
    dedicated
        .shutdownAsync(0, 1, TimeUnit.SECONDS)
        .thenCompose(_ -> client.shutdownAsync(0, 1, TimeUnit.SECONDS))
        .whenComplete((_, _) -> resources.shutdown(0, 1, TimeUnit.SECONDS));
  }

  private RedisClient standaloneClient() {
    var made = RedisClient.create(resources);
    made.setOptions(fill(ClientOptions.builder()).build());
    return made;
  }

  private RedisClusterClient clusterClient() {
    var made = RedisClusterClient.create(resources, settings.uris());
    var refresh =
        ClusterTopologyRefreshOptions.builder()
            .adaptiveRefreshTriggersTimeout(Duration.ofSeconds(1))
            .enablePeriodicRefresh(Duration.ofSeconds(30))
            .build();
    var options = ClusterClientOptions.builder().topologyRefreshOptions(refresh);
    fill(options);
    made.setOptions(options.build());
    return made;
  }

  private <B extends ClientOptions.Builder> B fill(B options) {
    var keepAlive =
        SocketOptions.KeepAliveOptions.builder()
            .enable()
            .idle(settings.keepAliveIdle())
            .interval(Duration.ofSeconds(1))
            .count(3)
            .build();
    options
        .autoReconnect(true)
        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
        .requestQueueSize(settings.requestQueue())
        .timeoutOptions(TimeoutOptions.enabled(settings.commandTimeout()))
        .sslOptions(settings.tls())
        .maintNotificationsConfig(MaintNotificationsConfig.disabled())
        .socketOptions(
            SocketOptions.builder()
                .connectTimeout(settings.connectTimeout())
                .tcpNoDelay(true)
                .keepAlive(keepAlive)
                .build());
    return options;
  }

  private static ClientResources resources(RedisSettings settings) {
    var made =
        ClientResources.builder()
            .commandLatencyRecorder(CommandLatencyRecorder.disabled())
            .reconnectDelay(
                () ->
                    Delay.equalJitter(
                        settings.reconnectMin(),
                        settings.reconnectMax(),
                        2,
                        TimeUnit.MILLISECONDS));
    if (settings.consolidateFlushes()) {
      made.nettyCustomizer(
          new NettyCustomizer() {
            @Override
            public void afterChannelInitialized(Channel channel) {
              channel.pipeline().addFirst(new FlushConsolidationHandler(FLUSH_AFTER, true));
            }
          });
    }
    return made.build();
  }

  /** An open connection. */
  sealed interface Connection {
    RedisClusterAsyncCommands<byte[], byte[]> commands();

    /** Each master by itself, for what is asked of a server rather than of a key. */
    List<Master> eachMaster();

    /** All of them, once they can all be asked. */
    default CompletionStage<List<RedisClusterAsyncCommands<byte[], byte[]>>> masters() {
      return Stages.all(eachMaster().stream().map(Master::commands).toList());
    }

    /** The master that has a key, as far as is known. */
    RedisURI masterOf(byte[] key);

    StatefulConnection<byte[], byte[]> underlying();
  }

  /** One master; it can be asked when its connection stands. */
  record Master(
      RedisURI uri, CompletionStage<RedisClusterAsyncCommands<byte[], byte[]>> commands) {}

  private record Standalone(StatefulRedisConnection<byte[], byte[]> underlying, RedisURI server)
      implements Connection {
    @Override
    public RedisURI masterOf(byte[] key) {
      return server;
    }

    @Override
    public RedisClusterAsyncCommands<byte[], byte[]> commands() {
      return underlying.async();
    }

    @Override
    public List<Master> eachMaster() {
      return List.of(new Master(server, CompletableFuture.completedStage(underlying.async())));
    }
  }

  private record Clustered(StatefulRedisClusterConnection<byte[], byte[]> underlying)
      implements Connection {
    @Override
    public RedisURI masterOf(byte[] key) {
      var master = underlying.getPartitions().getMasterBySlot(SlotHash.getSlot(key));
      if (master == null) {
        throw new StoreException.Unavailable("no master has this key's hash slot now", null);
      }
      return master.getUri();
    }

    @Override
    public RedisClusterAsyncCommands<byte[], byte[]> commands() {
      return underlying.async();
    }

    @Override
    public List<Master> eachMaster() {
      // By host and port: these are the connections that commands take by their key, and commands
      // are rejected, not queued, until they stand.
      return underlying.getPartitions().stream()
          .filter(node -> node.getRole() == RedisInstance.Role.UPSTREAM)
          .map(RedisClusterNode::getUri)
          .map(
              uri ->
                  new Master(
                      uri,
                      underlying
                          .getConnectionAsync(uri.getHost(), uri.getPort(), ConnectionIntent.WRITE)
                          .<RedisClusterAsyncCommands<byte[], byte[]>>thenApply(
                              StatefulRedisConnection::async)))
          .toList();
    }
  }
}
