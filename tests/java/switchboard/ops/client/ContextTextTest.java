package switchboard.ops.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.Timestamp;
import org.junit.jupiter.api.Test;
import switchboard.v1.Context;
import switchboard.v1.Fact;
import switchboard.v1.Goal;
import switchboard.v1.Slot;
import switchboard.v1.Summary;

class ContextTextTest {
  private static final Context CONTEXT =
      Context.newBuilder()
          .setName("tenants/acme/sessions/s1/context")
          .setSubject("partner-1042")
          .setChannel("app")
          .setVersion(57)
          .setUpdateTime(Timestamp.newBuilder().setSeconds(5))
          .setGoal(
              Goal.newBuilder()
                  .setIntent("order_status")
                  .setStatus(Goal.Status.AWAITING_SYSTEM)
                  .putSlots(
                      "order_id",
                      Slot.newBuilder()
                          .setValue("XYZ-123")
                          .addAlternatives("xyz 123")
                          .setConfidence(0.98)
                          .setSourceSequence(55)
                          .build()))
          .addSuspendedGoals(Goal.newBuilder().setIntent("payout").setDomain("Payments"))
          .addTurns(Context.Turn.newBuilder().setSequence(55).setRole("user").setText("where?"))
          .setSummary(Summary.newBuilder().setFromSequence(1).setToSequence(30).setText("said"))
          .addFacts(
              Fact.newBuilder()
                  .setKind("order")
                  .setId("XYZ-123")
                  .setSource("order.events")
                  .putAttributes("status", "PACKED"))
          .putSectionVersions("goals", 56)
          .build();

  @Test
  void theJsonIsOneDocumentInTheShapeOfTheDesign() throws Exception {
    var json = new JsonMapper().readTree(ContextText.json(CONTEXT));
    assertThat(json.path("session").asText()).isEqualTo("tenants/acme/sessions/s1");
    assertThat(json.path("version").asLong()).isEqualTo(57);
    assertThat(json.at("/goal/slots/order_id").toString())
        .isEqualTo(
            "{\"value\":\"XYZ-123\",\"alternatives\":[\"xyz 123\"],\"confidence\":0.98,"
                + "\"sourceSequence\":55,\"confirmed\":false}");
    assertThat(json.at("/suspendedGoals/0/domain").asText()).isEqualTo("Payments");
    assertThat(json.at("/shortTermMemory/summary/toSequence").asLong()).isEqualTo(30);
    assertThat(json.at("/shortTermMemory/turns/0/text").asText()).isEqualTo("where?");
    assertThat(json.at("/entities/order/XYZ-123/status").asText()).isEqualTo("PACKED");
    assertThat(json.at("/pending/sagas").isArray()).isTrue();
    assertThat(json.at("/sectionVersions/goals").asLong()).isEqualTo(56);
    assertThat(json.has("agent")).isTrue();
    assertThat(json.has("privacy")).isTrue();
  }

  @Test
  void whatASagaAsksAndThatOneIsParkedIsShown() throws Exception {
    var asking =
        Context.PendingSaga.newBuilder()
            .setType("problem")
            .setQuestion(
                Context.Question.newBuilder()
                    .setStep("decide")
                    .addOptions("KEEP")
                    .addOptions("CANCEL")
                    .setDue(Timestamp.newBuilder().setSeconds(60)));
    var parked = Context.PendingSaga.newBuilder().setType("payout").setParked(true);
    var context = CONTEXT.toBuilder().addPendingSagas(asking).addPendingSagas(parked).build();
    var sagas = new JsonMapper().readTree(ContextText.json(context)).at("/pending/sagas");
    assertThat(sagas.at("/0/question").toString())
        .isEqualTo(
            "{\"step\":\"decide\",\"options\":[\"KEEP\",\"CANCEL\"],"
                + "\"due\":\"1970-01-01T00:01:00Z\"}");
    assertThat(sagas.at("/1").has("question")).isFalse();
    assertThat(sagas.at("/1/parked").asBoolean()).isTrue();
    assertThat(ContextText.text(context))
        .contains("pending    problem waits until 1970-01-01T00:01:00Z for one of KEEP, CANCEL")
        .contains("pending    payout waits for an operator");
  }

  @Test
  void theTextNamesWhatThereIs() {
    assertThat(ContextText.text(CONTEXT))
        .contains("order_status AWAITING_SYSTEM order_id=XYZ-123")
        .contains("put aside  Payments/payout")
        .contains("#55 where?")
        .contains("known      order XYZ-123 {status=PACKED}");
    assertThat(ContextText.text(Context.getDefaultInstance())).contains("goal       none");
  }
}
