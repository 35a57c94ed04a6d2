package switchboard.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.agent.AgentAnswer;
import switchboard.fakes.FixedKey;
import switchboard.wire.StoredSessions;

/**
 * Random messages, losses, late answers, restarts and deadlines: every turn ends once, attempts
 * only grow, one turn at a time is handed out, and a restart changes nothing.
 */
class OpenTurnsModelTest {
  private static final int STEPS = 120;
  private static final StoredSessions STORE =
      new StoredSessions(new Retention(Duration.ofDays(1), Duration.ofDays(1)), Duration.ofDays(1));

  /** What a reader of the events alone makes of them. */
  private static final class Model {
    private final Set<Long> open = new HashSet<>();
    private final Set<Long> ended = new HashSet<>();
    private final Map<Long, Integer> attempts = new HashMap<>();

    void add(SessionEvent event) {
      switch (event) {
        case TurnEvent.Opened(var turn, _, _, _, _) -> {
          assertThat(ended).doesNotContain(turn);
          assertThat(open.add(turn)).isTrue();
        }
        case TurnEvent.Assigned(var turn, var attempt, _) -> {
          assertThat(open).contains(turn);
          assertThat(attempt).isGreaterThan(attempts.getOrDefault(turn, 1));
          attempts.put(turn, attempt);
        }
        case TurnEvent.Ended(var turn, _, var attempt, _, _) -> {
          assertThat(open.remove(turn)).as("turn %s is open", turn).isTrue();
          assertThat(ended.add(turn)).isTrue();
          assertThat(attempt).isGreaterThanOrEqualTo(attempts.getOrDefault(turn, 0));
        }
        case SessionEvent _ -> {}
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
  void everyTurnEndsOnceWhateverHappens(long seed) {
    var random = new Random(seed);
    var session = new Turning();
    for (int step = 0; step < STEPS; step++) {
      session.now = session.now.plusMillis(random.nextInt(3_000));
      step(session, random);
      check(session);
    }
    session.now = session.now.plus(Turning.TIMEOUT);
    session.expire();
    check(session);
    assertThat(session.open()).as("seed %s", seed).isEmpty();
  }

  private static void step(Turning session, Random random) {
    switch (random.nextInt(9)) {
      case 0, 1, 2 -> {
        var policies = WhenBusy.values();
        session.say("text " + random.nextInt(), policies[random.nextInt(policies.length)]);
      }
      case 3, 4 -> answer(session, random);
      case 5 -> session.state.open().current().ifPresent(_ -> session.again());
      case 6 -> restart(session);
      case 7 -> cancel(session, random);
      default -> session.expire();
    }
  }

  /** For the current attempt or an earlier one, which is refused. */
  private static void answer(Turning session, Random random) {
    var current = session.state.open().current();
    if (current.isEmpty()) {
      return;
    }
    int attempt = current.get().attempt() - random.nextInt(2);
    var taken = session.state.open().current(current.get().turn(), attempt);
    assertThat(taken.isPresent()).isEqualTo(attempt == current.get().attempt());
    if (taken.isPresent()) {
      session.answer(AgentAnswer.say("answer"));
    }
  }

  /** The operator cancels the current turn, one that waits, or one that is not open. */
  private static void cancel(Turning session, Random random) {
    var open = session.open();
    long turn = open.isEmpty() ? 0 : List.of(0L, open.getLast(), 999_999L).get(random.nextInt(3));
    var reply = session.execute(new SessionCommand.CancelTurn(turn, random.nextBoolean()));
    if (turn == 0 ? open.isEmpty() : !open.contains(turn)) {
      assertThat(reply)
          .isEqualTo(
              new SessionReply.Rejected(SessionReply.Rejection.OfOperator.NotSo.TURN_NOT_OPEN));
      assertThat(session.open()).isEqualTo(open);
    } else {
      assertThat(session.open())
          .hasSize(open.size() - 1)
          .doesNotContain(turn == 0 ? open.getFirst() : turn);
    }
  }

  /** By a snapshot and by the events: both give the same session, which hands out again. */
  private static void restart(Turning session) {
    var id = session.state.id();
    var snapshot =
        STORE.state(id, STORE.snapshot(session.state, FixedKey.present()), FixedKey.present());
    var folded = SessionState.none(id);
    for (var event : session.recorded) {
      var stored = STORE.stored(id, event, FixedKey.present());
      folded = SessionFold.apply(folded, STORE.event(id, stored, FixedKey.present()));
    }
    assertThat(snapshot.open()).isEqualTo(session.state.open());
    assertThat(folded.open()).isEqualTo(session.state.open());
    session.state = folded;
    session.state.open().current().ifPresent(_ -> session.again());
  }

  private static void check(Turning session) {
    var model = new Model();
    session.recorded.forEach(model::add);
    assertThat(session.open()).containsExactlyInAnyOrderElementsOf(model.open);
    Optional<OpenTurn> current = session.state.open().current();
    assertThat(session.state.open().turns())
        .filteredOn(turn -> turn.attempt() > 0)
        .isEqualTo(current.stream().toList());
    assertThat(current.filter(turn -> turn.attempt() == 0)).isEmpty();
  }
}
