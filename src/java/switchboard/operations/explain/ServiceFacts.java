package switchboard.operations.explain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import switchboard.directory.DirectoryReply.Examined;

/**
 * How all nodes that answered stand with one service.
 *
 * @param asked when it was asked last by any saga
 * @param answered when it answered any saga last; empty if none since the nodes began
 * @param circuitOpenAt the nodes that leave it alone for now, by their cluster addresses
 */
public record ServiceFacts(
    String service,
    Optional<Instant> asked,
    Optional<Instant> answered,
    List<String> circuitOpenAt) {
  public ServiceFacts {
    circuitOpenAt = List.copyOf(circuitOpenAt);
  }

  /** What the nodes said, put together. */
  static ServiceFacts of(String service, List<Examined> nodes) {
    Optional<Instant> asked = Optional.empty();
    Optional<Instant> answered = Optional.empty();
    var open = new ArrayList<String>();
    for (var node : nodes) {
      for (var talk : node.found().services()) {
        if (talk.service().equals(service)) {
          asked = later(asked, talk.asked());
          answered = later(answered, talk.answered());
          if (talk.circuitOpen()) {
            open.add(node.node().address());
          }
        }
      }
    }
    return new ServiceFacts(service, asked, answered, open);
  }

  private static Optional<Instant> later(Optional<Instant> one, Optional<Instant> other) {
    return one.isEmpty() || other.isPresent() && one.get().isBefore(other.get()) ? other : one;
  }
}
