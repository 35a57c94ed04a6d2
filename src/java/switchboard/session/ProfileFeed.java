package switchboard.session;

import java.util.List;
import java.util.concurrent.CompletionStage;
import switchboard.privacy.Subject;
import switchboard.profile.ProfileFact;

/** What sessions need of profiles. */
public interface ProfileFeed {
  /** What is kept of a subject. */
  CompletionStage<List<ProfileFact>> read(Subject subject);

  /**
   * Calls back, on any thread, when the profile may have changed. News can get lost.
   *
   * @return ends it
   */
  Runnable watch(Subject subject, Runnable news);
}
