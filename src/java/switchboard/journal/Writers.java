package switchboard.journal;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.ActorRef;

/**
 * Which claim each living actor of this process writes with. It belongs to the actor system rather
 * than to the journal actor, so that a restarted journal cannot take a known writer for a new one
 * and claim for it again. A failed claim stays as well: its actor must recover, not write.
 */
final class Writers {
  private final Map<ActorRef, Map<String, CompletionStage<Long>>> epochs =
      new ConcurrentHashMap<>();

  void remember(ActorRef writer, String persistenceId, CompletionStage<Long> epoch) {
    epochs.computeIfAbsent(writer, _ -> new ConcurrentHashMap<>()).put(persistenceId, epoch);
  }

  Optional<CompletionStage<Long>> epoch(ActorRef writer, String persistenceId) {
    return Optional.ofNullable(epochs.getOrDefault(writer, Map.of()).get(persistenceId));
  }

  /** To be called when the actor has stopped and everything it sent was handled. */
  void forget(ActorRef writer) {
    epochs.remove(writer);
  }

  int size() {
    return epochs.size();
  }
}
