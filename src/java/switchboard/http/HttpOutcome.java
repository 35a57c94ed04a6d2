package switchboard.http;

import java.time.Instant;
import java.util.Map;

/** What became of a call. */
public sealed interface HttpOutcome {
  /**
   * The service answered.
   *
   * @param ok whether it did what it was asked
   * @param reason why not, in upper snake case; empty if ok
   * @param facts what is true, by name
   * @param asOf when it was true, by the service's clock, in the years 1970 to 9999
   */
  record Answered(boolean ok, String reason, Map<String, String> facts, Instant asOf)
      implements HttpOutcome {
    public Answered {
      facts = Map.copyOf(facts);
    }
  }

  /**
   * There is no answer; the call may be repeated with the same key.
   *
   * @param reason why, one of the words below
   * @param effectUnknown whether the service may have done it all the same
   */
  record NotDone(String reason, boolean effectUnknown) implements HttpOutcome {}

  /** The time was over before the answer was complete. */
  String TIMED_OUT = "TIMED_OUT";

  /** No connection could be made, or it broke. */
  String CONNECTION_FAILED = "CONNECTION_FAILED";

  /** A status of 500 or above: no effect. */
  String SERVICE_ERROR = "SERVICE_ERROR";

  /** Status 429: no effect. */
  String RATE_LIMITED_BY_SERVICE = "RATE_LIMITED_BY_SERVICE";

  /** The service failed too often and is left alone for now; it was not called. */
  String CIRCUIT_OPEN = "CIRCUIT_OPEN";

  /** As many calls as allowed are under way; it was not called. */
  String TOO_MANY_CALLS = "TOO_MANY_CALLS";

  /** As many calls as allowed have begun in this second; it was not called. */
  String RATE_LIMITED = "RATE_LIMITED";

  /** No URL is configured for the service; it was not called. */
  String NOT_CONFIGURED = "NOT_CONFIGURED";

  /** What came back is no answer of the contract. */
  String BAD_ANSWER = "BAD_ANSWER";
}
