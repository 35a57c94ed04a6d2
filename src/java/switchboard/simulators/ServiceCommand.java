package switchboard.simulators;

import java.util.Map;

/**
 * A command as a service understands it.
 *
 * @param traceparent the trace context to send back; empty if none came
 */
record ServiceCommand(
    String sagaId,
    String stepKey,
    String type,
    String subject,
    String traceparent,
    Map<String, String> body) {}
