package switchboard.kafka;

import java.util.ArrayList;
import java.util.List;

/**
 * The topics, and what their records are keyed by. What must stay in order shares a key, and so a
 * partition.
 */
public final class Topics {
  /** Commands, keyed by the id of what is asked about: an order, or a partner for payments. */
  public static final String ORDER_COMMANDS = "order.commands";

  public static final String LOGISTICS_COMMANDS = "logistics.commands";
  public static final String PAYMENTS_COMMANDS = "payments.commands";

  /** Answers, keyed by the id of the saga that asked. */
  public static final String ORDER_REPLIES = "order.replies";

  public static final String LOGISTICS_REPLIES = "logistics.replies";
  public static final String PAYMENTS_REPLIES = "payments.replies";

  /** What a service tells unasked, keyed by order id. */
  public static final String ORDER_EVENTS = "order.events";

  public static final String LOGISTICS_EVENTS = "logistics.events";

  /** What happened in the conversations, keyed by session. */
  public static final String CONVERSATION_EVENTS = "conversation.events";

  /** Entries of outboxes that cannot be read, keyed by the outbox. */
  public static final String OUTBOX_DEAD_LETTERS = "outbox.dead-letter";

  static final List<String> COMMANDS =
      List.of(ORDER_COMMANDS, LOGISTICS_COMMANDS, PAYMENTS_COMMANDS);
  static final List<String> REPLIES = List.of(ORDER_REPLIES, LOGISTICS_REPLIES, PAYMENTS_REPLIES);
  static final List<String> EVENTS = List.of(ORDER_EVENTS, LOGISTICS_EVENTS);

  private static final String SUFFIX = ".dead-letter";

  private Topics() {}

  /** Where records of a topic go that cannot be handled; keyed as the original. */
  public static String deadLetters(String topic) {
    return topic + SUFFIX;
  }

  /** The topic whose dead letters go to this one. */
  static String origin(String deadLetters) {
    return deadLetters.substring(0, deadLetters.length() - SUFFIX.length());
  }

  /** Every topic of the product, dead letters of the consumed ones and of outboxes included. */
  public static List<String> all() {
    var names = new ArrayList<>(consumed());
    names.add(CONVERSATION_EVENTS);
    names.add(OUTBOX_DEAD_LETTERS);
    consumed().forEach(topic -> names.add(deadLetters(topic)));
    return List.copyOf(names);
  }

  /** The topics that somebody here consumes, and that therefore have dead letters. */
  static List<String> consumed() {
    var names = new ArrayList<>(COMMANDS);
    names.addAll(REPLIES);
    names.addAll(EVENTS);
    return List.copyOf(names);
  }

  static boolean isDeadLetters(String topic) {
    return topic.endsWith(SUFFIX);
  }
}
