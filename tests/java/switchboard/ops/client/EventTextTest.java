package switchboard.ops.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import org.junit.jupiter.api.Test;
import switchboard.v1.Event;
import switchboard.v1.Fact;

class EventTextTest {
  private static final Fact FACT =
      Fact.newBuilder().setKind("order").setId("XYZ-1").putAttributes("status", "HELD").build();

  @Test
  void whatSagasAskAndTakeBackIsOneLineEach() {
    var asked =
        Event.SagaAsked.newBuilder()
            .setStep("decide")
            .addOptions("KEEP")
            .addOptions("CANCEL")
            .setDue(Timestamp.newBuilder().setSeconds(60))
            .addFacts(FACT);
    assertThat(EventText.of(Event.newBuilder().setSagaAsked(asked).build()))
        .isEqualTo(
            "saga asks at decide: KEEP or CANCEL, until 1970-01-01T00:01:00Z;"
                + " order XYZ-1 status=HELD");
    var decided = Event.SagaDecided.newBuilder().setStep("decide").setChoice("CANCEL");
    assertThat(EventText.of(Event.newBuilder().setSagaDecided(decided).build()))
        .isEqualTo("decided for saga step decide: CANCEL");
    var failed = Event.SagaCompensating.newBuilder().setStep("credit").setReason("BLOCKED");
    assertThat(EventText.of(Event.newBuilder().setSagaCompensating(failed).build()))
        .isEqualTo("saga takes back what it did: step credit failed, BLOCKED");
    assertThat(
            EventText.of(
                Event.newBuilder()
                    .setSagaCompensating(Event.SagaCompensating.getDefaultInstance())
                    .build()))
        .isEqualTo("saga takes back what it did");
  }

  @Test
  void whatWasToldUnaskedIsOneLine() {
    var observed = Event.FactObserved.newBuilder().setEventId("event-7").setFact(FACT);
    assertThat(EventText.of(Event.newBuilder().setFactObserved(observed).build()))
        .isEqualTo("told unasked; order XYZ-1 status=HELD");
  }
}
