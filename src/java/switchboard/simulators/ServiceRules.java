package switchboard.simulators;

import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * What one kind of service answers. Pure: what took effect is noted, and taken back, by the desk.
 */
interface ServiceRules {
  /**
   * The service's name: its topics are {@code <name>.commands}, {@code .replies}, {@code .events}.
   */
  String name();

  /** The short names of the commands that ask and change nothing. */
  Set<String> questions();

  /** The short names of the commands that change something, by those that take them back. */
  Map<String, String> compensations();

  /** The type of what it tells unasked when nothing else is said; empty if it tells nothing. */
  String eventType();

  /**
   * Answers a question, or a command before its change is noted.
   *
   * @param name the command's short name, one of {@link #questions} or a value of {@link
   *     #compensations}
   */
  ServiceAnswer answer(World world, String name, ServiceCommand command, Instant now);

  /** What is true where the service looks: what the seed made, and what has changed since. */
  record World(SimulatedWorld made, Overlay changes) {}
}
