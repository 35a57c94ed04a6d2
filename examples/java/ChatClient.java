import com.google.gson.Gson;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ChannelCredentials;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.TlsChannelCredentials;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import switchboard.v1.ConversationServiceGrpc;
import switchboard.v1.ConverseRequest;
import switchboard.v1.ConverseResponse;

/**
 * A chat in a pipe: says each line of its standard input, and prints what happens, a JSON object a
 * line. Ends when its input has ended and everything said is acknowledged.
 *
 * <pre>
 * java -cp 'target/switchboard-0.1.0.jar:target/lib/*' examples/java/ChatClient.java \
 *     TARGET[,TARGET...] tenants/acme/sessions/s1 AFTER-SEQUENCE
 * </pre>
 *
 * <p>It keeps two things: the last sequence it has seen, and the messages that are not
 * acknowledged. With them it can lose its stream at any moment: it attaches again after that
 * sequence and says those messages again under their request ids. The server gives every event once
 * and in order, and records no message twice.
 */
public final class ChatClient {
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;
  private static final long ATTACH_WITHIN_SECONDS = 15;

  private final List<String> targets;
  private final List<ManagedChannel> channels = new ArrayList<>();
  private final String session;
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final Map<String, Message> unacknowledged = new LinkedHashMap<>();
  private long lastSequence;
  private int target;
  private int failures;
  private boolean attached;
  private boolean over;
  private Inbound stream;

  /** Something said, and its outcome: the sequence once it is durable. */
  private record Message(String text, CompletableFuture<Long> outcome) {}

  /** Why something was refused, and whether the same may succeed later. */
  private record Refusal(String reason, String message, boolean again, long retryMillis) {
    /** What breaks on the way to the server has one of these; what the server says has a reason. */
    private static Refusal of(com.google.rpc.Status status) {
      var code = Status.fromCodeValue(status.getCode()).getCode();
      var reason = "TRANSPORT";
      var again =
          switch (code) {
            case UNAVAILABLE, CANCELLED, UNKNOWN, INTERNAL, DEADLINE_EXCEEDED -> true;
            default -> false;
          };
      long retryMillis = 250;
      for (var detail : status.getDetailsList()) {
        if (detail.is(ErrorInfo.class)) {
          reason = unpack(detail, ErrorInfo.class).getReason();
          again = code == Status.Code.UNAVAILABLE || code == Status.Code.DEADLINE_EXCEEDED;
        } else if (detail.is(RetryInfo.class)) {
          var delay = unpack(detail, RetryInfo.class).getRetryDelay();
          retryMillis = delay.getSeconds() * 1_000 + delay.getNanos() / 1_000_000;
          again = true; // also what is refused for being too much for now
        }
      }
      return new Refusal(reason, status.getMessage(), again, retryMillis);
    }

    private static <T extends com.google.protobuf.Message> T unpack(Any detail, Class<T> type) {
      try {
        return detail.unpack(type);
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalStateException("an error has details that cannot be read", e);
      }
    }
  }

  private ChatClient(List<String> targets, Map<String, ?> retries, String session, long after)
      throws IOException {
    this.targets = targets;
    this.session = session;
    this.lastSequence = after;
    for (var address : targets) {
      channels.add(
          Grpc.newChannelBuilder(address, credentials())
              .defaultServiceConfig(retries)
              .intercept(new Token())
              // While a stream is open: finds out within 30 s that the way to the server is gone,
              // and keeps the mappings of routers alive. Not without, so that a phone can sleep.
              .keepAliveTime(20, TimeUnit.SECONDS)
              .keepAliveTimeout(10, TimeUnit.SECONDS)
              .keepAliveWithoutCalls(false)
              .build());
    }
    attach();
  }

  /** With TLS if a variable names the certificate of the authority that signs the servers' ones. */
  private static ChannelCredentials credentials() throws IOException {
    var authority = System.getenv("SWITCHBOARD_AUTHORITY_FILE");
    return authority == null
        ? InsecureChannelCredentials.create()
        : TlsChannelCredentials.newBuilder().trustManager(new File(authority)).build();
  }

