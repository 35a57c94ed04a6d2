package switchboard.session;

import switchboard.context.PendingSaga;

/**
 * Asks for the start of a saga; asked again until the saga has reported, so a repetition must
 * change nothing.
 */
public interface SagaStarter {
  void start(SessionId session, PendingSaga saga);
}
