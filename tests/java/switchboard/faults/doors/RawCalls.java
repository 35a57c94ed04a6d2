package switchboard.faults.doors;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.Status.Code;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Calls of one method with bytes that need not be a message. */
final class RawCalls {
  private static final int AT_A_TIME = 32;
  private static final int SAMPLES = 5;
  private static final MethodDescriptor.Marshaller<byte[]> BYTES =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
          return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
          try {
            return stream.readAllBytes();
          } catch (IOException failure) {
            throw new UncheckedIOException(failure);
          }
        }
      };

  private final Channel channel;
  private final MethodDescriptor<byte[], byte[]> method;
  private final Nonsense nonsense;
  private final Semaphore free = new Semaphore(AT_A_TIME);
  private final Map<Code, Integer> counts = new EnumMap<>(Code.class);
  private final Map<Code, List<String>> samples = new EnumMap<>(Code.class);
  private final List<String> told = new ArrayList<>();

  /**
   * What they came to.
   *
   * @param counts by status
   * @param samples some descriptions of each
   * @param told all that clients were told: descriptions and trailers
   */
  record Results(Map<Code, Integer> counts, Map<Code, List<String>> samples, List<String> told) {}

  RawCalls(Channel channel, MethodDescriptor<?, ?> method, Nonsense nonsense) {
    this.channel = channel;
    this.method = method.toBuilder(BYTES, BYTES).build();
    this.nonsense = nonsense;
  }

  /**
   * Makes them and waits until all have ended.
   *
   * @param lasts whether the method is a stream, which is let go after a moment
   */
  Results make(boolean lasts, int times) throws InterruptedException {
    for (int i = 0; i < times; i++) {
      free.acquire();
      var options =
          CallOptions.DEFAULT.withDeadlineAfter(lasts ? 300 : 10_000, TimeUnit.MILLISECONDS);
      var call = channel.newCall(method, options);
      call.start(new Ending(), new Metadata());
      call.request(Integer.MAX_VALUE);
      for (int sent = 0; sent <= (method.getType().clientSendsOneMessage() ? 0 : i % 3); sent++) {
        call.sendMessage(nonsense.next());
      }
      call.halfClose();
    }
    if (!free.tryAcquire(AT_A_TIME, 30, TimeUnit.SECONDS)) {
      throw new AssertionError("calls of " + method.getFullMethodName() + " have no end");
    }
    synchronized (counts) {
      return new Results(counts, samples, told);
    }
  }

  private final class Ending extends ClientCall.Listener<byte[]> {
    @Override
    public void onClose(Status status, Metadata trailers) {
      var description = String.valueOf(status.getDescription());
      var details =
          trailers.get(Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER));
      synchronized (counts) {
        counts.merge(status.getCode(), 1, Integer::sum);
        var some = samples.computeIfAbsent(status.getCode(), _ -> new ArrayList<>());
        if (some.size() < SAMPLES && !some.contains(description)) {
          some.add(description);
        }
        told.add(fromServer(status, description));
        if (details != null) {
          told.add(new String(details, StandardCharsets.ISO_8859_1));
        }
      }
      free.release();
    }

    /** A deadline's words are the client's own, and so are those of a connection that ended. */
    private static String fromServer(Status status, String description) {
      return switch (status.getCode()) {
        case DEADLINE_EXCEEDED, UNAVAILABLE -> "";
        default -> description;
      };
    }
  }
}
