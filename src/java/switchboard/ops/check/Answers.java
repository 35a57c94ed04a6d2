package switchboard.ops.check;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import switchboard.ops.CommandFailure;
import switchboard.ops.client.Conversation;
import switchboard.ops.client.FrontDoors;
import switchboard.v1.Event;

/**
 * Tells when workers have answered a session's messages, from one stream that is attached when the
 * first answer is waited for. With an agent of the node there is nothing to wait for.
 */
final class Answers implements Conversation.Listener, AutoCloseable {
  /** Longer than any sensible turn-timeout: a turn has ended by that. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final FrontDoors doors;
  private final String session;
  private final Map<Long, CompletableFuture<Object>> ends = new ConcurrentHashMap<>();
  private final CompletableFuture<Object> over = new CompletableFuture<>();
  private Conversation conversation;

  Answers(FrontDoors doors, String session) {
    this.doors = doors;
    this.session = session;
  }

  /**
   * Returns when the turn of a message is over, however it ended.
   *
   * @param message its sequence
   */
  void await(long message, int node) throws InterruptedException {
    if (conversation == null) {
      conversation = Conversation.attach(doors, session, node, message, this);
    }
    try {
      CompletableFuture.anyOf(end(message), over).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new CommandFailure(
          "the stream ended before message #%d was answered: %s"
              .formatted(message, e.getCause().getMessage()),
          e);
    } catch (TimeoutException e) {
      throw new CommandFailure(
          "message #%d is not answered after %d s".formatted(message, PATIENCE.toSeconds()), e);
    }
  }

  private CompletableFuture<Object> end(long turn) {
    return ends.computeIfAbsent(turn, _ -> new CompletableFuture<>());
  }

  @Override
  public void event(Event event) {
    if (event.hasTurnEnded()) {
      end(event.getTurn()).complete(event);
    }
  }

  @Override
  public void ended(Throwable failureOrNull) {
    over.completeExceptionally(
        failureOrNull == null ? new CommandFailure("the session ended") : failureOrNull);
  }

  @Override
  public void close() {
    if (conversation != null) {
      conversation.close();
    }
  }
}
