package switchboard.context;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The session's context as the agent sees it.
 *
 * @param goal the goal at hand
 * @param suspended goals put aside, the last one first
 * @param turns short-term memory: the last messages, oldest first
 * @param pending sagas that have not completed, oldest first
 * @param facts what is known of things in the internal systems, the latest told last
 */
public record Context(
    Optional<Goal> goal,
    List<Goal> suspended,
    List<Turn> turns,
    List<PendingSaga> pending,
    List<Fact> facts) {
  /** How many messages the short-term memory holds at most. */
  public static final int MAX_TURNS = 20;

  /** How many facts are kept at most; the one told longest ago goes first. */
  public static final int MAX_FACTS = 32;

  /** How many sagas may be pending at most, so that the document stays small. */
  public static final int MAX_PENDING = 16;

  public static final Context EMPTY =
      new Context(Optional.empty(), List.of(), List.of(), List.of(), List.of());

  public Context {
    suspended = List.copyOf(suspended);
    turns = List.copyOf(turns);
    pending = List.copyOf(pending);
    facts = List.copyOf(facts);
  }

  public Context with(Goal now, List<Goal> aside) {
    return new Context(Optional.of(now), aside, turns, pending, facts);
  }

  public Context remember(Turn turn) {
    var kept = turns.subList(Math.max(0, turns.size() - (MAX_TURNS - 1)), turns.size());
    return new Context(goal, suspended, plus(kept, turn), pending, facts);
  }

  public Context await(PendingSaga saga) {
    return new Context(goal, suspended, turns, plus(pending, saga), facts);
  }

  /** A report of a pending saga was recorded; the saga stays pending unless it ended for good. */
  public Context reported(PendingSaga saga, long report, SagaReport content) {
    var remaining = new ArrayList<PendingSaga>(pending.size());
    for (var each : pending) {
      if (!each.saga().equals(saga.saga())) {
        remaining.add(each);
      } else if (!endsForGood(each, content)) {
        // progress after a partial end does not undo that: the next end is for good
        remaining.add(each.reported(report, each.partial() || content instanceof SagaReport.Ended));
      }
    }
    return new Context(goal, suspended, turns, remaining, know(content.facts()));
  }

  public Optional<PendingSaga> pending(String saga) {
    return pending.stream().filter(each -> each.saga().equals(saga)).findFirst();
  }

  public Optional<Fact> fact(String kind, String id) {
    return facts.stream()
        .filter(fact -> fact.kind().equals(kind) && fact.id().equals(id))
        .findFirst();
  }

  private static boolean endsForGood(PendingSaga saga, SagaReport content) {
    return switch (content) {
      case SagaReport.Progressed _ -> false;
      case SagaReport.Ended(var outcome, _, _) ->
          saga.partial() || outcome != SagaOutcome.PARTIALLY_COMPLETED;
    };
  }

  private List<Fact> know(List<Fact> news) {
    if (news.isEmpty()) {
      return facts;
    }
    var known = new ArrayList<>(facts);
    for (var fact : news) {
      known.removeIf(old -> old.kind().equals(fact.kind()) && old.id().equals(fact.id()));
      known.add(fact);
    }
    return known.subList(Math.max(0, known.size() - MAX_FACTS), known.size());
  }

  private static <T> List<T> plus(List<T> list, T last) {
    var longer = new ArrayList<T>(list.size() + 1);
    longer.addAll(list);
    longer.add(last);
    return longer;
  }
}
