package switchboard.session;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import switchboard.agent.Agents;
import switchboard.context.Context;
import switchboard.context.MemoryPolicy;
import switchboard.context.Turn;
import switchboard.session.SessionRules.Surroundings;

/** What a session has at hand for its agent: the profile, and the measure of the memory. */
final class AgentSide {
  private final Agents agents;
  private final KnownProfile profile;
  private final MemoryPolicy memory;
  private final Supplier<String> node;
  private final ActorSystem<?> system;
  private String incarnation = "";

  /**
   * How many tokens the remembered messages have, by sequence: counting them is dear. Few sessions
   * are so long that it is necessary, so it takes no memory until then.
   */
  private Map<Long, Integer> tokens = Map.of();

  AgentSide(ActorContext<SessionMessage> actor, SessionEntity.Dependencies dependencies) {
    this.agents = dependencies.agents();
    this.profile = new KnownProfile(actor, dependencies.profiles());
    this.node = dependencies.node();
    this.system = actor.getSystem();
    var configured = dependencies.settings().memory();
    this.memory = configured.counting(turn -> count(turn, configured));
  }

  KnownProfile profile() {
    return profile;
  }

  Surroundings around(SessionState state, Vault vault, Instant now) {
    return new Surroundings(
        agents.named(state.agent()),
        profile.facts(),
        memory,
        vault.keyEncryptionKey(),
        node.get(),
        now);
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
