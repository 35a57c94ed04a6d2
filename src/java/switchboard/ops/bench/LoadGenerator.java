package switchboard.ops.bench;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.MoreExecutors;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import switchboard.ops.CommandFailure;
import switchboard.ops.client.FrontDoors;
import switchboard.ops.client.Retries;
import switchboard.ops.client.SessionReader;
import switchboard.session.RequestMark;
import switchboard.session.SessionCommand;
import switchboard.v1.ConversationServiceGrpc;
import switchboard.v1.CreateSessionRequest;
import switchboard.v1.SendMessageRequest;
import switchboard.v1.SendMessageResponse;
import switchboard.v1.Session;

/**
 * Sends turns to the echo agent in a closed loop: so many are under way at a time, and the next one
 * starts when one is acknowledged. Every acknowledgement is noted and, in the end, checked.
 */
public final class LoadGenerator implements AutoCloseable {
  private static final long SETTLE_SECONDS = 60;
  // As long as a person's question to an assistant.
  private static final String TEXT = "Could you tell me when my order will be at the door, please?";

  private final FrontDoors doors;
  private final List<Ledger> sessions = new ArrayList<>();
  private final AtomicLong requestIds = new AtomicLong();
  private final AtomicLong repeats = new AtomicLong();
  private double settledSeconds;

  public LoadGenerator(FrontDoors doors) {
    this.doors = doors;
  }

  /** A turn as the load sends it, for whoever measures what one is made of. */
  static SessionCommand sampleTurn(int number) {
    return new SessionCommand.SendMessage(
        TEXT, new RequestMark("turn-" + (100_000 + number), "0".repeat(32)));
  }

  /** Everything, in order: sessions, warm-up, the two phases, and reading back. */
  public LoadReport run(int sessionCount, int concurrency, int warmUpSeconds, int seconds)
      throws InterruptedException {
    createSessions(sessionCount, concurrency);
    phase(concurrency, warmUpSeconds);
    var turns = phase(concurrency, seconds);
    var single = phase(1, Math.max(1, seconds / 4));
    var difference = readBack();
    return new LoadReport(
        turns,
        single,
        sessions.stream().mapToLong(Ledger::size).sum(),
        difference.missing(),
        difference.doubled(),
        difference.unanswered(),
        repeats.get(),
        settledSeconds);
  }

  /** Makes sessions for the turns of all phases. */
  void createSessions(int count, int concurrency) throws InterruptedException {
    var run = Long.toString(System.nanoTime(), 36);
    var created = Collections.synchronizedList(new ArrayList<Ledger>());
    try (var workers = Executors.newFixedThreadPool(concurrency, Thread.ofVirtual().factory())) {
      for (int i = 0; i < count; i++) {
        var id = "b" + run + "-" + i;
        workers.submit(() -> created.add(create(id)));
      }
    }
    if (created.size() != count) {
      throw new CommandFailure("only " + created.size() + " of " + count + " sessions were made");
    }
    sessions.addAll(created);
  }

  private Ledger create(String id) {
    var request =
        CreateSessionRequest.newBuilder()
            .setParent("tenants/bench")
            .setSessionId(id)
            .setSession(Session.newBuilder().setSubject("bench").setAgent("echo"))
            .setRequestId(id)
            .build();
    return new Ledger(
        Retries.untilKnown(attempt -> doors.calls(attempt, 10).createSession(request)).getName());
  }

  /** So many turns under way at a time, for so long. */
  Figures phase(int concurrency, int seconds) throws InterruptedException {
    var latencies = new ConcurrentHistogram(TimeUnit.MINUTES.toMicros(1), 3);
    long started = System.nanoTime();
    long deadline = started + TimeUnit.SECONDS.toNanos(seconds);
    var over = new CountDownLatch(concurrency);
    for (int worker = 0; worker < concurrency; worker++) {
      new Worker(worker, concurrency, deadline, latencies, over).next();
    }
    over.await();
    return Figures.of(concurrency, (System.nanoTime() - started) / 1e9, latencies);
  }

  /** Waits until every reply is recorded, then compares every session with what was promised. */
  Ledger.Difference readBack() {
    long ended = System.nanoTime();
    var sum = new Ledger.Difference(0, 0, 0);
    for (var ledger : sessions) {
      var reader = new SessionReader(doors, ledger.session());
      var events = reader.list(0, 0, 1_000);
      while (events.size() < ledger.expectedEvents()
          && System.nanoTime() - ended < TimeUnit.SECONDS.toNanos(SETTLE_SECONDS)) {
        LockSupport.parkNanos(5_000_000);
        events = reader.list(0, 0, 1_000);
        settledSeconds = (System.nanoTime() - ended) / 1e9;
      }
      sum = sum.plus(ledger.compare(events));
    }
    return sum;
  }

  @Override
  public void close() {
    doors.close();
  }

  /** One loop; it has sessions of its own, so that its turns never meet another's. */
  private final class Worker implements FutureCallback<SendMessageResponse> {
    private final int first;
    private final int step;
    private final long deadline;
    private final Histogram latencies;
    private final CountDownLatch over;
    private int count;
    private Ledger ledger;
    private SendMessageRequest request;
    private long sent;

    Worker(int first, int step, long deadline, Histogram latencies, CountDownLatch over) {
      this.first = first;
      this.step = step;
      this.deadline = deadline;
      this.latencies = latencies;
      this.over = over;
    }

    void next() {
      if (System.nanoTime() >= deadline) {
        over.countDown();
        return;
      }
      int mine = (sessions.size() - first + step - 1) / step;
      ledger = sessions.get(first + step * (count++ % Math.max(1, mine)));
      request =
          SendMessageRequest.newBuilder()
              .setSession(ledger.session())
              .setText(TEXT)
              .setRequestId("turn-" + requestIds.incrementAndGet())
              .build();
      sent = System.nanoTime();
      send();
    }

    private void send() {
      var stub =
          ConversationServiceGrpc.newFutureStub(doors.channel(first))
              .withDeadlineAfter(10, TimeUnit.SECONDS);
      Futures.addCallback(stub.sendMessage(request), this, MoreExecutors.directExecutor());
    }

    @Override
    public void onSuccess(SendMessageResponse response) {
      latencies.recordValue((System.nanoTime() - sent) / 1_000);
      ledger.acknowledged(request.getRequestId(), response.getSequence());
      next();
    }

    @Override
    public void onFailure(Throwable failure) {
      if (Retries.isWorthRepeating(Status.fromThrowable(failure))
          && System.nanoTime() < deadline + TimeUnit.SECONDS.toNanos(SETTLE_SECONDS)) {
        repeats.incrementAndGet();
        // Same request id: if the first one was recorded, it is found again.
        send();
      } else {
        System.err.println("a turn failed: " + Retries.describe(failure));
        over.countDown();
      }
    }
  }
}
