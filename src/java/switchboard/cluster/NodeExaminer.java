package switchboard.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import switchboard.directory.Examination;
import switchboard.directory.Examination.Reading;
import switchboard.directory.Examination.ServiceTalk;
import switchboard.directory.NodeDesk;
import switchboard.http.ServiceStatus;
import switchboard.journal.StoreException;
import switchboard.journal.SubjectRecords;
import switchboard.privacy.Lock;
import switchboard.privacy.MissingKeyException;
import switchboard.privacy.StoredSubjectKeys;
import switchboard.privacy.Subject;
import switchboard.privacy.SubjectKey;
import switchboard.saga.ServiceTalks;
import switchboard.session.SessionId;
import switchboard.stages.Causes;

/** What this node knows of why a session may not go on. */
final class NodeExaminer implements NodeDesk.Examiner {
  private static final Duration WITHIN = Duration.ofMillis(600);

  private final ServiceTalks talks;
  private final Foundation on;

  NodeExaminer(ActorSystem<?> system, Foundation on) {
    this.talks = ServiceTalks.get(system.classicSystem());
    this.on = on;
  }

  @Override
  public CompletionStage<Examination> examine(SessionId session) {
    return read(session)
        .thenCombine(on.store().claimed(session.persistenceId()), NodeExaminer::with)
        .toCompletableFuture()
        .copy()
        .completeOnTimeout(
            found(Reading.STORE_AWAY, "", ""), WITHIN.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(failure -> failed(failure));
  }

  private static Examination with(Examination found, OptionalLong claim) {
    return new Examination(
        found.reading(), found.key(), found.subject(), claim.orElse(0), found.services());
  }

  private Examination found(Reading reading, String key, String subject) {
    return new Examination(reading, key, subject, 0, services());
  }

  private Examination failed(Throwable failure) {
    var cause = Causes.of(failure);
    return switch (cause) {
      case MissingKeyException missing -> found(Reading.KEY_MISSING, missing.keyId(), "");
      case StoreException _ -> found(Reading.STORE_AWAY, "", "");
      default -> found(Reading.UNREADABLE, "", "");
    };
  }

  private CompletionStage<Examination> read(SessionId session) {
    return on.history().lock(session).thenCompose(this::examined);
  }

  private CompletionStage<Examination> examined(Lock lock) {
    if (lock.subject().isEmpty()) {
      return CompletableFuture.completedStage(found(Reading.NOTHING, "", ""));
    }
    var subject = lock.subject().get();
    return switch (lock.key()) {
      case SubjectKey.Present(_, var wrapping) ->
          CompletableFuture.completedStage(found(Reading.READABLE, wrapping, subject.id()));
      case SubjectKey.Absent _ -> erased(subject);
    };
  }

  private CompletionStage<Examination> erased(Subject subject) {
    return on.store()
        .subjects()
        .read(StoredSubjectKeys.recordOf(subject))
        .thenApply(record -> found(reading(record.state()), "", subject.id()));
  }

  /** Without a record the key is lost. */
  private static Reading reading(SubjectRecords.State state) {
    return switch (state) {
      case ERASING -> Reading.ERASING;
      case ERASED -> Reading.ERASED;
      case NONE, ACTIVE -> Reading.UNREADABLE;
    };
  }

  private List<ServiceTalk> services() {
    Map<String, ServiceTalk> all = new HashMap<>();
    talks
        .all()
        .forEach(
            talk ->
                all.put(
                    talk.service(),
                    new ServiceTalk(talk.service(), talk.asked(), talk.answered(), false)));
    for (var status : on.services().status()) {
      boolean open = status.breaker() == ServiceStatus.Breaker.OPEN;
      all.merge(
          status.service(),
          new ServiceTalk(status.service(), Optional.empty(), Optional.empty(), open),
          (talk, _) -> new ServiceTalk(talk.service(), talk.asked(), talk.answered(), open));
    }
    return List.copyOf(all.values());
  }
}
