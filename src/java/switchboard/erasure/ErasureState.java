package switchboard.erasure;

import java.time.Instant;
import switchboard.privacy.Subject;

/**
 * An erasure as its events have made it.
 *
 * @param step what is to be done next
 * @param after id of the session after which the next page begins
 * @param sessions how many sessions were ended so far
 * @param sagas how many sagas were ended so far
 * @param left how many sessions could not be ended, or have a saga that could not
 * @param nodes how many nodes have confirmed that they forgot the key
 * @param files how many Redis servers have written their append-only files anew
 * @param updateTime when the last step was recorded; once it is finished, when it was
 */
public record ErasureState(
    Subject subject,
    Step step,
    String after,
    long sessions,
    long sagas,
    long left,
    long nodes,
    long files,
    Instant createTime,
    Instant updateTime) {
  static ErasureState none(Subject subject) {
    return new ErasureState(
        subject, Step.NOT_ASKED, "", 0, 0, 0, 0, 0, Instant.EPOCH, Instant.EPOCH);
  }

  /** Whether it is under way. */
  public boolean isRunning() {
    return step != Step.NOT_ASKED && step != Step.FINISHED;
  }

  /** What an event makes of it. */
  ErasureState apply(ErasureEvent event) {
    return switch (event) {
      case ErasureEvent.Requested(var time) ->
          new ErasureState(subject, Step.MARK, "", 0, 0, 0, 0, 0, time, time);
      case ErasureEvent.Marked(var time) -> at(Step.END_SESSIONS, nodes, files, time);
      case ErasureEvent.SessionsEnded(var page, var time) -> ended(page, time);
      case ErasureEvent.KeyDestroyed(var time) -> at(Step.EMPTY_PROFILE, nodes, files, time);
      case ErasureEvent.ProfileEmptied(var time) -> at(Step.EVICT_CACHES, nodes, files, time);
      case ErasureEvent.CachesEvicted(var evicted, var time) ->
          at(Step.REWRITE_FILES, evicted, files, time);
      case ErasureEvent.FilesRewritten(var rewritten, var time) ->
          at(Step.FINISHED, nodes, rewritten, time);
    };
  }

  private ErasureState at(Step next, long nowNodes, long nowFiles, Instant time) {
    return new ErasureState(
        subject, next, after, sessions, sagas, left, nowNodes, nowFiles, createTime, time);
  }

  private ErasureState ended(SessionPage page, Instant time) {
    return new ErasureState(
        subject,
        page.more() ? Step.END_SESSIONS : Step.DESTROY_KEY,
        page.last(),
        sessions + page.sessions(),
        sagas + page.sagas(),
        left + page.left(),
        nodes,
        files,
        createTime,
        time);
  }
}
