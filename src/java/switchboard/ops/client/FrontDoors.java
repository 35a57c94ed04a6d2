package switchboard.ops.client;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.StatusException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import switchboard.ops.CommandFailure;
import switchboard.tls.ClientTls;
import switchboard.v1.ConversationServiceGrpc;
import switchboard.v1.ConversationServiceGrpc.ConversationServiceBlockingV2Stub;
import switchboard.v1.ConversationServiceGrpc.ConversationServiceStub;
import switchboard.v1.GetContextRequest;

/** Channels to the front doors of a cluster's nodes, opened when first used. */
public final class FrontDoors implements AutoCloseable {
  private static final long SOON_MILLIS = 4_000;

  private final List<String> addresses;
  private final List<ManagedChannel> channels;

  /** Each address is {@code host:port}. */
  public FrontDoors(List<String> addresses, ClientTls tls) {
    this(addresses, tls, builder -> builder);
  }

  /**
   * The same with more.
   *
   * @param options of each channel, such as a token to send
   */
  public FrontDoors(
      List<String> addresses, ClientTls tls, UnaryOperator<ManagedChannelBuilder<?>> options) {
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("no front door is given");
    }
    this.addresses = List.copyOf(addresses);
    this.channels =
        addresses.stream().map(address -> options.apply(tls.channel(address)).build()).toList();
  }

  /** For callers whose callbacks never block: they run on the connection's own thread. */
  public static FrontDoors withoutHandOver(
      List<String> addresses, ClientTls tls, UnaryOperator<ManagedChannelBuilder<?>> options) {
    return new FrontDoors(addresses, tls, builder -> options.apply(builder).directExecutor());
  }

  /**
   * For streams that last: a node that hangs is given up after 13 s, the soonest that it allows.
   */
  public static FrontDoors following(
      List<String> addresses, ClientTls tls, UnaryOperator<ManagedChannelBuilder<?>> options) {
    return new FrontDoors(
        addresses,
        tls,
        builder ->
            options
                .apply(builder)
                .keepAliveTime(10, TimeUnit.SECONDS)
                .keepAliveTimeout(3, TimeUnit.SECONDS));
  }

  public int size() {
    return addresses.size();
  }

  public String address(int node) {
    return addresses.get(Math.floorMod(node, addresses.size()));
  }

  public ManagedChannel channel(int node) {
    return channels.get(Math.floorMod(node, channels.size()));
  }

  /** Calls that wait, each for at most {@code seconds}. */
  public ConversationServiceBlockingV2Stub calls(int node, int seconds) {
    return ConversationServiceGrpc.newBlockingV2Stub(channel(node))
        .withDeadlineAfter(seconds, TimeUnit.SECONDS);
  }

  /** One call of one front door. */
  @FunctionalInterface
  public interface Call<T> {
    T of(ConversationServiceBlockingV2Stub door) throws StatusException;
  }

  /**
   * Asks one front door after the other until one answers, {@value #SOON_MILLIS} ms in all: a node
   * that hangs must not keep who asks waiting. Only for calls that may be made twice.
   *
   * @throws CommandFailure if the first that answers refuses, or none answers
   */
  public <T> T soon(Call<T> call) {
    var said = "";
    for (int node = 0; node < channels.size(); node++) {
      try {
        return call.of(
            ConversationServiceGrpc.newBlockingV2Stub(channels.get(node))
                .withDeadlineAfter(SOON_MILLIS / channels.size(), TimeUnit.MILLISECONDS));
      } catch (StatusException failure) {
        said = Retries.describe(failure);
        if (!Retries.isWorthRepeating(failure.getStatus())) {
          throw new CommandFailure("the front door answered " + said, failure);
        }
      }
    }
    throw new CommandFailure(
        "no front door could answer within 4 s ("
            + said
            + "); see where the session is: switchboard session where NAME");
  }

  /**
   * The number of a front door that answers, found before a call that may take long is made of it.
   *
   * @throws CommandFailure if none does; each is given 800 ms
   */
  public int living() {
    var said = "";
    for (int node = 0; node < channels.size(); node++) {
      try {
        Living.check(channels.get(node));
        return node;
      } catch (StatusException silent) {
        said = Retries.describe(silent);
      }
    }
    throw new CommandFailure(
        "no front door answers (" + said + "): " + String.join(", ", addresses));
  }

  /** Streams and calls that do not wait. */
  public ConversationServiceStub streams(int node) {
    return ConversationServiceGrpc.newStub(channel(node));
  }

  /** Index of the node that holds a session; empty if it is none of these. */
  public Optional<Integer> holder(String session) {
    var context =
        Retries.untilKnown(
            attempt ->
                calls(attempt, 10)
                    .getContext(
                        GetContextRequest.newBuilder().setName(session + "/context").build()));
    int index = addresses.indexOf(context.getAgent().getNode());
    return index < 0 ? Optional.empty() : Optional.of(index);
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
  }
}
