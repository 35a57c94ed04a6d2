package switchboard.failover;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Who was refused by whom, as far as one node has heard, and what follows from it.
 *
 * <p>A refused connection says that a machine is up and that no process listens there. It proves a
 * death only if everybody who can be asked says the same of the same incarnation, and if those are
 * a majority of all members: whatever a single node's route, firewall or port forwarding does to
 * it, it cannot down another one, and neither can the smaller side of a partition.
 *
 * <p>Not thread-safe. Times are those of {@link System#nanoTime}.
 */
final class Verdicts {
  private record Verdict(NodeLife witness, NodeLife subject) {}

  /**
   * What is proved.
   *
   * @param dead those that are to be downed, never empty
   * @param executor who does it, so that it is done once
   */
  record Decision(Set<NodeLife> dead, NodeLife executor) {
    Decision {
      dead = Set.copyOf(dead);
    }
  }

  private final long validNanos;
  private final Map<Verdict, Long> refused = new HashMap<>();

  /**
   * @param validFor how long a verdict counts after it was heard
   */
  Verdicts(Duration validFor) {
    this.validNanos = validFor.toNanos();
  }

  /** The witness was refused by the subject. */
  void refused(NodeLife witness, NodeLife subject, long now) {
    refused.put(new Verdict(witness, subject), now);
  }

  /** The witness was answered, or heard nothing: what it said before does not hold any more. */
  void withdrawn(NodeLife witness, NodeLife subject) {
    refused.remove(new Verdict(witness, subject));
  }

  /** Forgets what is too old to count. */
  void expire(long now) {
    refused.values().removeIf(heard -> now - heard > validNanos);
  }

  /**
   * What is proved now, if anything is.
   *
   * <p>The suspects are those that refuse {@code view.self()}. The jury is every member that is
   * neither a suspect nor unreachable; it must be more than half of all members, and each of it
   * must have been refused by each of the suspects, and by none of its own: where the members of
   * the jury doubt each other, another jury could find otherwise.
   */
  Optional<Decision> decide(View view, long now) {
    var suspects =
        view.members().stream()
            .filter(member -> holds(view.self(), member, now))
            .collect(Collectors.toUnmodifiableSet());
    Predicate<NodeLife> asked =
        member -> !suspects.contains(member) && !view.unreachable().contains(member);
    List<NodeLife> jury = view.members().stream().filter(asked).toList();
    boolean majority = 2 * jury.size() > view.members().size();
    boolean unanimous =
        jury.stream()
            .allMatch(
                witness -> suspects.stream().allMatch(subject -> holds(witness, subject, now)));
    boolean trusted =
        jury.stream()
            .noneMatch(witness -> jury.stream().anyMatch(other -> holds(witness, other, now)));
    return !suspects.isEmpty() && majority && unanimous && trusted && jury.contains(view.self())
        ? Optional.of(new Decision(suspects, jury.getFirst()))
        : Optional.empty();
  }

  private boolean holds(NodeLife witness, NodeLife subject, long now) {
    var heard = refused.get(new Verdict(witness, subject));
    return heard != null && now - heard <= validNanos;
  }
}