  /** Says something; completes once it is durable, through any number of streams. */
  private synchronized Future<Long> say(String text) {
    var requestId = UUID.randomUUID().toString();
    var message = new Message(text, new CompletableFuture<>());
    if (over) {
      message.outcome().completeExceptionally(new IllegalStateException("the chat is over"));
    } else {
      unacknowledged.put(requestId, message);
      if (attached) {
        send(requestId, message);
      }
    }
    return message.outcome().whenComplete((sequence, failure) -> settled(text, sequence, failure));
  }

  private synchronized void attach() {
    if (over) {
      return;
    }
    stream = new Inbound();
    var mine = stream;
    // After a change of network there is no reason to wait for the pause that the channel keeps.
    channels.get(target).resetConnectBackoff();
    ConversationServiceGrpc.newStub(channels.get(target)).converse(mine);
    mine.call.onNext(
        ConverseRequest.newBuilder()
            .setAttach(
                ConverseRequest.Attach.newBuilder()
                    .setSession(session)
                    .setAfterSequence(lastSequence))
            .build());
    // A way that is dead without a word must not hold us for longer than this.
    timer.schedule(() -> giveUp(mine), ATTACH_WITHIN_SECONDS, TimeUnit.SECONDS);
  }

  private synchronized void giveUp(Inbound unanswered) {
    if (unanswered == stream && !attached) {
      unanswered.call.cancel("no answer in time", null);
    }
  }

  private void send(String requestId, Message message) {
    stream.call.onNext(
        ConverseRequest.newBuilder()
            .setMessage(
                ConverseRequest.Message.newBuilder()
                    .setRequestId(requestId)
                    .setText(message.text()))
            .build());
  }

  private void hear(ConverseResponse response) {
    switch (response.getResponseCase()) {
      case ATTACHED -> {
        attached = true;
        failures = 0;
        print(Map.of("attached", targets.get(target), "after", lastSequence));
        // In the order in which they were said. Those that were recorded are acknowledged again.
        unacknowledged.forEach(this::send);
      }
      case EVENT -> {
        lastSequence = response.getEvent().getSequence();
        print(Map.of("event", lastSequence, "kind", response.getEvent().getPayloadCase()));
      }
      case ACKNOWLEDGEMENT -> {
        var acknowledged = response.getAcknowledgement();
        var message = unacknowledged.remove(acknowledged.getRequestId());
        if (message != null) {
          message.outcome().complete(acknowledged.getSequence());
        }
      }
      case REFUSED -> refused(response.getRefused());
      case DELTA -> print(Map.of("delta", response.getDelta().getText()));
      case TYPING -> print(Map.of("typing", true));
      case RESPONSE_NOT_SET -> {} // from a server that is newer than this client
    }
  }

  private void refused(ConverseResponse.Refusal refused) {
    var requestId = refused.getRequestId();
    var refusal = Refusal.of(refused.getStatus());
    if (refusal.again()) {
      // Under the same request id: if it was recorded after all, this only fetches the answer.
      timer.schedule(() -> sayAgain(requestId), refusal.retryMillis(), TimeUnit.MILLISECONDS);
      return;
    }
    var message = unacknowledged.remove(requestId);
    if (message != null) {
      message.outcome().completeExceptionally(new IllegalStateException(refusal.toString()));
    }
  }

  private synchronized void sayAgain(String requestId) {
    var message = unacknowledged.get(requestId);
    if (message != null && attached && !over) {
      send(requestId, message);
    }
  }

