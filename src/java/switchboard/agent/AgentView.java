package switchboard.agent;

import java.util.List;
import java.util.Optional;
import switchboard.context.Context;
import switchboard.profile.ProfileFact;

/**
 * What an agent sees.
 *
 * @param context the session's own
 * @param profile what is kept of the subject across sessions; a moment old at most
 * @param subject id of whom the session is with
 */
public record AgentView(Context context, List<ProfileFact> profile, String subject) {
  public AgentView {
    profile = List.copyOf(profile);
  }

  /** A view of a session with nobody. */
  public static AgentView of(Context context) {
    return of(context, "");
  }

  /** A view of a subject of whom nothing is kept. */
  public static AgentView of(Context context, String subject) {
    return new AgentView(context, List.of(), subject);
  }

  /** The value of a profile's fact. */
  public Optional<String> profile(String name) {
    return profile.stream()
        .filter(fact -> fact.name().equals(name))
        .map(ProfileFact::value)
        .findFirst();
  }
}
