package switchboard.faults.routing;

import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import switchboard.faults.routing.History.Attachment;
import switchboard.faults.routing.History.Entry;
import switchboard.faults.routing.History.Seen;
import switchboard.faults.routing.History.Speaker;
import switchboard.v1.ConversationServiceGrpc;
import switchboard.v1.ConverseRequest;
import switchboard.v1.ConverseResponse;
import switchboard.v1.Event;
import switchboard.v1.SubscribeRequest;
import switchboard.v1.SubscribeResponse;

/**
 * One reader of a session: an attached stream, and another one with the last sequence it saw
 * whenever that one ends. It notes every event of each.
 */
final class Reader {
  /** What became of a message that was sent on the stream. */
  record Answer(String code, long sequence) {}

  /** The stream ended with it, or the answer did not come in time. */
  private static final Answer GONE = new Answer(History.STREAM_ENDED, 0);

  private static final Answer LATE = new Answer(History.NOT_ANSWERED, 0);

  private final Channel channel;
  private final String session;
  private final String name;
  private final boolean converses;
  private final History history;
  private final Map<String, BlockingQueue<Answer>> asked = new ConcurrentHashMap<>();
  private volatile Attached current;
  private volatile long cursor;
  private volatile boolean over;

  /**
   * @param converses whether messages can be sent on the stream
   */
  Reader(Channel channel, String session, String name, boolean converses, History history) {
    this.channel = channel;
    this.session = session;
    this.name = name;
    this.converses = converses;
    this.history = history;
  }

  @Override
  public String toString() {
    var attached = current;
    return "%s of a reader at sequence %d".formatted(attached, cursor);
  }

  /** The last sequence it saw. */
  long cursor() {
    return cursor;
  }

  /** Stays attached until it is closed. */
  void read() throws InterruptedException {
    for (int number = 1; !over; number++) {
      var attached = new Attached(number, cursor);
      current = attached;
      attached.open();
      if (over) {
        attached.cancel();
      }
      attached.ended.await();
      history.add(attached.noted());
      if (attached.code.equals("OUT_OF_RANGE")) {
        // the store knows less than this reader: all of it is read anew
        cursor = 0;
      }
      asked.values().forEach(it -> it.offer(GONE));
      if (!over) {
        pause(attached.seen.isEmpty() ? 500 : 50);
      }
    }
  }

  private static void pause(int millis) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextInt(millis / 2, millis));
  }

  /** Sends a message on the stream and waits for its answer, or for the end of the stream. */
  Answer say(String requestId, String text, long seconds) throws InterruptedException {
    var answered = new ArrayBlockingQueue<Answer>(1);
    asked.put(requestId, answered);
    try {
      var attached = current;
      if (attached == null || !attached.send(requestId, text)) {
        return GONE;
      }
      var answer = answered.poll(seconds, TimeUnit.SECONDS);
      if (answer == null) {
        // whoever holds the stream says nothing: another one may
        attached.leave();
        return LATE;
      }
      return answer;
    } finally {
      asked.remove(requestId);
    }
  }

  /** Ends the stream. */
  void close() {
    over = true;
    var attached = current;
    if (attached != null) {
      attached.cancel();
    }
  }

  private void answered(String requestId, Answer answer) {
    var waiting = asked.get(requestId);
    if (waiting != null) {
      waiting.offer(answer);
    }
  }

  /** One attachment. */
  private final class Attached {
    final CountDownLatch ended = new CountDownLatch(1);
    final int number;
    final long after;
    final List<Seen> seen = new ArrayList<>();
    private volatile String code = "";
    private volatile ClientCallStreamObserver<?> call;
    private StreamObserver<ConverseRequest> talk;
    private volatile boolean left;
    private boolean closed;

    Attached(int number, long after) {
      this.number = number;
      this.after = after;
    }

    @Override
    public String toString() {
      return "attachment %d after %d %s"
          .formatted(number, after, ended.getCount() == 0 ? code : "open");
    }

    void open() {
      var stub = ConversationServiceGrpc.newStub(channel);
      if (converses) {
        var attach =
            ConverseRequest.newBuilder()
                .setAttach(
                    ConverseRequest.Attach.newBuilder().setSession(session).setAfterSequence(after))
                .build();
        synchronized (this) {
          var requests = stub.converse(new Conversing());
          requests.onNext(attach);
          talk = requests;
        }
      } else {
        var request =
            SubscribeRequest.newBuilder().setSession(session).setAfterSequence(after).build();
        stub.subscribe(request, new Subscribing());
      }
    }

    boolean send(String requestId, String text) {
      return send(
          ConverseRequest.newBuilder()
              .setMessage(
                  ConverseRequest.Message.newBuilder().setText(text).setRequestId(requestId))
              .build());
    }

    private synchronized boolean send(ConverseRequest request) {
      if (closed || talk == null) {
        return false;
      }
      talk.onNext(request);
      return true;
    }

    void leave() {
      synchronized (this) {
        left = true;
        closed = true;
      }
      cancel();
    }

    void cancel() {
      var open = call;
      if (open != null) {
        open.cancel("the reader has seen enough", null);
      }
    }

    synchronized Attachment noted() {
      return new Attachment(session, name, number, after, seen, code);
    }

    private synchronized void event(Event event) {
      seen.add(new Seen(entry(event), System.nanoTime()));
      cursor = event.getSequence();
    }

    private void end(String with) {
      synchronized (this) {
        closed = true;
        code = over || left ? "" : with;
      }
      ended.countDown();
    }

    private final class Conversing
        implements ClientResponseObserver<ConverseRequest, ConverseResponse> {
      @Override
      public void beforeStart(ClientCallStreamObserver<ConverseRequest> observer) {
        call = observer;
      }

      @Override
      public void onNext(ConverseResponse response) {
        switch (response.getResponseCase()) {
          case EVENT -> event(response.getEvent());
          case ACKNOWLEDGEMENT -> {
            var acknowledged = response.getAcknowledgement();
            answered(acknowledged.getRequestId(), new Answer("OK", acknowledged.getSequence()));
          }
          case REFUSED -> {
            var refused = response.getRefused();
            var status = Status.fromCodeValue(refused.getStatus().getCode());
            answered(refused.getRequestId(), new Answer(status.getCode().name(), 0));
          }
          default -> {
            // live only
          }
        }
      }

      @Override
      public void onError(Throwable error) {
        end(Status.fromThrowable(error).getCode().name());
      }

      @Override
      public void onCompleted() {
        end("OK");
      }
    }

    private final class Subscribing
        implements ClientResponseObserver<SubscribeRequest, SubscribeResponse> {
      @Override
      public void beforeStart(ClientCallStreamObserver<SubscribeRequest> observer) {
        call = observer;
      }

      @Override
      public void onNext(SubscribeResponse response) {
        if (response.hasEvent()) {
          event(response.getEvent());
        }
      }

      @Override
      public void onError(Throwable error) {
        end(Status.fromThrowable(error).getCode().name());
      }

      @Override
      public void onCompleted() {
        end("OK");
      }
    }
  }

  private static Entry entry(Event event) {
    return switch (event.getPayloadCase()) {
      case USER_MESSAGE -> {
        var said = event.getUserMessage();
        yield new Entry(event.getSequence(), Speaker.USER, said.getText(), said.getRequestId());
      }
      case AGENT_MESSAGE ->
          new Entry(event.getSequence(), Speaker.AGENT, event.getAgentMessage().getText(), "");
      default -> new Entry(event.getSequence(), Speaker.NOBODY, "", "");
    };
  }
}
