package switchboard.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.delivery.ReportProblemSaga.Choice;
import switchboard.delivery.ReportProblemSaga.Problem;

class UtteranceTest {
  private static final Optional<String> ORDER = Optional.of("XYZ-123");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mark XYZ-123 delivered",
        "Please mark order xyz-123 as delivered",
        "I delivered XYZ-123",
        "I've just delivered XYZ-123",
        "I’ve delivered XYZ-123!",
        "we have dropped off xyz-123",
        "delivered XYZ-123",
        "Can you mark XYZ-123 delivered?"
      })
  void aDeliveryIsUnderstood(String text) {
    assertThat(Utterance.of(text)).isEqualTo(new Utterance.Delivered(ORDER));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "I haven't delivered XYZ-123",
        "don't mark XYZ-123 delivered",
        "did I mark XYZ-123 delivered?",
        "was XYZ-123 delivered",
        "When I delivered XYZ-123, where was it?"
      })
  void whatOnlyLooksLikeADeliveryIsNone(String text) {
    assertThat(Utterance.of(text)).isNotInstanceOf(Utterance.Delivered.class);
  }

  @ParameterizedTest
  @CsvSource({
    "customer at XYZ-123 is not answering, CUSTOMER_UNREACHABLE",
    "The customer of order XYZ-123 doesn't answer, CUSTOMER_UNREACHABLE",
    "xyz-123: customer unreachable, CUSTOMER_UNREACHABLE",
    "I can't reach the customer of XYZ-123, CUSTOMER_UNREACHABLE",
    "nobody is home at XYZ-123, CUSTOMER_UNREACHABLE",
    "the address of XYZ-123 is wrong, WRONG_ADDRESS",
    "wrong address on XYZ-123, WRONG_ADDRESS",
    "address for XYZ-123 does not exist, WRONG_ADDRESS"
  })
  void aProblemIsUnderstood(String text, Problem problem) {
    assertThat(Utterance.of(text)).isEqualTo(new Utterance.HasProblem(ORDER, problem));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"the customer of XYZ-123 is home", "the customer at XYZ-123 answers the door"})
  void aCustomerWhoIsThereIsNoProblem(String text) {
    assertThat(Utterance.of(text)).isNotInstanceOf(Utterance.HasProblem.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"when is my payout?", "When will I be paid?", "How much is my next payment"})
  void aPayoutIsAskedFor(String text) {
    assertThat(Utterance.of(text)).isEqualTo(Utterance.Plain.PAYOUT);
  }

  @Test
  void anOrderThatIsNotNamedIsLeftOpen() {
    assertThat(Utterance.of("mark it delivered"))
        .isEqualTo(new Utterance.Delivered(Optional.empty()));
    assertThat(Utterance.of("the customer isn't answering"))
        .isEqualTo(new Utterance.HasProblem(Optional.empty(), Problem.CUSTOMER_UNREACHABLE));
    assertThat(Utterance.of("where is my order"))
        .isEqualTo(new Utterance.OrderStatus(Optional.empty()));
    assertThat(Utterance.of("order xyz-123 please")).isEqualTo(new Utterance.JustOrder("XYZ-123"));
  }

  @ParameterizedTest
  @CsvSource({
    "hold it, HOLD, true",
    "'yes, hold', HOLD, true",
    "'no, hold it please', HOLD, true",
    "yes, HOLD, false",
    "'no, go on', GO_ON, true",
    "don't hold it, GO_ON, true",
    "go ahead, GO_ON, true",
    "no, GO_ON, false"
  })
  void aDecisionIsUnderstood(String text, Choice choice, boolean explicit) {
    assertThat(Decided.of(text)).contains(new Decided(choice, explicit));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"hold on a moment", "is it on hold?", "I don't know", "maybe", "Thanks!", "hello"})
  void whatDecidesNothingIsNoDecision(String text) {
    assertThat(Decided.of(text)).isEmpty();
  }
}
