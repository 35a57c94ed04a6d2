package switchboard.simulators;

import java.time.Instant;

/** What one kind of service answers. Pure: the effect and its bookkeeping are the loop's. */
interface ServiceRules {
  /**
   * The service's name: its topics are {@code <name>.commands}, {@code .replies}, {@code .events}.
   */
  String name();

  ServiceAnswer answer(SimulatedWorld world, ServiceCommand command, Instant now);
}
