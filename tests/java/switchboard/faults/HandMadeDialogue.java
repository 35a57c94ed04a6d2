package switchboard.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/**
 * A dialogue as the Schema-Guided Dialogue dataset has them: about two services, one of them left
 * and taken up again.
 */
final class HandMadeDialogue {
  private static final JsonMapper JSON = new JsonMapper();
  private static final List<String> CITIES = List.of("Pune", "Delhi", "Kochi", "Surat");

  private HandMadeDialogue() {}

  static JsonNode of(int number) {
    var city = CITIES.get(number % CITIES.size());
    var train = Map.of("to", List.of(city));
    var timed = Map.of("to", List.of(city), "time", List.of("2 pm", "14:00"));
    var weather = Map.of("city", List.of(city, city + " city"));
    var dialogue = JSON.createObjectNode().put("dialogue_id", "made_" + number);
    var turns = dialogue.putArray("turns");
    turns.add(turn("A train, please, number " + number, "Trains_1", "FindTrains", Map.of()));
    turns.addObject().put("speaker", "SYSTEM").put("utterance", "Where to?");
    turns.add(turn("To " + city, "Trains_1", "FindTrains", train));
    turns.add(turn("And how is the weather there?", "Weather_1", "GetWeather", weather));
    turns.add(turn("Then at two", "Trains_1", "FindTrains", timed));
    turns.add(turn("Buy it", "Trains_1", "BuyTicket", timed));
    turns.add(turn("Thank you", "Trains_1", "NONE", timed));
    return dialogue;
  }

  private static ObjectNode turn(
      String utterance, String service, String intent, Map<String, List<String>> slots) {
    var turn = JSON.createObjectNode().put("speaker", "USER").put("utterance", utterance);
    var frame = turn.putArray("frames").addObject().put("service", service);
    var state = frame.putObject("state").put("active_intent", intent);
    state.putArray("requested_slots");
    state.set("slot_values", JSON.valueToTree(slots));
    return turn;
  }
}
