package switchboard.directory;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.pattern.Patterns;
import switchboard.directory.DirectoryMessage.Evict;
import switchboard.directory.DirectoryMessage.Find;
import switchboard.directory.DirectoryReply.Evicting;
import switchboard.directory.DirectoryReply.Found;
import switchboard.session.SessionId;

/** Has sessions leave memory, and sees whether they did. */
final class Evictions {
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final Duration WITHIN = Duration.ofMillis(1_200);

  private final ActorSystem<?> system;
  private final NodeDesks<DirectoryMessage, DirectoryReply> desks;

  Evictions(ActorSystem<?> system, NodeDesks<DirectoryMessage, DirectoryReply> desks) {
    this.system = system;
    this.desks = desks;
  }

  CompletionStage<Eviction> evict(SessionId session) {
    long giveUp = System.nanoTime() + WITHIN.toNanos();
    return desks
        .ask(replyTo -> new Evict(session, replyTo), Evicting.class)
        .thenCompose(
            answers -> {
              var held = answers.said().stream().filter(it -> it.since().isPresent()).toList();
              Map<Long, Instant> before =
                  held.stream()
                      .collect(
                          Collectors.toMap(it -> it.node().uid(), it -> it.since().orElseThrow()));
              var told = held.stream().map(Evicting::node).toList();
              return told.isEmpty()
                  ? CompletableFuture.completedStage(new Eviction(told, true, answers.silent()))
                  : left(session, before, giveUp)
                      .thenApply(gone -> new Eviction(told, gone, answers.silent()));
            });
  }

  /** Since when which node, by its uid, holds the session. */
  private CompletionStage<Map<Long, Instant>> since(SessionId session) {
    return desks
        .ask(replyTo -> new Find(List.of(session), replyTo), Found.class)
        .thenApply(
            answers ->
                answers.said().stream()
                    .filter(answer -> !answer.holdings().isEmpty())
                    .collect(
                        Collectors.toMap(
                            answer -> answer.node().uid(),
                            answer -> answer.holdings().getFirst().since())));
  }

  /** Whoever holds it now has it since later. */
  private CompletionStage<Boolean> left(SessionId session, Map<Long, Instant> before, long giveUp) {
    return since(session)
        .thenCompose(
            now -> {
              boolean gone =
                  before.entrySet().stream()
                      .noneMatch(held -> held.getValue().equals(now.get(held.getKey())));
              if (gone || System.nanoTime() > giveUp) {
                return CompletableFuture.completedStage(gone);
              }
              return Patterns.after(PAUSE, system, () -> left(session, before, giveUp));
            });
  }
}
