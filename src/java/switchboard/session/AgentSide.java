package switchboard.session;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import switchboard.agent.Agents;
import switchboard.agent.WorkerAgent;
import switchboard.context.Context;
import switchboard.context.MemoryPolicy;
import switchboard.context.Turn;
import switchboard.session.SessionRules.Surroundings;

/** What a session has at hand for its agent: the profile, the memory's measure, the workers. */
final class AgentSide {
  private final Agents agents;
  private final KnownProfile profile;
  private final MemoryPolicy memory;
  private final Supplier<String> node;
  private final Vault vault;
  private final Clock clock;
  private final TurnDesk desk;
  private final ActorSystem<?> system;
  private String incarnation = "";

  /**
   * How many tokens the remembered messages have, by sequence: counting them is dear. Few sessions
   * are so long that it is necessary, so it takes no memory until then.
   */
  private Map<Long, Integer> tokens = Map.of();

  AgentSide(
      ActorContext<SessionMessage> actor,
      SessionEntity.Dependencies dependencies,
      Vault vault,
      Watchers watchers) {
    this.agents = dependencies.agents();
    this.profile = new KnownProfile(actor, dependencies.profiles());
    this.node = dependencies.node();
    this.vault = vault;
    this.clock = dependencies.clock();
    this.desk = new TurnDesk(actor, agents, watchers);
    this.system = actor.getSystem();
    var configured = dependencies.settings().memory();
    this.memory = configured.counting(turn -> count(turn, configured));
  }

  KnownProfile profile() {
    return profile;
  }

  TurnDesk desk() {
    return desk;
  }

  /** What a decision is made in, now. */
  Surroundings around(SessionState state) {
    var worker = agents.ofWorkers(state.agent());
    return new Surroundings(
        agents.named(worker.flatMap(WorkerAgent::standIn).orElse(state.agent())),
        worker,
        profile.facts(),
        memory,
        vault.keyEncryptionKey(),
        node.get(),
        desk.worker(),
        now());
  }

  /** To the millisecond, as it is stored: what was live and what is replayed are equal. */
  Instant now() {
    return Instant.now(clock).truncatedTo(ChronoUnit.MILLIS);
  }

  /** Whether to wait for the profile before a command is decided. */
  boolean mustWait(SessionCommand command) {
    return command instanceof SessionCommand.SendMessage && profile.isAwaited();
  }

  /** Whether the subject was erased. */
  boolean isErased() {
    return vault.isDestroyed();
  }

  /** Something was recorded. */
  void recorded(List<SessionEvent> events, SessionState after) {
    for (int i = 0; i < events.size(); i++) {
      if (events.get(i) instanceof SessionEvent.AgentMessageRecorded said && isAnswer(said)) {
        agents.counts().answered();
      }
    }
    desk.follow(after, this);
  }

  /** What a saga has an agent say later belongs to no message of its own. */
  private static boolean isAnswer(SessionEvent.AgentMessageRecorded said) {
    return said.turn() != 0 && said.saga().isEmpty();
  }

  /** The entity stops. */
  void close() {
    profile.close();
    desk.stopped();
  }

  /** The reply, which says on which node it was given. */
  SessionReply signed(SessionReply reply) {
    return reply instanceof SessionReply.Recorded(var sequence, var time, _)
        ? new SessionReply.Recorded(sequence, time, incarnation())
        : reply;
  }

  private String incarnation() {
    if (incarnation.isEmpty()) {
      incarnation = Incarnation.of(system, node.get());
    }
    return incarnation;
  }

  /** The subject was erased. */
  void forget() {
    profile.forget();
    tokens = Map.of();
  }

  private int count(Turn turn, MemoryPolicy configured) {
    if (tokens.isEmpty() || tokens.size() > 2 * Context.MAX_TURNS) {
      tokens = new HashMap<>();
    }
    return tokens.computeIfAbsent(turn.sequence(), _ -> configured.tokens().applyAsInt(turn));
  }
}
