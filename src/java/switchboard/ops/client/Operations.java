package switchboard.ops.client;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import switchboard.ops.CommandFailure;
import switchboard.tls.ClientTls;
import switchboard.v1.OperationsServiceGrpc;
import switchboard.v1.OperationsServiceGrpc.OperationsServiceBlockingV2Stub;

/** The nodes' operations. No node is waited for longer than {@value #SECONDS} s. */
public final class Operations implements AutoCloseable {
  private static final int SECONDS = 3;

  private static final Metadata.Key<String> OPERATOR =
      Metadata.Key.of("switchboard-operator", Metadata.ASCII_STRING_MARSHALLER);

  private final List<String> addresses;
  private final List<ManagedChannel> channels;
  private volatile int answered;

  /**
   * Connects with the first call.
   *
   * @param addresses each {@code host:port}
   * @param operator who asks, as nodes put it on record; of it only visible ASCII is sent
   * @param tls how to connect; with TLS nodes take the certificate's name for the operator's
   */
  public Operations(List<String> addresses, String operator, ClientTls tls) {
    var headers = new Metadata();
    headers.put(OPERATOR, operator.replaceAll("[^\\x21-\\x7e]", ""));
    var told = MetadataUtils.newAttachHeadersInterceptor(headers);
    this.addresses = List.copyOf(addresses);
    this.channels =
        addresses.stream().map(address -> tls.channel(address).intercept(told).build()).toList();
  }

  /** One call of one node. */
  public interface Call<T> extends ServiceCall<OperationsServiceBlockingV2Stub, T> {}

  /** One call of one of a node's services. */
  @FunctionalInterface
  public interface ServiceCall<S, T> {
    T of(S node) throws StatusException;
  }

  /**
   * What a node said.
   *
   * @param address the node's operations
   * @param response empty if it said nothing
   */
  public record Said<T>(String address, Optional<T> response) {}

  /** Asks every node at the same time; the answers are in the order of the addresses. */
  public <T> List<Said<T>> all(Call<T> call) {
    return all(OperationsServiceGrpc::newBlockingV2Stub, call);
  }

