package switchboard.telemetry;

import org.apache.pekko.actor.ActorSystem;

/** What a part tells with. */
public record Telemetry(Traces traces, Meters meters) {
  /** That of an actor system. */
  public static Telemetry get(ActorSystem system) {
    return new Telemetry(Traces.get(system), Meters.get(system));
  }

  /** For a part that nobody watches. */
  public static Telemetry unseen() {
    return new Telemetry(Traces.OFF, Meters.unseen());
  }
}
