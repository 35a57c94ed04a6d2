package switchboard.ops.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import switchboard.ops.check.Goals.Held;
import switchboard.ops.check.Goals.Value;
import switchboard.ops.replay.Corpus.Frame;
import switchboard.v1.Context;

class GoalsTest {
  private static final Frame HOTEL = frame("Hotels_4", "SearchHotel", "place", "Delhi");
  private static final Frame WEATHER = frame("Weather_1", "GetWeather", "city", "Delhi");
  private static final Frame TRAIN = frame("Trains_1", "FindTrains", "to", "Delhi");

  @Test
  void aServiceThatIsLeftIsPutAsideTheLastOneFirst() {
    var goals = Goals.NONE.after(List.of(HOTEL), 2).after(List.of(WEATHER), 5);
    assertThat(services(goals.after(List.of(TRAIN), 8)))
        .containsExactly("Trains_1", "Weather_1", "Hotels_4");
  }

  @Test
  void aServiceThatIsResumedLeavesThoseThatArePutAside() {
    var goals = Goals.NONE.after(List.of(HOTEL), 2).after(List.of(WEATHER), 5);
    assertThat(services(goals.after(List.of(HOTEL), 8))).containsExactly("Hotels_4", "Weather_1");
  }

  @Test
  void ofTwoFramesTheLastThatSaysSomethingNewIsAtHand() {
    var goals = Goals.NONE.after(List.of(HOTEL), 2).after(List.of(TRAIN), 5);
    var changed = frame("Hotels_4", "ReserveHotel", "place", "Delhi");
    assertThat(services(goals.after(List.of(changed, TRAIN), 8)))
        .containsExactly("Hotels_4", "Trains_1");
    assertThat(services(goals.after(List.of(WEATHER, changed), 8)))
        .containsExactly("Hotels_4", "Weather_1", "Trains_1");
  }

  @Test
  void ofTwoFramesThatSayNothingNewTheGoalAtHandStays() {
    var goals = Goals.NONE.after(List.of(WEATHER), 2).after(List.of(HOTEL), 5);
    assertThat(services(goals.after(List.of(HOTEL, WEATHER), 8)))
        .containsExactly("Hotels_4", "Weather_1");
    assertThat(services(goals.after(List.of(TRAIN), 8).after(List.of(HOTEL, WEATHER), 11)))
        .containsExactly("Weather_1", "Hotels_4", "Trains_1");
  }

  @Test
  void aSlotComesFromTheMessageThatLastChangedIt() {
    var more =
        new Frame(
            "Hotels_4",
            "SearchHotel",
            List.of(),
            Map.of("place", List.of("Delhi"), "stars", List.of("3", "three")));
    var less = frame("Hotels_4", "SearchHotel", "stars", "4");
    var goals = Goals.NONE.after(List.of(HOTEL), 2).after(List.of(more), 5);
    assertThat(goals.goals().getFirst().slots())
        .isEqualTo(
            Map.of(
                "place", new Value(List.of("Delhi"), 2),
                "stars", new Value(List.of("3", "three"), 5)));
    assertThat(goals.after(List.of(less), 8).goals().getFirst().slots())
        .isEqualTo(Map.of("stars", new Value(List.of("4"), 8)));
  }

  @Test
  void aDocumentHoldsThemAsTheyAre() {
    var odd =
        new Held(
            "Odd_1",
            "NONE",
            List.of("b", "a"),
            Map.of(
                "none", new Value(List.of(), 3),
                "empty", new Value(List.of(""), 3),
                "many", new Value(List.of("दो बजे", "2 pm", "14:00"), 1)));
    var goals = new Goals(List.of(odd, new Held("Trains_1", "FindTrains", List.of(), Map.of())));
    var context = Context.newBuilder();
    goals.into(context);
    assertThat(Goals.of(context.build())).isEqualTo(goals);
    assertThat(context.getGoal().getDomain()).isEqualTo("Odd_1");
    assertThat(context.getGoal().getSlotsOrThrow("many").getValue()).isEqualTo("दो बजे");
  }

  private static List<String> services(Goals goals) {
    return goals.goals().stream().map(Held::service).toList();
  }

  private static Frame frame(String service, String intent, String slot, String value) {
    return new Frame(service, intent, List.of(), Map.of(slot, List.of(value)));
  }
}
