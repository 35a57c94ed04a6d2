package switchboard.profile;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * One thing known of a subject.
 *
 * @param name what is known, such as "last_order"
 * @param value the value
 * @param source where it comes from, such as a session's name
 * @param time when it was learnt, to the millisecond
 * @param expireTime when it is forgotten, to the millisecond
 */
public record ProfileFact(
    String name, String value, String source, Instant time, Instant expireTime) {
  public ProfileFact {
    requireNonNull(name, "a fact without a name");
    requireNonNull(value, "a fact without a value");
  }
}
