package switchboard.session;

import java.util.List;
import java.util.Optional;
import switchboard.session.SessionCommand.UpdateContext;
import switchboard.session.SessionCommand.UpdateContext.Part;
import switchboard.session.SessionReply.Rejection;
import switchboard.session.SessionRules.Decision;
import switchboard.session.SessionRules.Surroundings;

/** What a session does with a change of its context from outside. Pure. */
final class ContextRules {
  private ContextRules() {}

  static Decision update(SessionState state, UpdateContext update, Surroundings around) {
    if (update.etag() > state.lastSequence() || update.etag() < changed(state, update)) {
      return Decision.reject(new Rejection.StaleEtag(state.lastSequence()));
    }
    boolean goals = changesGoals(update);
    boolean facts = update.parts().contains(Part.FACTS);
    var event =
        new SessionEvent.ContextUpdated(
            goals ? Optional.of(goals(state, update)) : Optional.empty(),
            facts ? Optional.of(update.facts()) : Optional.empty(),
            update.request(),
            around.now());
    return new Decision(List.of(event), SessionRules.view(SessionFold.apply(state, event), around));
  }

  /** The last sequence at which something changed that the update takes to be unchanged. */
  private static long changed(SessionState state, UpdateContext update) {
    if (update.whole()) {
      return state.lastSequence();
    }
    var versions = state.context().versions();
    return Math.max(
        changesGoals(update) ? versions.goals() : 0,
        update.parts().contains(Part.FACTS) ? versions.facts() : 0);
  }

  private static boolean changesGoals(UpdateContext update) {
    return update.parts().contains(Part.GOAL) || update.parts().contains(Part.SUSPENDED_GOALS);
  }

  private static SessionEvent.GoalsNow goals(SessionState state, UpdateContext update) {
    var context = state.context();
    return new SessionEvent.GoalsNow(
        update.parts().contains(Part.GOAL) ? update.goal() : context.goal(),
        update.parts().contains(Part.SUSPENDED_GOALS) ? update.suspended() : context.suspended());
  }
}
