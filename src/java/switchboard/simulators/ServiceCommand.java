package switchboard.simulators;

import java.util.Map;

/**
 * A command as a service understands it.
 *
 * @param sagaId who asked; empty if nobody said
 * @param type such as {@code switchboard.order.hold.v1}
 * @param subject the record's key, or what the path of an HTTP request names
 * @param attempt which repeat of the step the sender says it is, from "1"; empty if it does not
 * @param undoes of a compensation: the step key that it takes back; empty for others
 * @param traceparent the trace context to send back; empty if none came
 */
record ServiceCommand(
    String sagaId,
    String stepKey,
    String type,
    String subject,
    String attempt,
    String undoes,
    String traceparent,
    Map<String, String> body) {
  ServiceCommand {
    body = Map.copyOf(body);
  }

  /** The command's short name, such as {@code hold}; empty if it is none of the service's. */
  String nameFor(String service) {
    return nameFor(service, type);
  }

  static String nameFor(String service, String type) {
    var before = "switchboard." + service + ".";
    return type.startsWith(before) && type.endsWith(".v1")
        ? type.substring(before.length(), type.length() - ".v1".length())
        : "";
  }

  /** A field of the body; empty if it is not there. */
  String field(String name) {
    return body.getOrDefault(name, "");
  }
}
