package switchboard.worker;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.pekko.actor.typed.ActorRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.agent.Assignment;
import switchboard.agent.WorkerNews;
import switchboard.agent.WorkerNews.Lost.Reason;
import switchboard.session.SessionId;

/**
 * The turns that sessions of one node have handed to workers. A turn goes to the worker that its
 * session is used to or belongs to; if that is full to the next one that is not; if all are, it
 * waits for the first. One that was lost is remembered until its deadline, so that an answer that
 * comes after all reaches the session, which knows what the attempt is worth.
 */
final class HandedOutTurns {
  /** How many sessions' workers are remembered at most; those used longest ago go first. */
  static final int MOST_REMEMBERED = 50_000;

  private static final Logger LOG = LoggerFactory.getLogger(HandedOutTurns.class);

  private final BiConsumer<ActorRef<StreamMessage>, StreamMessage> send;
  private final ActorRef<DeskMessage> desk;
  private final long acceptMillis;
  private final Map<TurnKey, Open> open = new HashMap<>();
  private final Map<SessionId, WorkerName> usedTo =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<SessionId, WorkerName> eldest) {
          return size() > MOST_REMEMBERED;
        }
      };

  /** A turn that was handed out. */
  private static final class Open {
    final Assignment turn;
    final Consumer<WorkerNews> session;
    final Set<ActorRef<StreamMessage>> declined = new HashSet<>();
    final Set<ActorRef<StreamMessage>> leaving = new HashSet<>();
    ActorRef<StreamMessage> at;
    Instant acceptBy;
    boolean waits;
    boolean accepted;
    boolean lost;

    Open(Assignment turn, Consumer<WorkerNews> session) {
      this.turn = turn;
      this.session = session;
    }
  }

  /**
   * None are open.
   *
   * @param send tells the actor of a stream, and sees to it that its end is noticed
   * @param desk hears what streams say of turns
   */
  HandedOutTurns(
      BiConsumer<ActorRef<StreamMessage>, StreamMessage> send,
      ActorRef<DeskMessage> desk,
      long acceptMillis) {
    this.send = send;
    this.desk = desk;
    this.acceptMillis = acceptMillis;
  }

  int size() {
    return open.size();
  }

  void assign(Assignment turn, Consumer<WorkerNews> session, Roster roster, Instant now) {
    var one = new Open(turn, session);
    open.put(TurnKey.of(turn), one);
    place(one, roster, now);
  }

  void cancel(TurnKey key) {
    var one = open.remove(key);
    if (one != null && one.at != null && !one.lost) {
      send.accept(one.at, new StreamMessage.Cancel(key));
    }
  }

  void accepted(TurnKey key) {
    var one = open.get(key);
    if (one != null) {
      one.accepted = true;
    }
  }

  /** The worker that was asked does not take it: the next one is. */
  void declined(DeskMessage.Declined declined, Roster roster, Instant now) {
    var one = open.get(declined.key());
    if (one == null || one.lost || one.accepted) {
      return;
    }
    one.declined.add(one.at);
    if (declined.leaving()) {
      one.leaving.add(one.at);
    }
    if (one.waits && !declined.leaving()) {
      lose(one, Reason.NO_WORKER);
    } else {
      place(one, roster, now);
    }
  }

  /** Passes news on; what comes of a turn that nobody waits for any more is dropped. */
  void news(TurnKey key, WorkerNews news) {
    var one = open.get(key);
    if (one == null) {
      LOG.debug("news of a turn that nobody waits for are dropped: {}", key);
      return;
    }
    one.accepted = true;
    switch (news) {
      case WorkerNews.Lost(_, _, var reason) -> lose(one, reason);
      case WorkerNews.Answered answered -> {
        open.remove(key);
        tell(one, answered);
      }
      case WorkerNews.Taken _, WorkerNews.Delta _ -> tell(one, news);
    }
  }

  /** The streams are gone, and with them what was handed to them. */
  void gone(Predicate<ActorRef<StreamMessage>> streams) {
    List.copyOf(open.values()).stream()
        .filter(one -> one.at != null && !one.lost && streams.test(one.at))
        .forEach(one -> lose(one, Reason.WORKER_LOST));
  }

  /** Gives up what was never heard of again, and forgets what is over. */
  void tick(Instant now) {
    for (var one : List.copyOf(open.values())) {
      if (!one.accepted && !one.lost && one.at != null && now.isAfter(one.acceptBy)) {
        lose(one, Reason.WORKER_LOST);
      }
    }
    var over = new ArrayList<TurnKey>();
    open.forEach(
        (key, one) -> {
          if (now.isAfter(one.turn.deadline())) {
            over.add(key);
          }
        });
    over.forEach(this::cancel);
  }

  /** The sessions whose turns go to a worker as long as it lives, in no order. */
  List<SessionId> usedTo(WorkerName worker) {
    return usedTo.entrySet().stream()
        .filter(each -> each.getValue().equals(worker))
        .map(Map.Entry::getKey)
        .toList();
  }

  private void place(Open one, Roster roster, Instant now) {
    var turn = one.turn;
    var session = TurnKey.of(turn).session();
    var next =
        one.declined.isEmpty()
            ? first(turn.agent(), session, roster)
            : roster.choose(turn.agent(), session, one.declined);
    if (next.isEmpty()) {
      one.waits = true;
      next = roster.choose(turn.agent(), session, one.leaving);
    }
    if (next.isEmpty()) {
      lose(one, Reason.NO_WORKER);
      return;
    }
    one.at = next.get().stream();
    one.acceptBy = now.plusMillis(acceptMillis);
    send.accept(one.at, new StreamMessage.Assign(turn, desk, one.waits));
  }

  /** The worker that the session is used to, while it lives; else the one that it belongs to. */
  private Optional<WorkerEntry> first(String agent, SessionId session, Roster roster) {
    var used =
        Optional.ofNullable(usedTo.get(session))
            .flatMap(worker -> roster.named(agent, worker.instance()))
            .or(() -> roster.choose(agent, session, Set.of()));
    used.ifPresent(entry -> usedTo.put(session, entry.name()));
    return used;
  }

  private void lose(Open one, Reason reason) {
    one.lost = true;
    if (reason == Reason.NO_WORKER) {
      open.remove(TurnKey.of(one.turn));
    }
    tell(one, new WorkerNews.Lost(one.turn.turn(), one.turn.attempt(), reason));
  }

  /** Who listens must not end all others' turns by failing. */
  private static void tell(Open one, WorkerNews news) {
    try {
      one.session.accept(news);
    } catch (RuntimeException failure) {
      var key = TurnKey.of(one.turn);
      LOG.error("a session cannot take news of its turn: {}", key, failure);
    }
  }
}
