package switchboard.profile;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import switchboard.privacy.Subject;

/**
 * What is kept of subjects: the door to it. Any number of callers on any number of nodes change a
 * profile at the same time. All calls fail with {@link switchboard.journal.StoreException} while
 * the store is away.
 */
public interface Profiles {
  /** What a merge came to. */
  enum Merged {
    /** The profile was changed. */
    CHANGED,
    /** All of it was known before, or came too late. */
    UNCHANGED,
    /** Some of it found no room; the rest is entered. */
    FULL,
    /** The subject was erased; nothing is kept of it any more. */
    ERASED
  }

  /** How long a fact is kept that does not say so itself. */
  Duration factLife();

  /** The profile as it stands; empty, at version 0, if nothing is kept. */
  CompletionStage<ProfileReply> read(Subject subject);

  /**
   * Carries out a change, or tells why not.
   *
   * @param budget for how long it may be tried
   */
  CompletionStage<ProfileReply> update(Subject subject, ProfileChange change, Duration budget);

  /**
   * Enters what was learnt of a subject: of each name the latest wins. The same again changes
   * nothing.
   */
  CompletionStage<Merged> merge(Subject subject, Learnt learnt);

  /**
   * Empties the profile of a subject of whom no key can be obtained any more. What is left is a
   * mark, without anything personal, that turns away changes that are still under way; it expires.
   * Doing it again changes nothing.
   */
  CompletionStage<Void> erase(Subject subject);
}
