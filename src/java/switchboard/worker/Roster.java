package switchboard.worker;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import switchboard.session.SessionId;

/**
 * The workers of the cluster that take turns, as one node knows them, and which of them a session
 * belongs to. All nodes that know the same workers choose the same one: each worker gets a number
 * for a session, and the highest wins (rendezvous hashing), so that a worker that leaves moves only
 * its own sessions.
 */
final class Roster {
  /** Of no workers. */
  static final Roster EMPTY = new Roster(List.of());

  private final Map<String, List<Candidate>> byAgent = new HashMap<>();

  private record Candidate(WorkerEntry entry, long hash) {}

  Roster(Collection<WorkerEntry> workers) {
    for (var worker : workers) {
      if (!worker.draining()) {
        byAgent
            .computeIfAbsent(worker.worker().agent(), _ -> new ArrayList<>())
            .add(new Candidate(worker, hash(worker.worker().instance())));
      }
    }
  }

  /**
   * The worker of an agent that a session belongs to.
   *
   * @param except workers that are out of the question
   */
  Optional<WorkerEntry> choose(
      String agent, SessionId session, Set<ActorRef<StreamMessage>> except) {
    long of = hash(session.entityId());
    WorkerEntry best = null;
    long highest = 0;
    for (var candidate : byAgent.getOrDefault(agent, List.of())) {
      long number = mix(of ^ candidate.hash());
      if (!except.contains(candidate.entry().stream())
          && (best == null || isBetter(candidate.entry(), number, best, highest))) {
        best = candidate.entry();
        highest = number;
      }
    }
    return Optional.ofNullable(best);
  }

  /** The worker of an agent that is called so; the latest one to register if there are two. */
  Optional<WorkerEntry> named(String agent, String instance) {
    return byAgent.getOrDefault(agent, List.of()).stream()
        .map(Candidate::entry)
        .filter(entry -> entry.worker().instance().equals(instance))
        .max((one, other) -> Long.compare(one.since(), other.since()));
  }

  private static boolean isBetter(WorkerEntry one, long number, WorkerEntry best, long highest) {
    return number == highest ? one.since() > best.since() : number > highest;
  }

  /** FNV-1a: the same on every node and in every release. */
  private static long hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (each & 0xff)) * 0x100000001b3L;
    }
    return mix(hash);
  }

  /** Spreads every bit of the input over all of the output. */
  private static long mix(long value) {
    long once = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    long twice = (once ^ (once >>> 27)) * 0x94d049bb133111ebL;
    return twice ^ (twice >>> 31);
  }
}
