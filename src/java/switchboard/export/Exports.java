package switchboard.export;

import switchboard.privacy.Subject;

/** The door to exports. */
@FunctionalInterface
public interface Exports {
  /** A new export, of which nothing is read before it is asked for. */
  Export of(Subject subject);
}
