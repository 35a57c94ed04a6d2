package switchboard.push;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import switchboard.push.ConnectionMessage.Timer;
import switchboard.session.LiveFeed;
import switchboard.session.SessionId;
import switchboard.session.Sessions;

/**
 * How a connection stays with its session wherever that moves: it attaches anew when the session
 * says that it moves, when a node was lost, and on every beat in case neither was heard. It has one
 * reference for all of its life, so that attaching anew is no second attachment.
 */
final class Attachment {
  /** When an attachment that nobody answered is repeated, unless a beat is shorter. */
  private static final Duration REPEAT = Duration.ofSeconds(2);

  /** Within which all streams of a node attach anew when another node was lost. */
  private static final Duration SPREAD = Duration.ofMillis(500);

  /** After which a session that stops has stopped, if it is quick. */
  private static final Duration SOON = Duration.ofMillis(200);

  private final Sessions sessions;
  private final SessionId session;
  private final ActorRef<LiveFeed> ear;
  private final TimerScheduler<ConnectionMessage> timers;
  private final Duration beat;

  Attachment(
      Sessions sessions,
      SessionId session,
      ActorRef<LiveFeed> ear,
      TimerScheduler<ConnectionMessage> timers,
      Duration beat) {
    this.sessions = sessions;
    this.session = session;
    this.ear = ear;
    this.timers = timers;
    this.beat = beat;
  }

  /** Attaches, for the first time or anew. */
  void attach() {
    sessions.attach(session, ear);
    next(about(shorter(REPEAT)));
  }

  /** The session has answered. */
  void attached() {
    next(about(beat));
  }

  /** A node was lost, perhaps the session's. */
  void seek() {
    next(SPREAD.multipliedBy(ThreadLocalRandom.current().nextInt(1, 100)).dividedBy(100));
  }

  /**
   * The entity stops: attaches at once and, as that may still reach the one that stops, soon after.
   */
  void follow() {
    sessions.attach(session, ear);
    next(about(shorter(SOON)));
  }

  void typing() {
    sessions.typing(session, ear);
  }

  private Duration shorter(Duration time) {
    return time.compareTo(beat) < 0 ? time : beat;
  }

  /** A quarter less or more, so that streams that came together do not beat together. */
  private static Duration about(Duration time) {
    return Duration.ofMillis(
        Math.round(time.toMillis() * ThreadLocalRandom.current().nextDouble(0.75, 1.25)));
  }

  private void next(Duration time) {
    timers.startSingleTimer(
        Timer.BEAT, time.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : time);
  }
}
