package switchboard.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import switchboard.session.SessionReply.Rejected;
import switchboard.session.SessionReply.Rejection;
import switchboard.telemetry.Meters;

/** What is counted of the commands that a node is given. */
class SessionMeterTest {
  private static final long MILLI = 1_000_000;
  private static final SessionCommand MESSAGE =
      new SessionCommand.SendMessage("hello", new RequestMark("r", "00"));
  private static final SessionReply RECORDED = new SessionReply.Recorded(3, Instant.EPOCH);

  private final SessionMeter meter = new SessionMeter(Meters.unseen());

  private void ended(SessionCommand command, SessionReply reply, long nanos) {
    meter.began();
    meter.ended(command, reply, nanos);
  }

  @Test
  void messagesAreCountedByWhatBecameOfThem() {
    ended(MESSAGE, RECORDED, MILLI);
    ended(MESSAGE, RECORDED, MILLI);
    ended(MESSAGE, new Rejected(Rejection.Plain.ENDED), MILLI);
    ended(MESSAGE, new Rejected(new Rejection.StaleEtag(1)), MILLI);
    ended(MESSAGE, new Rejected(Rejection.Plain.OUTCOME_UNKNOWN), MILLI);
    ended(MESSAGE, new Rejected(Rejection.Plain.STORE_UNAVAILABLE), MILLI);
    ended(SessionCommand.Get.SESSION, new Rejected(Rejection.Plain.NOT_FOUND), MILLI);
    assertThat(meter.acknowledged()).isEqualTo(2);
    assertThat(meter.refused()).isEqualTo(2);
    assertThat(meter.failed()).isEqualTo(2);
    assertThat(meter.underWay()).isZero();
  }

  @Test
  void whatHasNoAnswerYetIsUnderWay() {
    meter.began();
    meter.began();
    assertThat(meter.underWay()).isEqualTo(2);
    meter.ended(MESSAGE, RECORDED, MILLI);
    assertThat(meter.underWay()).isEqualTo(1);
  }

  @Test
  void latenciesAreThoseOfTheLastTenSeconds() {
    ended(MESSAGE, RECORDED, 2 * MILLI);
    ended(MESSAGE, RECORDED, 2 * MILLI);
    assertThat(meter.latencies()).as("the second under way is not shown").isEmpty();
    meter.second();
    ended(MESSAGE, RECORDED, 40 * MILLI);
    meter.second();
    var both = meter.latencies();
    assertThat(both).extracting(SessionMeter.Took::count).containsExactly(2L, 1L);
    assertThat(both.getFirst().micros()).isBetween(2000L, 2000L + 2000 / 16);
    assertThat(both.getLast().micros()).isBetween(40_000L, 40_000L + 40_000 / 16);
    for (int second = 0; second < 9; second++) {
      meter.second();
    }
    assertThat(meter.latencies()).singleElement().extracting("count").isEqualTo(1L);
    meter.second();
    assertThat(meter.latencies()).isEmpty();
  }

  @Test
  void whatTakesForEverCountsAsAMinute() {
    ended(MESSAGE, RECORDED, Long.MAX_VALUE);
    ended(MESSAGE, RECORDED, -5);
    meter.second();
    assertThat(meter.latencies()).hasSize(2);
    assertThat(meter.latencies().getFirst().micros()).isEqualTo(1);
    assertThat(meter.latencies().getLast().micros()).isBetween(60_000_000L, 64_000_000L);
  }
}
