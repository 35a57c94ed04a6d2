package switchboard.session;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.privacy.Subject;
import switchboard.profile.ProfileFact;

/**
 * The profile as a session knows it: read when the session comes alive, when there are news, and
 * when it was not read for so long that news may have been lost.
 */
final class KnownProfile {
  private static final Logger LOG = LoggerFactory.getLogger(KnownProfile.class);
  private static final Duration MAX_AGE = Duration.ofMinutes(1);

  private final ActorContext<SessionMessage> actor;
  private final ProfileFeed feed;
  private Optional<Subject> subject = Optional.empty();
  private List<ProfileFact> facts = List.of();
  private long readNanos;
  private boolean reading;
  private boolean newsMeanwhile;
  private Runnable unwatch = () -> {};

  KnownProfile(ActorContext<SessionMessage> actor, ProfileFeed feed) {
    this.actor = actor;
    this.feed = feed;
  }

  List<ProfileFact> facts() {
    return facts;
  }

  /** From now on this subject's profile is known. */
  void follow(Subject whose) {
    if (subject.isEmpty()) {
      subject = Optional.of(whose);
      var self = actor.getSelf();
      unwatch = feed.watch(whose, () -> self.tell(SessionMessage.ProfileNews.INSTANCE));
      read();
    }
  }

  /** Whether to wait for {@link SessionMessage.ProfileRead} before an agent is asked. */
  boolean isAwaited() {
    if (!reading && System.nanoTime() - readNanos > MAX_AGE.toNanos()) {
      read();
    }
    return reading;
  }

  void news() {
    if (reading) {
      newsMeanwhile = true;
    } else {
      read();
    }
  }

  /** What was read; where it could not be, the profile is as it was known before. */
  void onRead(Optional<List<ProfileFact>> now) {
    reading = false;
    readNanos = System.nanoTime();
    now.ifPresent(read -> facts = read);
    if (newsMeanwhile) {
      newsMeanwhile = false;
      read();
    }
  }

  /** The subject was erased. */
  void forget() {
    close();
    subject = Optional.empty();
    facts = List.of();
  }

  void close() {
    unwatch.run();
    unwatch = () -> {};
  }

  private void read() {
    if (subject.isEmpty()) {
      return;
    }
    reading = true;
    actor.pipeToSelf(
        feed.read(subject.get()),
        (read, failure) -> {
          if (failure != null) {
            LOG.warn("a profile could not be read, the session goes on: {}", failure.toString());
          }
          return new SessionMessage.ProfileRead(Optional.ofNullable(read));
        });
  }
}
