package switchboard.simulators;

import java.util.Map;

/**
 * Something that a service tells without having been asked.
 *
 * @param id the same for every copy of it
 * @param type such as {@code switchboard.order.status-changed.v1}
 * @param tenant whose order it is; empty to say nothing about it
 * @param orderId what it is about, and its record's key
 */
public record UnaskedEvent(
    String id, String type, String tenant, String orderId, Map<String, String> facts) {
  /**
   * @throws IllegalArgumentException if it has no id, no type, no order or no facts
   */
  public UnaskedEvent {
    if (id.isBlank() || type.isBlank() || orderId.isBlank() || facts.isEmpty()) {
      throw new IllegalArgumentException("An event needs an id, a type, an order and facts");
    }
    facts = Map.copyOf(facts);
  }
}
