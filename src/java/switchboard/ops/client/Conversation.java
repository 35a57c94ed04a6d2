package switchboard.ops.client;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import switchboard.ops.CommandFailure;
import switchboard.v1.ConverseRequest;
import switchboard.v1.ConverseResponse;
import switchboard.v1.Event;

/**
 * A session as one attached client sees it, on whatever node answers.
 *
 * <p>It keeps the last sequence it has seen and every message that is not acknowledged. When the
 * stream breaks it attaches to the next node after that sequence and sends those messages again
 * with their request ids. An event that arrives twice or leaves a gap ends it with a failure:
 * hiding that would hide what the server promises.
 */
public final class Conversation implements AutoCloseable {
  private static final ScheduledExecutorService TIMER =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("re-attach").factory());

  private static final int ATTACH_SECONDS = 5;

  /** Hears what the session has to tell. Calls come one at a time. */
  public interface Listener {
    /** The next event. */
    void event(Event event);

    /** The stream is attached to a node, for the first time or again. */
    default void attached(String address, long afterSequence) {}

    /** The stream broke, and is about to be attached elsewhere. */
    default void detached(String address, String why) {}

    /** Nothing more will come: the session ended ({@code null}) or the stream cannot go on. */
    default void ended(Throwable failureOrNull) {}
  }

  private record Pending(String text, CompletableFuture<Acknowledged> future) {}

  /** A message is durable, under this sequence. */
  public record Acknowledged(long sequence) {}

  private final FrontDoors doors;
  private final String session;
  private final Listener listener;
  private final Map<String, Pending> pending = new LinkedHashMap<>();
  private long lastSequence;
  private int node;
  private int attempts;
  private int stream;
  private boolean attached;
  private boolean over;
  private StreamObserver<ConverseRequest> outbound;

  private Conversation(
      FrontDoors doors, String session, int node, long afterSequence, Listener listener) {
    this.doors = doors;
    this.session = session;
    this.node = node;
    this.lastSequence = afterSequence;
    this.listener = listener;
  }

  /** Attaches to a session through a node. Returns at once; the listener hears the rest. */
  public static Conversation attach(
      FrontDoors doors, String session, int node, long afterSequence, Listener listener) {
    var conversation = new Conversation(doors, session, node, afterSequence, listener);
    conversation.open();
    return conversation;
  }

  /** Says something. The future completes when it is durable, through any number of streams. */
  public synchronized CompletableFuture<Acknowledged> say(String text, String requestId) {
    var future = new CompletableFuture<Acknowledged>();
    if (over) {
      future.completeExceptionally(new CommandFailure("the conversation is over"));
      return future;
    }
    pending.put(requestId, new Pending(text, future));
    if (attached) {
      send(requestId, text);
    }
    return future;
  }

  /** The last sequence seen. */
  public synchronized long lastSequence() {
    return lastSequence;
  }

  /** Index of the node that it is attached to, or tries to be. */
  public synchronized int node() {
    return node;
  }

  private synchronized void open() {
    if (over) {
      return;
    }
    attached = false;
    int mine = ++stream;
    outbound = doors.streams(node).converse(new Inbound(mine));
    outbound.onNext(
        ConverseRequest.newBuilder()
            .setAttach(
                ConverseRequest.Attach.newBuilder()
                    .setSession(session)
                    .setAfterSequence(lastSequence))
            .build());
    TIMER.schedule(() -> notAttached(mine), ATTACH_SECONDS, TimeUnit.SECONDS);
  }

  /** A node that hangs takes a connection, and says nothing on it. */
  private synchronized void notAttached(int attempt) {
    if (attempt == stream && !attached && !over) {
      stream++; // what is said of its end is not heard
      outbound.onError(Status.CANCELLED.asRuntimeException());
      broke(
          Status.UNAVAILABLE
              .withDescription("it did not attach within " + ATTACH_SECONDS + " s")
              .asRuntimeException());
    }
  }

  private void send(String requestId, String text) {
    outbound.onNext(
        ConverseRequest.newBuilder()
            .setMessage(ConverseRequest.Message.newBuilder().setText(text).setRequestId(requestId))
            .build());
  }

  private void received(ConverseResponse response) {
    switch (response.getResponseCase()) {
      case ATTACHED -> {
        attached = true;
        attempts = 0;
        listener.attached(doors.address(node), lastSequence);
        pending.forEach((requestId, message) -> send(requestId, message.text()));
      }
      case EVENT -> event(response.getEvent());
      case ACKNOWLEDGEMENT -> {
        var acknowledged = response.getAcknowledgement();
        var message = pending.remove(acknowledged.getRequestId());
        if (message != null) {
          message.future().complete(new Acknowledged(acknowledged.getSequence()));
        }
      }
      case REFUSED -> {
        var refused = response.getRefused();
        if (!Retries.isWorthRepeating(Status.fromCodeValue(refused.getStatus().getCode()))) {
          refuse(refused);
        } else {
          var again = refused.getRequestId();
          TIMER.schedule(() -> sayAgain(again), 200, TimeUnit.MILLISECONDS);
        }
      }
      case TYPING, DELTA, RESPONSE_NOT_SET -> {}
    }
  }

  private void refuse(ConverseResponse.Refusal refused) {
    var message = pending.remove(refused.getRequestId());
    if (message != null) {
      message
          .future()
          .completeExceptionally(
              new CommandFailure("message refused: " + refused.getStatus().getMessage()));
    }
  }

  private synchronized void sayAgain(String requestId) {
    var message = pending.get(requestId);
    if (message != null && attached && !over) {
      send(requestId, message.text());
    }
  }

  private void event(Event event) {
    if (event.getSequence() != lastSequence + 1) {
      end(new CommandFailure("event " + event.getSequence() + " came after event " + lastSequence));
      return;
    }
    lastSequence = event.getSequence();
    listener.event(event);
  }

  private void broke(Throwable error) {
    var status = Status.fromThrowable(error);
    // A reader that was too slow, or a server that goes down at once: the cursor covers both.
    boolean cut =
        status.getCode() == Status.Code.ABORTED || status.getCode() == Status.Code.CANCELLED;
    if (!cut && !Retries.isWorthRepeating(status)) {
      end(new CommandFailure("the stream ended: " + Retries.describe(error), error));
      return;
    }
    attached = false;
    listener.detached(doors.address(node), Retries.describe(error));
    node = Math.floorMod(node + 1, doors.size());
    long pause = Math.min(1_000, 50L << Math.min(attempts++, 5));
    TIMER.schedule(this::open, pause, TimeUnit.MILLISECONDS);
  }

  private void end(Throwable failureOrNull) {
    over = true;
    var why = failureOrNull == null ? new CommandFailure("the session has ended") : failureOrNull;
    pending.values().forEach(message -> message.future().completeExceptionally(why));
    pending.clear();
    listener.ended(failureOrNull);
  }

  /** Leaves. The session goes on without this client. */
  @Override
  public synchronized void close() {
    if (!over) {
      over = true;
      outbound.onCompleted();
    }
  }

  /** What one stream brings; a stream that has been replaced is not heard any more. */
  private final class Inbound implements StreamObserver<ConverseResponse> {
    private final int mine;

    Inbound(int mine) {
      this.mine = mine;
    }

    @Override
    public void onNext(ConverseResponse response) {
      synchronized (Conversation.this) {
        if (mine == stream && !over) {
          received(response);
        }
      }
    }

    @Override
    public void onError(Throwable error) {
      synchronized (Conversation.this) {
        if (mine == stream && !over) {
          broke(error);
        }
      }
    }

    @Override
    public void onCompleted() {
      synchronized (Conversation.this) {
        if (mine == stream && !over) {
          end(null);
        }
      }
    }
  }
}
