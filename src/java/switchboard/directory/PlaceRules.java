package switchboard.directory;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import switchboard.directory.DirectoryReply.Described;
import switchboard.directory.DirectoryReply.Found;
import switchboard.directory.Place.State;
import switchboard.session.SessionId;
import switchboard.session.SessionState.Life;

/** What the nodes' answers add up to. */
final class PlaceRules {
  /** By the newest claim; without one, as while it recovers, by who began last. */
  private static final Comparator<Held> OLDEST_FIRST =
      Comparator.<Held>comparingLong(held -> held.holding().epoch())
          .thenComparing(held -> held.holding().since());

  private PlaceRules() {}

  private record Held(NodeIdentity node, Holding holding) {}

  /**
   * Where a session is that some node holds: with the one whose claim is the newest, for no other
   * can write.
   *
   * @return empty if no node holds it, or the entity that was found only knows that there is none
   */
  static Optional<Place> awake(SessionId session, List<Found> answers, List<String> silent) {
    var held =
        answers.stream()
            .flatMap(answer -> held(session, answer))
            .sorted(OLDEST_FIRST.reversed())
            .toList();
    if (held.isEmpty()) {
      return Optional.empty();
    }
    var first = held.getFirst();
    return Optional.of(
        new Place(
            session,
            State.AWAKE,
            first.holding().shard(),
            Optional.of(first.node()),
            Optional.of(first.holding()),
            first.holding().said().map(Holding.Said::lastSequence).orElse(0L),
            held.stream().skip(1).map(other -> other.node().incarnation()).toList(),
            silent));
  }

  private static Stream<Held> held(SessionId session, Found answer) {
    return answer.holdings().stream()
        .filter(holding -> holding.session().equals(session))
        .filter(holding -> holding.said().map(said -> said.life() != Life.NONE).orElse(true))
        .map(holding -> new Held(answer.node(), holding));
  }

  /** Where a session would wake that no node holds: with the node that hosts its shard. */
  static Place notAwake(
      SessionId session,
      String shard,
      long lastSequence,
      List<Described> answers,
      List<String> silent) {
    var host =
        answers.stream()
            .filter(answer -> answer.counts().sessionShards().contains(shard))
            .map(DirectoryReply::node)
            .findFirst();
    return new Place(
        session,
        host.isPresent() ? State.ASLEEP : State.HOMELESS,
        shard,
        host,
        Optional.empty(),
        lastSequence,
        List.of(),
        silent);
  }
}
