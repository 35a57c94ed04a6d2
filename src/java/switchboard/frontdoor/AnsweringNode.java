package switchboard.frontdoor;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import switchboard.v1.ConversationServiceGrpc;

/**
 * Tells, in the trailer {@code switchboard-node} of what SendMessage answers, which incarnation of
 * which node holds the session and answered. It is for those who check where sessions are; nobody
 * needs it to talk to one.
 */
final class AnsweringNode implements ServerInterceptor {
  private static final Metadata.Key<String> TRAILER =
      Metadata.Key.of("switchboard-node", Metadata.ASCII_STRING_MARSHALLER);
  private static final Context.Key<Note> CURRENT =
      Context.keyWithDefault("switchboard-node", new Note());

  /** Where the handler of a call notes who answered it, before it closes the call. */
  static final class Note {
    private volatile String node = "";

    void answeredBy(String incarnation) {
      node = incarnation;
    }
  }

  /** The note of the call under way. */
  static Note current() {
    return CURRENT.get();
  }

  @Override
  public <I, O> Listener<I> interceptCall(
      ServerCall<I, O> call, Metadata headers, ServerCallHandler<I, O> next) {
    if (!call.getMethodDescriptor()
        .getFullMethodName()
        .equals(ConversationServiceGrpc.getSendMessageMethod().getFullMethodName())) {
      return next.startCall(call, headers);
    }
    var note = new Note();
    return Contexts.interceptCall(
        Context.current().withValue(CURRENT, note), noted(call, note), headers, next);
  }

  private static <I, O> ServerCall<I, O> noted(ServerCall<I, O> call, Note note) {
    return new SimpleForwardingServerCall<>(call) {
      @Override
      public void close(Status status, Metadata trailers) {
        if (!note.node.isEmpty()) {
          trailers.put(TRAILER, note.node);
        }
        super.close(status, trailers);
      }
    };
  }
}
