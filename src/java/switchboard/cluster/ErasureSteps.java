package switchboard.cluster;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.pattern.Patterns;
import switchboard.erasure.ErasureSettings;
import switchboard.erasure.ErasureWork;
import switchboard.erasure.SessionPage;
import switchboard.journal.RedisStore;
import switchboard.journal.Stages;
import switchboard.journal.SubjectRecords;
import switchboard.privacy.StoredSubjectKeys;
import switchboard.privacy.Subject;
import switchboard.profile.Profiles;
import switchboard.saga.SagaCommand;
import switchboard.saga.SagaId;
import switchboard.saga.SagaReply;
import switchboard.saga.ShardedSagas;
import switchboard.session.SessionCommand;
import switchboard.session.SessionId;
import switchboard.session.SessionReply;
import switchboard.session.SessionReply.Rejection;
import switchboard.session.Sessions;

/** What an erasure does to the sessions, sagas, keys and files of this system. */
final class ErasureSteps implements ErasureWork {
  private static final int PAGE = 32;
  private static final Duration SESSION_WITHIN = Duration.ofSeconds(10);

  /**
   * A session that is listed and cannot be found is perhaps just being created by somebody who got
   * the key before the subject was marked. It is asked again after longer than that can take.
   */
  private static final Duration CREATED_WITHIN = Duration.ofSeconds(5);

  private final ActorSystem<?> system;
  private final Parts parts;

  /** What it works with. */
  record Parts(
      RedisStore store,
      Sessions sessions,
      ShardedSagas sagas,
      OpenSagas open,
      Profiles profiles,
      KeyCaches caches,
      ErasureSettings settings) {}

  ErasureSteps(ActorSystem<?> system, Parts parts) {
    this.system = system;
    this.parts = parts;
  }

  /** What became of one session. */
  private record Ended(boolean found, long sagas, boolean left) {}

  @Override
  public CompletionStage<Boolean> isKnown(Subject subject) {
    return records()
        .read(name(subject))
        .thenApply(record -> record.state() != SubjectRecords.State.NONE);
  }

  @Override
  public CompletionStage<Void> mark(Subject subject) {
    return records().markErasing(name(subject)).thenAccept(_ -> {});
  }

  @Override
  public CompletionStage<SessionPage> endSessions(Subject subject, String after, boolean insist) {
    return records()
        .members(name(subject), after, PAGE)
        .thenCompose(
            members ->
                Stages.all(
                        members.stream()
                            .map(member -> end(new SessionId(subject.tenant(), member), insist))
                            .toList())
                    .thenApply(ended -> page(after, members, ended)));
  }

  private static SessionPage page(String after, List<String> members, List<Ended> ended) {
    return new SessionPage(
        members.isEmpty() ? after : members.getLast(),
        ended.stream().filter(one -> one.found() && !one.left()).count(),
        ended.stream().mapToLong(Ended::sagas).sum(),
        ended.stream().filter(Ended::left).count(),
        members.size() == PAGE);
  }

  private CompletionStage<Ended> end(SessionId session, boolean insist) {
    return end(session)
        .thenCompose(
            ended ->
                ended.found()
                    ? CompletableFuture.completedStage(ended)
                    : Patterns.after(CREATED_WITHIN, system, () -> end(session)))
        .exceptionallyCompose(
            failure -> {
              system
                  .log()
                  .warn("a session could not be erased: {} {}", session.name(), failure.toString());
              return insist
                  ? CompletableFuture.failedStage(failure)
                  : CompletableFuture.completedStage(new Ended(true, 0, true));
            });
  }

  private CompletionStage<Ended> end(SessionId session) {
    return parts
        .sessions()
        .execute(session, SessionCommand.Erase.ERASE, SESSION_WITHIN)
        .thenCompose(
            reply ->
                switch (reply) {
                  case SessionReply.Erased _ -> endSagas(session);
                  case SessionReply.Rejected(var rejection)
                      when rejection == Rejection.Plain.NOT_FOUND ->
                      CompletableFuture.completedStage(new Ended(false, 0, false));
                  case SessionReply.Rejected(var rejection) ->
                      CompletableFuture.failedStage(
                          new IllegalStateException("the session answered " + rejection));
                  case SessionReply.Recorded _,
                      SessionReply.SessionView _,
                      SessionReply.ContextView _ ->
                      CompletableFuture.failedStage(
                          new IllegalStateException(
                              "a session answered with a reply of another command"));
                });
  }

  private CompletionStage<Ended> endSagas(SessionId session) {
    return parts
        .open()
        .of(session)
        .thenCompose(
            open ->
                Stages.all(open.stream().map(saga -> cancel(new SagaId(session, saga))).toList()))
        .thenApply(cancelled -> new Ended(true, cancelled.size(), false));
  }

  private CompletionStage<SagaReply> cancel(SagaId saga) {
    return parts
        .sagas()
        .execute(saga, SagaCommand.Cancel.CANCEL)
        .thenCompose(
            reply ->
                switch (reply) {
                  // one that is unknown has not started, and cannot any more
                  case DONE, STALE, UNKNOWN_SAGA -> CompletableFuture.completedStage(reply);
                  case UNAVAILABLE ->
                      CompletableFuture.failedStage(
                          new IllegalStateException(
                              "a saga has not ended yet, or could not record its end"));
                });
  }

  @Override
  public CompletionStage<Void> destroyKey(Subject subject) {
    return records().destroy(name(subject));
  }

  @Override
  public CompletionStage<Void> emptyProfile(Subject subject) {
    return parts.profiles().erase(subject);
  }

  @Override
  public CompletionStage<Integer> evict(Subject subject) {
    return parts.caches().evict(subject, parts.settings().evictionTimeout());
  }

  @Override
  public CompletionStage<Integer> rewriteFiles() {
    return parts.store().rewriteAppendOnlyFiles(parts.settings().rewriteTimeout());
  }

  private SubjectRecords records() {
    return parts.store().subjects();
  }

  private static String name(Subject subject) {
    return StoredSubjectKeys.recordOf(subject);
  }
}
