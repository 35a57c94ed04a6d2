package switchboard.ops.demo;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What can be told. Each says on the stage what happens, and checks what came of it. */
enum Story {
  ORDER_STATUS("order-status", OrderStatusStory::tell),
  TWO_CHANNELS("two-channels", TwoChannels::tell),
  ORDER_NOT_FOUND("order-not-found", OrderNotFoundStory::tell),
  LOGISTICS_DOWN("logistics-down", LogisticsDownStory::tell),
  PAYMENTS_FAILS("payments-fails", PaymentsFailsStory::tell),
  DECISION("decision", DecisionStory::tell),
  TWO_AT_ONCE("two-at-once", TwoAtOnceStory::tell),
  UNASKED_UPDATE("unasked-update", UnaskedUpdateStory::tell);

  /** How a story is told. */
  interface Telling {
    void tell(Stage stage) throws InterruptedException;
  }

  private final String word;
  private final Telling telling;

  Story(String word, Telling telling) {
    this.word = word;
    this.telling = telling;
  }

  String word() {
    return word;
  }

  /** Tells it; the stage has the checks. */
  void tell(Stage stage) throws InterruptedException {
    telling.tell(stage);
  }

  static Optional<Story> of(String word) {
    return Arrays.stream(values()).filter(story -> story.word.equals(word)).findFirst();
  }

  static List<String> words() {
    return Arrays.stream(values()).map(Story::word).toList();
  }
}
