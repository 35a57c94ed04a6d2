package switchboard.worker;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import switchboard.agent.WorkerNews;
import switchboard.agent.WorkerNews.Lost.Reason;

/** The turns that one worker has, and those that wait for it. */
final class HeldTurns {
  private final int capacity;
  private final int mayWait;
  private final ArrayDeque<StreamMessage.Assign> waiting = new ArrayDeque<>();
  private final Map<TurnKey, ActorRef<DeskMessage>> given = new HashMap<>();

  /**
   * None are held.
   *
   * @param capacity how many the worker takes at a time
   * @param mayWait how many may wait beyond that
   */
  HeldTurns(int capacity, int mayWait) {
    this.capacity = capacity;
    this.mayWait = mayWait;
  }

  /** Takes a turn to be given to the worker, if there is room for it. */
  boolean take(StreamMessage.Assign turn) {
    int room = capacity + (turn.mayWait() ? mayWait : 0) - given.size() - waiting.size();
    return room > 0 && waiting.add(turn);
  }

  /** The next turn that the worker is to be given; it has it from now on. */
  Optional<StreamMessage.Assign> next(Instant now) {
    while (!waiting.isEmpty() && given.size() < capacity) {
      var turn = waiting.remove();
      if (now.isBefore(turn.turn().deadline())) {
        given.put(TurnKey.of(turn.turn()), turn.desk());
        return Optional.of(turn);
      }
    }
    return Optional.empty();
  }

  /** Earlier attempts at the same turn that the worker has: nobody waits for them any more. */
  List<TurnKey> outdatedBy(TurnKey key) {
    return given.keySet().stream().filter(each -> each.isBefore(key)).toList();
  }

  /** Whose turn the worker has. */
  Optional<ActorRef<DeskMessage>> deskOf(TurnKey key) {
    return Optional.ofNullable(given.get(key));
  }

  /** The worker is done with a turn; empty if it does not have it. */
  Optional<ActorRef<DeskMessage>> done(TurnKey key) {
    return Optional.ofNullable(given.remove(key));
  }

  /** Forgets a turn; returns whether the worker had it. */
  boolean cancel(TurnKey key) {
    waiting.removeIf(turn -> TurnKey.of(turn.turn()).equals(key));
    return given.remove(key) != null;
  }

  boolean nothingGiven() {
    return given.isEmpty();
  }

  /** Those that wait are lost. */
  void loseWaiting(Reason reason) {
    waiting.forEach(turn -> lose(TurnKey.of(turn.turn()), turn.desk(), reason));
    waiting.clear();
  }

  /** All are lost. */
  void loseAll(Reason reason) {
    loseWaiting(reason);
    given.forEach((key, desk) -> lose(key, desk, reason));
    given.clear();
  }

  /** Those that the worker has, and those that wait for it. */
  List<HeldTurn> all() {
    return Stream.concat(
            given.keySet().stream().map(key -> HeldTurn.of(key, true)),
            waiting.stream().map(turn -> HeldTurn.of(TurnKey.of(turn.turn()), false)))
        .toList();
  }

  private static void lose(TurnKey key, ActorRef<DeskMessage> desk, Reason reason) {
    desk.tell(new DeskMessage.News(key, new WorkerNews.Lost(key.turn(), key.attempt(), reason)));
  }
}
