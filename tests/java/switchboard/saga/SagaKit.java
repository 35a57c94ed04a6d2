package switchboard.saga;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import switchboard.privacy.SubjectKey;

/** What sagas stand on in unit tests. */
final class SagaKit {
  private SagaKit() {}

  /** A clock that stands until it is moved. */
  static final class SteppedClock extends Clock {
    private volatile Instant now;

    SteppedClock(Instant now) {
      this.now = now;
    }

    void at(Instant time) {
      now = time;
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  /** Services that remember what they are asked and answer when the test says. */
  static final class Services implements StepCaller {
    private final List<Call> calls = new ArrayList<>();
    private final List<CompletableFuture<StepAnswer>> answers = new ArrayList<>();

    @Override
    public synchronized CompletionStage<StepAnswer> call(Call call) {
      var answer = new CompletableFuture<StepAnswer>();
      calls.add(call);
      answers.add(answer);
      return answer;
    }

    synchronized List<Call> calls() {
      return List.copyOf(calls);
    }

    synchronized void answer(int call, StepAnswer answer) {
      answers.get(call).complete(answer);
    }
  }

  /** An outbox entry is no more than a name. */
  static final class NamesOnly implements CommandEncoder {
    @Override
    public byte[] command(SagaState saga, SagaEvent.StepAsked asked, SubjectKey key) {
      return asked.ask().step().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] parked(SagaState saga, boolean parked, Instant time) {
      return ("parked " + parked).getBytes(StandardCharsets.UTF_8);
    }
  }
}
