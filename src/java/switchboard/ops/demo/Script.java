package switchboard.ops.demo;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import switchboard.ops.CommandFailure;

/**
 * What is said, and how the world behaves meanwhile; all of it follows from the seed.
 *
 * @param orderId of an order that is out for delivery in the simulated world
 * @param orderLatency of the order service's answer
 * @param logisticsLatency of the logistics service's answer
 * @param killAfter from the question, when a node is killed at all; before any answer can be there
 */
record Script(
    long seed,
    String subject,
    String orderId,
    String question,
    String secondQuestion,
    Latency orderLatency,
    Latency logisticsLatency,
    Duration killAfter) {

  static final String STATUS = "OUT_FOR_DELIVERY";

  /** A range in milliseconds, as the simulators' dial takes it. */
  record Latency(int from, int to) {
    String dial() {
      return from + ".." + to;
    }
  }

  private static final List<String> SECOND_QUESTIONS =
      List.of("Thanks!", "Thank you", "Help", "What can you help me with?");

  /**
   * Draws a script.
   *
   * @param statusOf status of an order in the simulated world; empty if there is no such order
   */
  static Script draw(long seed, UnaryOperator<String> statusOf) {
    var random = new SplittableRandom(seed);
    var orderId = orderOutForDelivery(random, statusOf);
    var order = latency(random);
    var logistics = latency(random);
    return new Script(
        seed,
        "partner-" + random.nextInt(1_000, 10_000),
        orderId,
        "What's the status of order " + orderId + "?",
        SECOND_QUESTIONS.get(random.nextInt(SECOND_QUESTIONS.size())),
        order,
        logistics,
        Duration.ofMillis(random.nextInt(0, order.from() + logistics.from())));
  }

  /** Has the services take as long as the script says. */
  void dial(Stage stage) {
    stage.dial("order", "--latency", orderLatency.dial());
    stage.dial("logistics", "--latency", logisticsLatency.dial());
    stage.note(
        "order %s; the order service answers in %s ms, logistics in %s ms",
        orderId, orderLatency.dial(), logisticsLatency.dial());
  }

  /** A number such as orders have; whether there is one is for the world to say. */
  static String orderId(SplittableRandom random) {
    return "" + letter(random) + letter(random) + letter(random) + "-" + number(random);
  }

  private static Latency latency(SplittableRandom random) {
    int from = random.nextInt(900, 1_500);
    return new Latency(from, from + random.nextInt(100, 600));
  }

  private static String orderOutForDelivery(
      SplittableRandom random, UnaryOperator<String> statusOf) {
    for (int draw = 0; draw < 10_000; draw++) {
      var id = orderId(random);
      if (statusOf.apply(id).equals(STATUS)) {
        return id;
      }
    }
    throw new CommandFailure("no order of this world is out for delivery: try another --seed");
  }

  private static char letter(SplittableRandom random) {
    return (char) ('A' + random.nextInt(26));
  }

  private static int number(SplittableRandom random) {
    return random.nextInt(100, 1_000);
  }
}