  private void broke(Throwable error) {
    attached = false;
    var details = StatusProto.fromThrowable(error);
    var refusal =
        Refusal.of(
            details != null
                ? details
                : com.google.rpc.Status.newBuilder()
                    .setCode(Status.fromThrowable(error).getCode().value())
                    .setMessage(String.valueOf(error.getMessage()))
                    .build());
    if (!refusal.again()) {
      end(refusal.reason());
      return;
    }
    print(Map.of("detached", targets.get(target), "why", refusal.reason()));
    target = (target + 1) % targets.size();
    // Somewhere in the span, so that a thousand chats that lost one node do not come back at once.
    long span = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(failures++, 10));
    long asked = refusal.reason().equals("TRANSPORT") ? 0 : refusal.retryMillis();
    long pause = asked + ThreadLocalRandom.current().nextLong(span / 2, span);
    timer.schedule(this::attach, pause, TimeUnit.MILLISECONDS);
  }

  private void end(String why) {
    over = true;
    print(Map.of("ended", why));
    unacknowledged
        .values()
        .forEach(it -> it.outcome().completeExceptionally(new IllegalStateException(why)));
    unacknowledged.clear();
  }

  private synchronized void close() {
    over = true;
    timer.shutdownNow();
    channels.forEach(ManagedChannel::shutdownNow);
    print(Map.of("left", lastSequence));
  }

  private static void settled(String text, Long sequence, Throwable failure) {
    print(
        failure == null
            ? Map.of("acknowledged", text, "sequence", sequence)
            : Map.of("failed", text, "why", String.valueOf(failure.getMessage())));
  }

  private static void print(Map<String, ?> what) {
    System.out.println(new Gson().toJson(what));
  }

  /** Shows the token of the file that SWITCHBOARD_TOKEN_FILE names, if any, with each call. */
  private static final class Token implements ClientInterceptor {
    private static final Metadata.Key<String> HEADER =
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    @Override
    public <I, O> ClientCall<I, O> interceptCall(
        MethodDescriptor<I, O> method, CallOptions options, Channel next) {
      return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
        @Override
        public void start(Listener<O> listener, Metadata headers) {
          var file = System.getenv("SWITCHBOARD_TOKEN_FILE");
          if (file != null) {
            headers.put(HEADER, "Bearer " + read(Path.of(file)));
          }
          super.start(listener, headers);
        }
      };
    }

    /** Anew each time: tokens are renewed while a chat lasts. */
    private static String read(Path file) {
      try {
        return Files.readString(file).strip();
      } catch (IOException e) {
        throw new UncheckedIOException("the token cannot be read from " + file, e);
      }
    }
  }

  /** What one stream brings; one that was replaced is not heard any more. */
  private final class Inbound implements ClientResponseObserver<ConverseRequest, ConverseResponse> {
    private ClientCallStreamObserver<ConverseRequest> call;

    @Override
    public void beforeStart(ClientCallStreamObserver<ConverseRequest> started) {
      call = started;
    }

    @Override
    public void onNext(ConverseResponse response) {
      inTurn(() -> hear(response));
    }

    @Override
    public void onError(Throwable error) {
      inTurn(() -> broke(error));
    }

    @Override
    public void onCompleted() {
      inTurn(() -> end("OK"));
    }

    private void inTurn(Runnable what) {
      synchronized (ChatClient.this) {
        if (this == stream && !over) {
          what.run();
        }
      }
    }
  }

  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 3) {
      System.err.println("usage: ChatClient TARGET[,TARGET...] SESSION AFTER-SEQUENCE");
      System.exit(2);
    }
    var chat =
        new ChatClient(
            List.of(arguments[0].split(",")),
            serviceConfig(),
            arguments[1],
            Long.parseLong(arguments[2]));
    var said = new ArrayList<Future<Long>>();
    try (var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      input.lines().forEach(line -> said.add(chat.say(line)));
    }
    for (var outcome : said) {
      try {
        outcome.get();
      } catch (java.util.concurrent.ExecutionException told) {
        // it was printed when it failed
      }
    }
    chat.close();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, ?> serviceConfig() throws IOException {
    var path =
        System.getenv().getOrDefault("SWITCHBOARD_SERVICE_CONFIG", "config/service-config.json");
    try (Reader json = Files.newBufferedReader(Path.of(path))) {
      return new Gson().fromJson(json, Map.class); // every number a double, as gRPC wants it
    }
  }
}
