package switchboard.ops.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import switchboard.ops.CommandFailure;

/**
 * Shows the token of a file with every call. It is read anew each time, so that whoever renews it
 * need not know who uses it.
 */
public final class BearerToken implements ClientInterceptor {
  private static final Metadata.Key<String> HEADER =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final Path file;

  public BearerToken(Path file) {
    this.file = file;
  }

  @Override
  public <I, O> ClientCall<I, O> interceptCall(
      MethodDescriptor<I, O> method, CallOptions options, Channel next) {
    var token = token();
    return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
      @Override
      public void start(Listener<O> listener, Metadata headers) {
        headers.put(HEADER, "Bearer " + token);
        super.start(listener, headers);
      }
    };
  }

  private String token() {
    try {
      var token = Files.readString(file).strip();
      if (!token.isEmpty() && token.chars().allMatch(c -> c > ' ' && c < 127)) {
        return token;
      }
    } catch (IOException unreadable) {
      throw new CommandFailure("there is no readable token file " + file, unreadable);
    }
    throw new CommandFailure(file + " must hold one token and nothing else");
  }
}
