package switchboard.profile;

import java.util.List;
import java.util.Optional;

/**
 * A change that somebody asks for.
 *
 * @param requestId by which a repetition is known
 * @param content what makes it the same request when it comes again; kept as a digest that is keyed
 *     with the subject's key
 * @param expectedVersion the version it is meant for; empty for whatever is there
 * @param facts replace those of the same name
 * @param forget names of facts to forget; none of them in facts
 */
public record ProfileChange(
    String requestId,
    String content,
    Optional<Long> expectedVersion,
    List<ProfileFact> facts,
    List<String> forget) {
  public ProfileChange {
    facts = List.copyOf(facts);
    forget = List.copyOf(forget);
  }
}
