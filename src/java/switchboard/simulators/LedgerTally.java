package switchboard.simulators;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import switchboard.simulators.LedgerReader.Entry;
import switchboard.simulators.LedgerReader.Kind;

/**
 * What a ledger adds up to, counted from its lines alone and apart from the service that wrote
 * them: for checks that compare it with what others believe has happened.
 */
public final class LedgerTally {
  private final Map<String, Integer> received = new HashMap<>();
  private final Map<String, Integer> decided = new HashMap<>();
  private final Map<String, Entry> effects = new LinkedHashMap<>();
  private final Set<String> takenBack = new HashSet<>();
  private final Set<String> takenBackInVain = new HashSet<>();
  private final Map<String, Entry> changes = new LinkedHashMap<>();

  private LedgerTally() {}

  public static LedgerTally of(List<Entry> ledger) {
    var tally = new LedgerTally();
    ledger.forEach(tally::add);
    return tally;
  }

  private void add(Entry entry) {
    switch (entry.kind()) {
      case RECEIVED -> received.merge(entry.stepKey(), 1, Integer::sum);
      case EFFECT -> {
        decided.merge(entry.stepKey(), 1, Integer::sum);
        if (entry.ok() && entry.undoes().isEmpty()) {
          effects.put(entry.stepKey(), entry);
          changes.put(entry.stepKey(), entry);
        } else if (entry.ok()) {
          takeBack(entry.undoes());
        }
      }
      case EVENT -> changes.put(entry.stepKey(), entry);
      case ANSWERED, TOLD -> {} // Neither changes anything.
    }
  }

  private void takeBack(String stepKey) {
    changes.remove(stepKey);
    (effects.containsKey(stepKey) ? takenBack : takenBackInVain).add(stepKey);
  }

  /** How often a step was received. */
  public int received(String stepKey) {
    return received.getOrDefault(stepKey, 0);
  }

  /** The steps that took effect, questions included and compensations not, by step key. */
  public Map<String, Entry> effects() {
    return Map.copyOf(effects);
  }

  /** The step keys of effects that were taken back. */
  public Set<String> takenBack() {
    return Set.copyOf(takenBack);
  }

  /** The step keys that were taken back without having taken effect, now or ever. */
  public Set<String> takenBackInVain() {
    return Set.copyOf(takenBackInVain);
  }

  /** The step keys of effects that were not taken back. */
  public Set<String> standing() {
    var standing = new HashSet<>(effects.keySet());
    standing.removeAll(takenBack);
    return standing;
  }

  /** The step keys that were decided more than once: none, if the service keeps its promise. */
  public Set<String> doubled() {
    var doubled = new HashSet<String>();
    decided.forEach(
        (stepKey, times) -> {
          if (times > 1) {
            doubled.add(stepKey);
          }
        });
    return doubled;
  }

  /** The sums of the credits that stand, in rupees, by order. Orders without one are left out. */
  public Map<String, Integer> credits() {
    var credits = new TreeMap<String, Integer>();
    for (var entry : changes.values()) {
      if (entry.kind() == Kind.EFFECT && entry.type().endsWith(".credit-delivery.v1")) {
        int amount = Integer.parseInt(entry.facts().get("amount"));
        credits.merge(entry.body().get("orderId"), amount, Integer::sum);
      }
    }
    return credits;
  }

  /** The status that an order was given since the world was made; empty if it was given none. */
  public Optional<String> status(String orderId) {
    return changes.values().stream()
        .filter(entry -> orderId.equals(entry.body().get("orderId")))
        .filter(entry -> entry.kind() == Kind.EVENT || entry.type().endsWith(".mark-delivered.v1"))
        .map(entry -> entry.facts().get("status"))
        .filter(Objects::nonNull)
        .reduce((_, last) -> last);
  }
}
