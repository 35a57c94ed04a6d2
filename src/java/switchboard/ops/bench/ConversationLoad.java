package switchboard.ops.bench;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import io.grpc.Status;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import switchboard.ops.CommandFailure;
import switchboard.ops.client.FrontDoors;
import switchboard.ops.client.Retries;
import switchboard.v1.ConversationServiceGrpc;
import switchboard.v1.ConversationServiceGrpc.ConversationServiceFutureStub;
import switchboard.v1.CreateSessionRequest;
import switchboard.v1.GetSessionRequest;
import switchboard.v1.SendMessageRequest;
import switchboard.v1.Session;

/**
 * Makes sessions and has a conversation of so many turns in each, with so many under way at the
 * same time. Messages have 150 bytes; request ids are UUIDs, as clients use them, and the server
 * chooses the sessions' ids.
 */
final class ConversationLoad implements AutoCloseable {
  private static final int MESSAGE_BYTES = 150;
  private static final long GIVE_UP_SECONDS = 120;

  private final FrontDoors doors;
  private final String agent;
  private final int concurrency;

  /** One call after another, whatever they answer. */
  private interface Chain {
    void next();
  }

  ConversationLoad(FrontDoors doors, String agent, int concurrency) {
    this.doors = doors;
    this.agent = agent;
    this.concurrency = concurrency;
  }

  /**
   * Makes sessions and plays all of their turns.
   *
   * @param done told, from time to time, how many sessions are done
   * @return the sessions' names
   */
  List<String> play(int sessions, int turns, int subjects, Consumer<Long> done) {
    var names = new ConcurrentLinkedQueue<String>();
    all(
        sessions,
        (index, finish) -> {
          var request = creation(index % subjects);
          call(
              () -> stub(index).createSession(request),
              session -> {
                names.add(session.getName());
                say(session.getName(), index, turns, finish);
              },
              finish);
        },
        done);
    return List.copyOf(names);
  }

  /** Looks at each of the sessions, which makes it active. */
  void touch(List<String> sessions) {
    all(
        sessions.size(),
        (index, finish) -> {
          var request =
              GetSessionRequest.newBuilder().setName(sessions.get(index.intValue())).build();
          call(() -> stub(index).getSession(request), _ -> finish.complete(null), finish);
        },
        _ -> {});
  }

  private void say(String session, long index, int left, CompletableFuture<Void> finish) {
    if (left == 0) {
      finish.complete(null);
      return;
    }
    var request =
        SendMessageRequest.newBuilder()
            .setSession(session)
            .setText(text(index, left))
            .setRequestId(UUID.randomUUID().toString())
            .build();
    call(
        () -> stub(index).sendMessage(request), _ -> say(session, index, left - 1, finish), finish);
  }

  private CreateSessionRequest creation(long subject) {
    return CreateSessionRequest.newBuilder()
        .setParent("tenants/bench")
        .setSession(
            Session.newBuilder()
                .setSubject("partner-" + subject)
                .setChannel("app")
                .setLocale("en-IN")
                .setAgent(agent))
        .setRequestId(UUID.randomUUID().toString())
        .build();
  }

  static String text(long session, int turn) {
    var text =
        new StringBuilder("Conversation " + session + ", turn " + turn + ": could you tell me");
    while (text.length() < MESSAGE_BYTES) {
      text.append(" where my order is and when it will be at the door, please");
    }
    return text.substring(0, MESSAGE_BYTES);
  }

  private ConversationServiceFutureStub stub(long index) {
    return ConversationServiceGrpc.newFutureStub(doors.channel((int) index))
        .withDeadlineAfter(10, TimeUnit.SECONDS);
  }

  /** What is done for one of many; completes the future in the end. */
  private interface Piece {
    void start(Long index, CompletableFuture<Void> finish);
  }

  private void all(int count, Piece piece, Consumer<Long> progress) {
    var next = new AtomicLong();
    var left = new AtomicLong(count);
    var over = new CompletableFuture<Void>();
    Chain[] chain = new Chain[1];
    chain[0] =
        () -> {
          long index = next.getAndIncrement();
          if (index >= count) {
            return;
          }
          var finish = new CompletableFuture<Void>();
          finish.whenComplete(
              (_, failure) -> {
                long remaining = left.decrementAndGet();
                if (failure != null) {
                  over.completeExceptionally(failure);
                } else if (remaining == 0) {
                  over.complete(null);
                } else {
                  chain[0].next();
                }
                if ((count - remaining) % 10_000 == 0) {
                  progress.accept(count - remaining);
                }
              });
          piece.start(index, finish);
        };
    for (int i = 0; i < Math.min(concurrency, count); i++) {
      chain[0].next();
    }
    over.join();
  }

  /** Repeats the call, with the same request id, while its outcome is not known. */
  private <T> void call(
      Supplier<ListenableFuture<T>> call, Consumer<T> then, CompletableFuture<Void> finish) {
    attempt(call, then, finish, System.nanoTime() + TimeUnit.SECONDS.toNanos(GIVE_UP_SECONDS));
  }

  private <T> void attempt(
      Supplier<ListenableFuture<T>> call,
      Consumer<T> then,
      CompletableFuture<Void> finish,
      long deadline) {
    Futures.addCallback(
        call.get(),
        new FutureCallback<T>() {
          @Override
          public void onSuccess(T answer) {
            then.accept(answer);
          }

          @Override
          public void onFailure(Throwable failure) {
            if (Retries.isWorthRepeating(Status.fromThrowable(failure))
                && System.nanoTime() < deadline) {
              CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS)
                  .execute(() -> attempt(call, then, finish, deadline));
            } else {
              finish.completeExceptionally(
                  new CommandFailure("a call failed: " + Retries.describe(failure), failure));
            }
          }
        },
        MoreExecutors.directExecutor());
  }

  @Override
  public void close() {
    doors.close();
  }
}
