package switchboard.session;

import java.util.Optional;

/**
 * What an agent is asked about.
 *
 * @param turn sequence of the user message that it belongs to; 0 if it belongs to none
 * @param saga the saga that told it; empty if none did
 * @param traceparent the W3C trace context that it belongs to
 */
record Told(long turn, String saga, Optional<String> traceparent) {}
