package switchboard.ops.client;

import io.grpc.ClientInterceptors;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import switchboard.v1.ConversationServiceGrpc;
import switchboard.v1.ConversationServiceGrpc.ConversationServiceBlockingV2Stub;
import switchboard.v1.ConversationServiceGrpc.ConversationServiceStub;
import switchboard.v1.GetSessionRequest;

/** Channels to the front doors of a cluster's nodes, opened when first used. */
public final class FrontDoors implements AutoCloseable {
  /** Response header that names the front door of the node that holds the session. */
  private static final Metadata.Key<String> HOLDER =
      Metadata.Key.of("switchboard-session-node", Metadata.ASCII_STRING_MARSHALLER);

  private final List<String> addresses;
  private final List<ManagedChannel> channels;

  /** Each address is {@code host:port}. */
  public FrontDoors(List<String> addresses) {
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("no front door is given");
    }
    this.addresses = List.copyOf(addresses);
    this.channels =
        addresses.stream()
            .map(
                address ->
                    Grpc.newChannelBuilder(address, InsecureChannelCredentials.create()).build())
            .toList();
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

  /** Streams and calls that do not wait. */
  public ConversationServiceStub streams(int node) {
    return ConversationServiceGrpc.newStub(channel(node));
  }

  /** Index of the node that holds a session, where the server says so. */
  public Optional<Integer> holder(String session) {
    var headers = new AtomicReference<Metadata>();
    var trailers = new AtomicReference<Metadata>();
    var observed =
        ClientInterceptors.intercept(
            channel(0), MetadataUtils.newCaptureMetadataInterceptor(headers, trailers));
    Retries.untilKnown(
        attempt ->
            ConversationServiceGrpc.newBlockingV2Stub(observed)
                .withDeadlineAfter(10, TimeUnit.SECONDS)
                .getSession(GetSessionRequest.newBuilder().setName(session).build()));
    var address = headers.get() == null ? null : headers.get().get(HOLDER);
    int index = address == null ? -1 : addresses.indexOf(address);
    return index < 0 ? Optional.empty() : Optional.of(index);
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
  }
}
