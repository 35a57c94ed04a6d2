package switchboard.cluster;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.privacy.SealBrokenException;
import switchboard.privacy.Subject;
import switchboard.profile.Profiles;
import switchboard.stages.Causes;
import switchboard.stored.v1.OutboxEntry.UpdateProfile;
import switchboard.wire.OutboxEntries;

/** Enters what sessions learnt into the profiles of their subjects. */
final class LearntFacts {
  private static final Logger LOG = LoggerFactory.getLogger(LearntFacts.class);

  private final Profiles profiles;

  LearntFacts(Profiles profiles) {
    this.profiles = profiles;
  }

  /** Completes when it is entered, or when it is certain that it never can be. */
  CompletionStage<Void> enter(UpdateProfile entry) {
    return profiles
        .merge(new Subject(entry.getTenant(), entry.getSubject()), OutboxEntries.learnt(entry))
        .thenAccept(
            merged -> {
              switch (merged) {
                case CHANGED, UNCHANGED -> {}
                case FULL -> note(entry, "facts found no room in a full profile and were dropped");
                case ERASED -> note(entry, "facts of a subject that was erased were dropped");
              }
            })
        .exceptionallyCompose(
            failure -> {
              var cause = Causes.of(failure);
              if (cause instanceof SealBrokenException) {
                // to wait would hold up all that stands behind it, for ever
                note(entry, "facts that cannot be opened were dropped");
                return CompletableFuture.completedStage(null);
              }
              return CompletableFuture.failedStage(cause);
            });
  }

  /** Where it happened, and nothing of what it was about. */
  private static void note(UpdateProfile entry, String what) {
    LOG.atWarn()
        .addKeyValue("sequence", entry.getSequence())
        .addKeyValue("count", entry.getFactsCount())
        .log(what);
  }
}