  /** The same for another service of the nodes. */
  public <S extends AbstractStub<S>, T> List<Said<T>> all(
      Function<Channel, S> service, ServiceCall<S, T> call) {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var asked =
          IntStream.range(0, channels.size())
              .mapToObj(node -> threads.submit(ask(node, service, call)))
              .toList();
      return asked.stream().map(Operations::result).toList();
    }
  }

  private <S extends AbstractStub<S>, T> Callable<Said<T>> ask(
      int node, Function<Channel, S> service, ServiceCall<S, T> call) {
    return () -> {
      try {
        return new Said<>(addresses.get(node), Optional.of(call.of(stub(node, service))));
      } catch (StatusException nothing) {
        if (isAway(nothing)) {
          return new Said<>(addresses.get(node), Optional.empty());
        }
        throw refused(nothing);
      }
    };
  }

  private static <T> T result(Future<T> asked) {
    try {
      return asked.get();
    } catch (ExecutionException failure) {
      throw failure.getCause() instanceof CommandFailure known
          ? known
          : new CommandFailure("a node could not be asked: " + failure.getCause(), failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted while asking the nodes", interrupted);
    }
  }

  /**
   * Asks one node after the other until one answers, beginning with the one that did last.
   *
   * @throws CommandFailure if the first that answers refuses, or none does more than say why it
   *     cannot answer now
   */
  public <T> T any(Call<T> call) {
    return any(OperationsServiceGrpc::newBlockingV2Stub, call);
  }

  /** The same for another service of the nodes. */
  public <S extends AbstractStub<S>, T> T any(
      Function<Channel, S> service, ServiceCall<S, T> call) {
    return first(node -> call.of(stub(node, service)));
  }

  /**
   * Asks one node, and after a moment the next one too, until one answers: a node that hangs must
   * not keep the operator waiting. Only for calls that may be made twice.
   *
   * @throws CommandFailure as {@link #any} does
   */
  public <S extends AbstractStub<S>, T> T soon(
      Function<Channel, S> service, ServiceCall<S, T> call) {
    try {
      var answer =
          Hedge.ask(
              channels.size(),
              answered,
              TimeUnit.SECONDS.toMillis(SECONDS + 1),
              Operations::isAway,
              node -> call.of(stub(node, service)));
      var failure = answer.flatMap(Hedge.Answer::failure);
      if (answer.isEmpty() || failure.isPresent()) {
        throw away(failure);
      }
      answered = answer.get().node();
      return answer.get().response();
    } catch (InterruptedException interrupted) {
      throw interrupted();
    }
  }

  private <T> T first(Hedge.Attempt<T> attempt) {
    Optional<StatusException> said = Optional.empty();
    int first = answered;
    for (int turn = 0; turn < channels.size(); turn++) {
      int node = (first + turn) % channels.size();
      try {
        var answer = attempt.with(node);
        answered = node;
        return answer;
      } catch (StatusException nothing) {
        if (!isAway(nothing)) {
          throw refused(nothing);
        }
        said = isExplained(nothing) ? Optional.of(nothing) : said;
      }
    }
    throw away(said);
  }

  static boolean isExplained(StatusException failure) {
    return StatusProto.fromThrowable(failure).getDetailsCount() > 0;
  }

  private CommandFailure away(Optional<StatusException> said) {
    return said.map(Operations::refused)
        .orElseGet(
            () ->
                new CommandFailure(
                    "no node answered within "
                        + SECONDS
                        + " s: "
                        + String.join(", ", addresses)
                        + "; see whether they run and whether they want TLS (--authority,"
                        + " --certificate, --key), and name others by --operations"));
  }

  /** One call of one of a node's services that is answered by a stream. */
  @FunctionalInterface
  public interface StreamCall<S, T> {
    BlockingClientCall<?, T> of(S node);
  }

  /**
   * Reads a stream of the first node that begins to answer.
   *
   * @param within ends it after so long
   * @throws CommandFailure if none begins, or if the stream breaks
   */
  public <S extends AbstractStub<S>, T> void stream(
      Function<Channel, S> service, StreamCall<S, T> call, Duration within, Consumer<T> reader) {
    long until = System.nanoTime() + within.toNanos();
    var begun = first(node -> begin(call.of(service.apply(channels.get(node)))));
    try {
      reader.accept(begun.first());
      for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
        var next = begun.rest().read(left, TimeUnit.NANOSECONDS);
        if (next == null) {
          return;
        }
        reader.accept(next);
      }
    } catch (TimeoutException enough) {
      return; // nothing more came in the time that was asked for
    } catch (StatusException broken) {
      throw refused(broken);
    } catch (InterruptedException interrupted) {
      throw interrupted();
    } finally {
      begun.rest().cancel("no more is read", null);
    }
  }

  private record Begun<T>(T first, BlockingClientCall<?, T> rest) {}

  private static <T> Begun<T> begin(BlockingClientCall<?, T> stream) throws StatusException {
    try {
      var first = stream.read(SECONDS, TimeUnit.SECONDS);
      if (first == null) {
        throw Status.UNAVAILABLE.asException();
      }
      return new Begun<>(first, stream);
    } catch (TimeoutException silent) {
      stream.cancel("nothing came", silent);
      throw Status.DEADLINE_EXCEEDED.withCause(silent).asException();
    } catch (InterruptedException interrupted) {
      stream.cancel("interrupted", interrupted);
      throw interrupted();
    }
  }

  private static CommandFailure interrupted() {
    Thread.currentThread().interrupt();
    return new CommandFailure("interrupted while reading what a node says");
  }

  private <S extends AbstractStub<S>> S stub(int node, Function<Channel, S> service) {
    return service.apply(channels.get(node)).withDeadlineAfter(SECONDS, TimeUnit.SECONDS);
  }

  private static boolean isAway(StatusException failure) {
    var code = failure.getStatus().getCode();
    return code == Status.Code.UNAVAILABLE || code == Status.Code.DEADLINE_EXCEEDED;
  }

  private static CommandFailure refused(StatusException failure) {
    return new CommandFailure(failure.getStatus().getDescription(), failure);
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
  }
}
