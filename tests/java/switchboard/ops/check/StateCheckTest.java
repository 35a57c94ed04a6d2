package switchboard.ops.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import switchboard.ops.check.Goals.Held;
import switchboard.ops.check.Goals.Value;
import switchboard.ops.replay.Corpus.Frame;

/** Each planted difference is named. */
class StateCheckTest {
  private static final Frame HOTEL =
      new Frame(
          "Hotels_4", "SearchHotel", List.of("price"), Map.of("stars", List.of("3", "three")));
  private static final Frame WEATHER =
      new Frame("Weather_1", "GetWeather", List.of(), Map.of("city", List.of("Delhi")));
  private static final Goals RIGHT = Goals.NONE.after(List.of(WEATHER), 2).after(List.of(HOTEL), 5);
  private static final Map<String, Frame> ANNOTATED =
      Map.of("Hotels_4", HOTEL, "Weather_1", WEATHER);

  @Test
  void whatIsRightIsNotNamed() {
    assertThat(differences(RIGHT)).isEmpty();
  }

  @Test
  void anotherIntentIsNamed() {
    assertThat(differences(withHotel("NONE", List.of("price"), List.of("3", "three"), 5)))
        .containsExactly("Hotels_4: the active intent: NONE instead of SearchHotel");
  }

  @Test
  void otherRequestedSlotsAreNamed() {
    assertThat(differences(withHotel("SearchHotel", List.of(), List.of("3", "three"), 5)))
        .containsExactly("Hotels_4: the requested slots: [] instead of [price]");
  }

  @Test
  void equivalentValuesThatAreLostOrOutOfOrderAreNamed() {
    assertThat(differences(withHotel("SearchHotel", List.of("price"), List.of("3"), 5)))
        .containsExactly("Hotels_4: slot stars: [3] instead of [3, three]");
    assertThat(differences(withHotel("SearchHotel", List.of("price"), List.of("three", "3"), 5)))
        .containsExactly("Hotels_4: slot stars: [three, 3] instead of [3, three]");
  }

  @Test
  void anotherSourceIsNamed() {
    assertThat(differences(withHotel("SearchHotel", List.of("price"), List.of("3", "three"), 2)))
        .containsExactly("Hotels_4: the source of slot stars: 2 instead of 5");
  }

  @Test
  void aSlotThatIsMissingOrTooManyIsNamed() {
    var without = new Held("Hotels_4", "SearchHotel", List.of("price"), Map.of());
    assertThat(differences(new Goals(List.of(without, RIGHT.goals().getLast()))))
        .containsExactly("Hotels_4: slot stars: missing instead of [3, three]");
    var more =
        new Held(
            "Weather_1",
            "GetWeather",
            List.of(),
            Map.of("city", new Value(List.of("Delhi"), 2), "day", new Value(List.of("1"), 2)));
    assertThat(differences(new Goals(List.of(RIGHT.goals().getFirst(), more))))
        .containsExactly("Weather_1: slot day: [1] instead of none");
  }

  @Test
  void aGoalThatIsLostDoubledOrInventedIsNamed() {
    assertThat(differences(new Goals(RIGHT.goals().subList(0, 1))))
        .contains("0 goals of Weather_1 instead of 1");
    var doubled =
        new Goals(List.of(RIGHT.goals().get(0), RIGHT.goals().get(0), RIGHT.goals().get(1)));
    assertThat(differences(doubled)).contains("2 goals of Hotels_4 instead of 1");
    var invented = new Held("Trains_1", "NONE", List.of(), Map.of());
    assertThat(
            differences(new Goals(List.of(RIGHT.goals().get(0), RIGHT.goals().get(1), invented))))
        .contains("a goal of \"Trains_1\", which the dialogue is not about");
  }

  @Test
  void anotherGoalAtHandIsNamed() {
    assertThat(differences(new Goals(RIGHT.goals().reversed())))
        .containsExactly(
            "the services of the goal at hand and those put aside: [Weather_1, Hotels_4] instead of"
                + " [Hotels_4, Weather_1]");
  }

  private static Goals withHotel(
      String intent, List<String> requested, List<String> stars, long source) {
    var hotel = new Held("Hotels_4", intent, requested, Map.of("stars", new Value(stars, source)));
    return new Goals(List.of(hotel, RIGHT.goals().getLast()));
  }

  private static List<String> differences(Goals found) {
    return StateCheck.differences(found, ANNOTATED, RIGHT);
  }
}
