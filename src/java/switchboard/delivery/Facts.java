package switchboard.delivery;

import java.util.List;
import java.util.Optional;
import switchboard.context.Fact;

/** Looks things up in what a saga tells. */
final class Facts {
  private Facts() {}

  static Optional<Fact> of(String kind, List<Fact> facts) {
    return facts.stream().filter(fact -> fact.kind().equals(kind)).findFirst();
  }

  /** An attribute; empty if the service left it out. */
  static Optional<String> attribute(String kind, String name, List<Fact> facts) {
    return of(kind, facts).map(fact -> fact.attributes().get(name)).filter(it -> !it.isBlank());
  }

  /** Amount and currency as one says them; empty if either is missing. */
  static Optional<String> money(String kind, List<Fact> facts) {
    return attribute(kind, "amount", facts)
        .flatMap(
            amount -> attribute(kind, "currency", facts).map(currency -> amount + " " + currency));
  }
}
