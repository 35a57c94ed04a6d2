package switchboard.ops.client;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.JsonFormat;
import com.google.protobuf.util.Timestamps;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import switchboard.v1.ListServicesResponse;
import switchboard.v1.Saga;
import switchboard.v1.ServiceStatus;

/** Sagas and services as tables and as JSON. */
public final class SagaText {
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().alwaysPrintFieldsWithNoPresence();

  private SagaText() {}

  public static String json(Message message) throws InvalidProtocolBufferException {
    return PRINTER.print(message);
  }

  /** What the nodes said, {@code nodes} and those that are {@code missing}. */
  public static String servicesJson(List<Operations.Said<ListServicesResponse>> said)
      throws InvalidProtocolBufferException {
    var nodes = new ArrayList<String>();
    var missing = new ArrayList<String>();
    for (var node : said) {
      if (node.response().isPresent()) {
        nodes.add(json(node.response().get()));
      } else {
        missing.add("\"" + node.address() + "\"");
      }
    }
    return "{\"nodes\": ["
        + String.join(",\n", nodes)
        + "],\n\"missing\": ["
        + String.join(", ", missing)
        + "]}";
  }

  /** A row for each node and service. */
  public static String services(List<Operations.Said<ListServicesResponse>> said) {
    var rows = new ArrayList<List<String>>();
    rows.add(
        List.of(
            "NODE",
            "SERVICE",
            "ADDRESS",
            "BREAKER",
            "FAILURES",
            "IN FLIGHT",
            "PERMITS",
            "ANSWERED",
            "FAILED",
            "REFUSED"));
    for (var node : said) {
      if (node.response().isEmpty()) {
        rows.add(List.of(node.address(), "missing: it did not answer within 3 s"));
        continue;
      }
      var response = node.response().get();
      response.getServicesList().forEach(service -> rows.add(row(response.getNode(), service)));
    }
    return table(rows);
  }

  private static List<String> row(String node, ServiceStatus service) {
    return List.of(
        node,
        service.getService(),
        orDash(service.getAddress()),
        service.getBreaker().name(),
        service.hasFailureRate()
            ? String.format(Locale.ROOT, "%.0f %%", service.getFailureRate())
            : "-",
        "" + service.getInFlight(),
        "" + service.getPermitsLeft(),
        "" + service.getAnswered(),
        "" + service.getFailed(),
        "" + service.getRefused());
  }

  /**
   * A row for each saga.
   *
   * @param parked whether only those that wait for an operator were asked for
   */
  public static String list(List<Saga> sagas, boolean parked) {
    return sagas.isEmpty()
        ? parked ? "no saga waits for an operator" : "no saga is open"
        : list(sagas, Layout.ENDLESS);
  }

  private static String list(List<Saga> sagas, Layout layout) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("SAGA", "TYPE", "STATE", "REASON", "DEADLINE"));
    for (var saga : sagas) {
      rows.add(
          List.of(
              saga.getName(),
              saga.getType(),
              saga.getState().name(),
              orDash(saga.getReason()),
              time(saga.hasDeadline(), saga.getDeadline())));
    }
    return layout.table(rows);
  }

  /** The saga, and a row for each step. */
  public static String saga(Saga saga, Layout layout) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("STEP", "STATE", "ATTEMPT", "DUE", "REASON", "SERVICE"));
    for (var step : saga.getStepsList()) {
      rows.add(
          List.of(
              step.getName(),
              step.getState().name(),
              step.getMaxAttempts() == 0
                  ? "" + step.getAttempt()
                  : step.getAttempt() + " of " + step.getMaxAttempts(),
              time(step.hasDue(), step.getDue()),
              orDash(step.getReason()),
              orDash(step.getService())));
    }
    return list(List.of(saga), layout) + "\n\n" + layout.table(rows);
  }

  static String orDash(String text) {
    return text.isEmpty() ? "-" : text;
  }

  static String time(boolean has, Timestamp time) {
    return has ? Timestamps.toString(time) : "-";
  }

  static String table(List<List<String>> rows) {
    return Layout.ENDLESS.table(rows);
  }
}
