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
 * How a connection stays with its session wherever that moves: it attaches anew on every beat. It
 * has one reference for all of its life, so that attaching anew is no second attachment.
 */
final class Attachment {
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

  /** Attaches, for the first time or anew, and sets the next beat. */
  void attach() {
    sessions.attach(session, ear);
    nextIn(beat);
  }

  /**
   * The entity stops: attaches at once and, as that may still reach the one that stops, soon after.
   */
  void follow() {
    sessions.attach(session, ear);
    nextIn(beat.dividedBy(10));
  }

  void typing() {
    sessions.typing(session, ear);
  }

  /** A quarter early or late, so that streams that came together do not beat together. */
  private void nextIn(Duration about) {
    var millis = Math.round(about.toMillis() * ThreadLocalRandom.current().nextDouble(0.75, 1.25));
    timers.startSingleTimer(Timer.BEAT, Duration.ofMillis(Math.max(1, millis)));
  }
}
