package switchboard.http;

import java.util.OptionalDouble;

/**
 * How it stands between this node and one service.
 *
 * @param service its name
 * @param address {@code host:port}; empty if no URL is configured
 * @param failureRate percent of the last calls that failed; empty before there were enough
 * @param inFlight calls under way
 * @param permitsLeft calls that may still begin within this second
 * @param answered calls that were answered, refusals by the service included, since the node began
 * @param failed calls without an answer since then
 * @param refused calls that were not even tried since then
 */
public record ServiceStatus(
    String service,
    String address,
    Breaker breaker,
    OptionalDouble failureRate,
    int inFlight,
    int permitsLeft,
    long answered,
    long failed,
    long refused) {
  /** What the circuit breaker does. */
  public enum Breaker {
    /** There is no URL, so there is nothing to call. */
    NOT_CONFIGURED,
    /** Calls go through. */
    CLOSED,
    /** Calls are refused; one that comes after {@code open-for} is let through. */
    OPEN,
    /** A few calls go through, to see whether the service is well again. */
    HALF_OPEN
  }
}
