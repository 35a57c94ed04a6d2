package switchboard.saga;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import switchboard.saga.ServiceTalks.Talk;

/** When services were asked and heard of, as a node's sagas know it. */
class ServiceTalksTest {
  private static final ActorTestKit KIT = ActorTestKit.create("service-talks");
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final SagaPlan PLAN =
      SagaPlan.named("test")
          .needing("orderId")
          .step(
              Step.command("order", "order.commands", "get-status", "orderId").undoneBy("put-back"))
          .step(Step.http("credit", "payments", "POST", "/credits"))
          .step(Step.decision("hold", Duration.ofMinutes(1), "NO", "YES", "NO"))
          .atDeadline(SagaPlan.AtDeadline.TELL_WHAT_IS_KNOWN);

  private ServiceTalks talks;

  @BeforeEach
  void begin() {
    talks = ServiceTalks.get(Adapter.toClassic(KIT.system()));
  }

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  private static Ask ask(String step, Ask.Target target) {
    return new Ask(step, target, Map.of(), Optional.empty());
  }

  private static SagaEvent answered(String step, String reason, String source, Instant time) {
    return new SagaEvent.StepAnswered(
        new StepAnswer(step, reason.isEmpty(), reason, Map.of(), time, source), time);
  }

  private Optional<Talk> of(String service) {
    return talks.all().stream().filter(talk -> talk.service().equals(service)).findFirst();
  }

  @Test
  void aServiceIsKnownByItsTopicOrItsSectionAndAUserIsNone() {
    assertThat(ServiceTalks.asked(PLAN, "order")).isEqualTo("order");
    assertThat(ServiceTalks.asked(PLAN, "order.undo")).isEqualTo("order");
    assertThat(ServiceTalks.asked(PLAN, "credit")).isEqualTo("payments");
    assertThat(ServiceTalks.asked(PLAN, "hold")).isEqualTo("user");
    assertThat(ServiceTalks.asked(PLAN, "another")).isEmpty();
  }

  @Test
  void whatWasAskedAndAnsweredLastCounts() {
    var topic = new Ask.Target.Topic("order.commands", "get-status", "X-1");
    talks.note(new SagaEvent.StepAsked(ask("order", topic), 1, NOW, NOW), PLAN);
    assertThat(of("order")).contains(new Talk("order", Optional.of(NOW), Optional.empty()));
    talks.note(answered("order", "", "order.replies", NOW.plusSeconds(2)), PLAN);
    talks.note(answered("order", "NO_SUCH", "order.replies", NOW.plusSeconds(1)), PLAN);
    assertThat(of("order").orElseThrow().answered()).contains(NOW.plusSeconds(2));
    talks.note(answered("order", "TIMED_OUT", "deadline", NOW.plusSeconds(9)), PLAN);
    assertThat(of("order").orElseThrow().answered()).contains(NOW.plusSeconds(2));
    assertThat(of("deadline")).isEmpty();
  }

  @Test
  void aServiceThatSaysItCannotHasAnsweredAndOneThatIsNotReachedHasNot() {
    var service = new Ask.Target.Service("payments", "POST", "/credits");
    talks.note(new SagaEvent.StepAsked(ask("credit", service), 1, NOW, NOW), PLAN);
    talks.note(
        new SagaEvent.StepPaused("credit", "CONNECTION_FAILED", NOW, NOW.plusSeconds(1)), PLAN);
    assertThat(of("payments").orElseThrow().answered()).isEmpty();
    talks.note(new SagaEvent.StepPaused("credit", "SERVICE_ERROR", NOW, NOW.plusSeconds(2)), PLAN);
    assertThat(of("payments").orElseThrow().answered()).contains(NOW.plusSeconds(2));
    talks.note(
        new SagaEvent.StepAsked(ask("hold", new Ask.Target.User(List.of("YES"))), 1, NOW, NOW),
        PLAN);
    assertThat(of("user")).isEmpty();
  }
}
