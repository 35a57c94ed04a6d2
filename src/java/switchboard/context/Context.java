package switchboard.context;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The session's context.
 *
 * @param goal the goal at hand
 * @param suspended goals put aside, the last one first
 * @param summary what became of the messages before those in {@code turns}
 * @param turns short-term memory: the last messages, oldest first
 * @param pending sagas that have not completed, oldest first
 * @param facts what is known of things in the internal systems, the latest told last
 * @param versions when each section last changed
 */
public record Context(
    Optional<Goal> goal,
    List<Goal> suspended,
    Optional<Summary> summary,
    List<Turn> turns,
    List<PendingSaga> pending,
    List<Fact> facts,
    Versions versions) {
  /**
   * How many messages the short-term memory can be configured to hold at most. Whatever is
   * configured, the oldest go first beyond it.
   */
  public static final int MAX_TURNS = 64;

  /** How many facts are kept at most; the one told longest ago goes first. */
  public static final int MAX_FACTS = 32;

  /** How many goals may be put aside at most; the one put aside longest ago goes first. */
  public static final int MAX_SUSPENDED = 16;

  /** How many sagas may be pending at most, so that the document stays small. */
  public static final int MAX_PENDING = 16;

  public static final Context EMPTY =
      new Context(
          Optional.empty(),
          List.of(),
          Optional.empty(),
          List.of(),
          List.of(),
          List.of(),
          Versions.NONE);

  public Context {
    suspended = List.copyOf(suspended);
    turns = List.copyOf(turns);
    pending = List.copyOf(pending);
    facts = List.copyOf(facts);
  }

  /** The goals are these now. */
  public Context with(Optional<Goal> now, List<Goal> aside, long sequence) {
    return new Context(
        now,
        aside.size() <= MAX_SUSPENDED ? aside : aside.subList(0, MAX_SUSPENDED),
        summary,
        turns,
        pending,
        facts,
        versions.goalsAt(sequence));
  }

  /** The facts are these now. */
  public Context knowing(List<Fact> now, long sequence) {
    return new Context(
        goal,
        suspended,
        summary,
        turns,
        pending,
        now.subList(Math.max(0, now.size() - MAX_FACTS), now.size()),
        versions.factsAt(sequence));
  }

  public Context remember(Turn turn) {
    var kept = turns.subList(Math.max(0, turns.size() - (MAX_TURNS - 1)), turns.size());
    return remembering(summary, plus(kept, turn), turn.sequence());
  }

  /** The messages up to the summary's end leave the memory. */
  public Context summarized(Summary now, long sequence) {
    var kept = turns.stream().filter(turn -> turn.sequence() > now.toSequence()).toList();
    return remembering(Optional.of(now), kept, sequence);
  }

  private Context remembering(Optional<Summary> text, List<Turn> remembered, long sequence) {
    return new Context(
        goal, suspended, text, remembered, pending, facts, versions.memoryAt(sequence));
  }

  public Context await(PendingSaga saga) {
    return pending(plus(pending, saga), saga.startedSequence());
  }

  /** Nothing is pending any more: goals that waited for a saga wait for the user. */
  public Context withoutPending(long sequence) {
    var waiting =
        goal.filter(Context::awaitsSystem).isPresent()
            || suspended.stream().anyMatch(Context::awaitsSystem);
    var free = pending.isEmpty() ? this : pending(List.of(), sequence);
    return waiting
        ? free.with(
            goal.map(Context::asked), suspended.stream().map(Context::asked).toList(), sequence)
        : free;
  }

  private static boolean awaitsSystem(Goal goal) {
    return goal.status() == Goal.Status.AWAITING_SYSTEM;
  }

  private static Goal asked(Goal goal) {
    return awaitsSystem(goal) ? goal.with(Goal.Status.AWAITING_USER) : goal;
  }

  private Context pending(List<PendingSaga> now, long sequence) {
    return new Context(goal, suspended, summary, turns, now, facts, versions.pendingAt(sequence));
  }

  /** A report of a pending saga was recorded; the saga stays pending unless it ended for good. */
  public Context reported(PendingSaga saga, long report, SagaReport content, long sequence) {
    var remaining = new ArrayList<PendingSaga>(pending.size());
    for (var each : pending) {
      if (!each.saga().equals(saga.saga())) {
        remaining.add(each);
      } else if (!endsForGood(each, content)) {
        remaining.add(each.reported(report, content));
      }
    }
    var told = pending(remaining, sequence);
    return content.facts().isEmpty()
        ? told
        : told.knowing(merged(facts, content.facts()), sequence);
  }

  /** What the user decided was passed on to a pending saga. */
  public Context decided(String saga, long sequence) {
    return pending(saga).flatMap(PendingSaga::question).isEmpty()
        ? this
        : pending(
            pending.stream().map(each -> each.saga().equals(saga) ? each.decided() : each).toList(),
            sequence);
  }

  /** Something was told unasked: it goes over what is known of the same thing. */
  public Context observed(Fact told, long sequence) {
    if (told.kind().isEmpty()) {
      // its subject was erased: what it was about cannot be read any more
      return this;
    }
    var now = fact(told.kind(), told.id()).map(told::over).orElse(told);
    return knowing(merged(facts, List.of(now)), sequence);
  }

  /** What is known of a thing. */
  public Optional<Fact> fact(String kind, String id) {
    return facts.stream().filter(each -> each.isAbout(kind, id)).findFirst();
  }

  public Optional<PendingSaga> pending(String saga) {
    return pending.stream().filter(each -> each.saga().equals(saga)).findFirst();
  }

  private static boolean endsForGood(PendingSaga saga, SagaReport content) {
    return switch (content) {
      case SagaReport.Progressed _, SagaReport.Asked _, SagaReport.Compensating _ -> false;
      case SagaReport.Ended(var outcome, _, _) -> PendingSaga.endsForGood(outcome, saga.partial());
    };
  }

  private static List<Fact> merged(List<Fact> old, List<Fact> news) {
    var known = new ArrayList<>(old);
    for (var fact : news) {
      known.removeIf(each -> each.isAbout(fact.kind(), fact.id()));
      known.add(fact);
    }
    return known;
  }

  private static <T> List<T> plus(List<T> list, T last) {
    var longer = new ArrayList<T>(list.size() + 1);
    longer.addAll(list);
    longer.add(last);
    return longer;
  }
}
