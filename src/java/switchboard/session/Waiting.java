package switchboard.session;

import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.journal.StoreException;
import switchboard.session.SessionReply.Rejected;
import switchboard.session.SessionReply.Rejection;

/** Who waits for the append under way: told if it fails. */
final class Waiting {
  private static final Logger LOG = LoggerFactory.getLogger(Waiting.class);

  private Optional<ActorRef<SessionReply>> who = Optional.empty();

  void begin(ActorRef<SessionReply> asker) {
    who = Optional.of(asker);
  }

  void recorded() {
    who = Optional.empty();
  }

  /**
   * Tells that it failed.
   *
   * @param trail what the append was part of
   */
  void failed(Throwable failure, Trail trail) {
    trail
        .failed(failure)
        .named(LOG.atWarn())
        .log("an append failed, the session stops: {}", failure.toString());
    // fenced off: the session lives elsewhere by now, so the command is worth repeating at once
    var rejection =
        failure instanceof StoreException.Fenced
            ? Rejection.Plain.SHARD_MOVING
            : Rejection.Plain.STORE_UNAVAILABLE;
    who.ifPresent(asker -> asker.tell(new Rejected(rejection)));
    who = Optional.empty();
  }
}
