package switchboard.simulators;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What has changed in the simulated world since it was made: the effects that stand and the events
 * that were told, on top of what the seed says. A change that is taken back is gone as if it had
 * never been, whatever came after it.
 */
final class Overlay {
  /**
   * One change.
   *
   * @param id the step key of an effect, the id of an event
   * @param command the command's short name; {@link #EVENT} for an event
   * @param about the ids that it concerns, by field name
   * @param facts what the service answered or told
   */
  record Change(String id, String command, Map<String, String> about, Map<String, String> facts) {}

  /** The command of a change that nobody asked for. */
  static final String EVENT = "event";

  private static final List<String> IDS = List.of("orderId", "partnerId");

  private final Map<String, Change> standing = new HashMap<>();
  private final Map<String, Map<String, Change>> byId = new HashMap<>();
  private final Set<String> takenBack = new HashSet<>();

  void add(Change change) {
    standing.put(change.id(), change);
    for (var field : IDS) {
      var id = change.about().get(field);
      if (id != null) {
        byId.computeIfAbsent(field + " " + id, _ -> new LinkedHashMap<>()).put(change.id(), change);
      }
    }
  }

  /** The change that a step made, if it made one that has not been taken back. */
  Optional<Change> standing(String stepKey) {
    return Optional.ofNullable(standing.get(stepKey));
  }

  /** Takes a step's change back, if it made one, and forbids the step for ever. */
  void takeBack(String stepKey) {
    takenBack.add(stepKey);
    var gone = standing.remove(stepKey);
    if (gone != null) {
      for (var field : IDS) {
        var changes = byId.get(field + " " + gone.about().get(field));
        if (changes != null) {
          changes.remove(stepKey);
        }
      }
    }
  }

  boolean isTakenBack(String stepKey) {
    return takenBack.contains(stepKey);
  }

  /** The changes that concern an order, oldest first. */
  List<Change> ofOrder(String orderId) {
    return of("orderId", orderId);
  }

  /** The changes that concern a partner, oldest first. */
  List<Change> ofPartner(String partnerId) {
    return of("partnerId", partnerId);
  }

  private List<Change> of(String field, String id) {
    return new ArrayList<>(byId.getOrDefault(field + " " + id, Map.of()).values());
  }
}
