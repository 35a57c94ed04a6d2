package switchboard.ops.raw;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a session's events make of it, and where its document is not that.
 *
 * @param differences in words; none if journal and document agree
 */
public record RawCheck(Folded folded, List<String> differences) {
  public RawCheck {
    differences = List.copyOf(differences);
  }

  static RawCheck of(RawSession session) {
    var fold = new Fold(session.persistenceId(), session.key());
    session.elements().forEach(element -> fold.add(RawElement.read(element)));
    var folded = fold.result();
    var comparison = new Comparison();
    comparison.document(new RawDocument(session), folded);
    comparison.expiry(session);
    comparison.differences.addAll(folded.workerTurns().violations());
    return new RawCheck(folded, comparison.differences);
  }

  /** Collects what differs. */
  private static final class Comparison {
    private final List<String> differences = new ArrayList<>();

    void document(RawDocument document, Folded folded) {
      require(document.counter("deleted").orElse(0L), 0L, "how many events are deleted");
      require(document.counter("version").orElse(0L), folded.sequence(), "the version");
      require(document.goal(), folded.goal(), "the goal");
      require(document.suspended(), folded.suspended(), "the goals put aside");
      require(document.facts(), folded.facts(), "the facts");
      require(document.memory(), range(folded.turns()), "the range of the memory");
      require(document.summary(), folded.summary(), "the summary");
      require(document.state(), folded.life(), "the life");
      require(document.pending(), folded.pending(), "what is pending");
      require(document.versions(), folded.versions(), "the versions of the sections");
    }

    private static Optional<List<Long>> range(List<Long> turns) {
      return turns.isEmpty()
          ? Optional.empty()
          : Optional.of(List.of(turns.getFirst(), turns.getLast()));
    }

    /** No key of a session may stay for ever. */
    void expiry(RawSession session) {
      if (!session.head().containsKey("expire")) {
        differences.add("the document does not say when it expires");
      }
      session
          .millisToLive()
          .forEach(
              (key, millis) -> {
                if (millis <= 0) {
                  differences.add("the key of its " + key + " never expires");
                }
              });
    }

    private void require(Object document, Object folded, String what) {
      if (!Objects.equals(document, folded)) {
        differences.add(
            "%s is %s in the document and %s by the events".formatted(what, document, folded));
      }
    }
  }
}
