package switchboard.rpc;

import com.sun.management.UnixOperatingSystemMXBean;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.ServerChannel;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many connections a door has at once. Further ones are closed before they have said a word, so
 * that they cost no memory and no handshake; their clients find this node UNAVAILABLE. gRPC has no
 * such limit of its own, and without one whoever reaches the port can take all file descriptors,
 * after which the node finds neither Redis nor Kafka again.
 */
public final class ConnectionLimit {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionLimit.class);
  private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(1);

  /** A process has three doors; the last quarter is for everything else. */
  private static final int SHARES = 4;

  private final String name;
  private final int most;
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong warned = new AtomicLong(System.nanoTime() - BETWEEN_WARNINGS.toNanos());

  /**
   * At most a quarter of the file descriptors that the process could still open now, since a
   * process without any is of no use to anybody.
   *
   * @param name whose limit, as the operator knows it
   * @param most how many, 1 or more
   */
  public ConnectionLimit(String name, int most) {
    this.name = name;
    this.most = Math.clamp(freeDescriptors() / SHARES, 1, most);
    if (this.most < most) {
      LOG.warn(
          "{} is {} instead of {}: the process may open no more files (ulimit -n)",
          name,
          this.most,
          most);
    }
  }

  private static long freeDescriptors() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount() - unix.getOpenFileDescriptorCount()
        : Long.MAX_VALUE;
  }

  /** How many connections there are. */
  public int open() {
    return open.get();
  }

  /** How many were closed since there were too many. */
  public long refused() {
    return refused.get();
  }

  /** Makes a server keep to it. */
  void hold(NettyServerBuilder builder) {
    builder
        .channelFactory(this::listener)
        .bossEventLoopGroup(EventLoops.ACCEPTING)
        .workerEventLoopGroup(EventLoops.SERVING);
  }

  private ServerChannel listener() {
    var channel = EventLoops.listener();
    // before Netty's own, which hands the connection on to the server
    channel.pipeline().addLast(new Gate());
    return channel;
  }

  /** Counts one more, if there may be. */
  private boolean admit() {
    boolean admitted = open.incrementAndGet() <= most;
    if (!admitted) {
      open.decrementAndGet();
      refused.incrementAndGet();
      warn();
    }
    return admitted;
  }

  private void warn() {
    long now = System.nanoTime();
    long last = warned.get();
    if (now - last >= BETWEEN_WARNINGS.toNanos() && warned.compareAndSet(last, now)) {
      LOG.warn(
          "Connections are closed as they come: there are {} already ({}); {} so far",
          most,
          name,
          refused.get());
    }
  }

  private final class Gate extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
      var connection = (Channel) accepted;
      if (admit()) {
        connection.closeFuture().addListener(closed -> open.decrementAndGet());
        context.fireChannelRead(accepted);
      } else {
        connection.unsafe().closeForcibly();
      }
    }
  }
}
