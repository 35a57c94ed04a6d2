package switchboard.simulators;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import switchboard.simulators.ServiceDesk.Served;

/** Commands for a service's desk, and ids of the simulated world to ask about. */
final class Desks {
  static final long SEED = 7;
  static final SimulatedWorld WORLD = new SimulatedWorld(SEED);

  private Desks() {}

  static String orderIn(Order.Status status) {
    return IntStream.iterate(1, i -> i + 1)
        .mapToObj(i -> "XYZ-" + i)
        .filter(id -> WORLD.order(id).map(Order::status).filter(status::equals).isPresent())
        .findFirst()
        .orElseThrow();
  }

  static String unknownOrder() {
    return IntStream.iterate(1, i -> i + 1)
        .mapToObj(i -> "XYZ-" + i)
        .filter(id -> WORLD.order(id).isEmpty())
        .findFirst()
        .orElseThrow();
  }

  /** A command of a saga named {@code s} about an order, by a partner, because of a problem. */
  static ServiceCommand command(String name, String orderId, String step) {
    var service = name.substring(0, name.indexOf('.'));
    var body = new HashMap<String, String>(Map.of("orderId", orderId));
    body.put("partnerId", "partner-1");
    body.put("problem", "ADDRESS_WRONG");
    var subject = service.equals("payments") ? "partner-1" : orderId;
    var type = "switchboard." + name + ".v1";
    return new ServiceCommand("s", "s:" + step, type, subject, "1", "", "", body);
  }

  /** The command that takes a step back. */
  static ServiceCommand undo(String name, String orderId, String step) {
    var command = command(name, orderId, step + ".undo");
    return new ServiceCommand(
        command.sagaId(),
        command.stepKey(),
        command.type(),
        command.subject(),
        "1",
        "s:" + step,
        "",
        command.body());
  }

  static Served serve(ServiceDesk desk, ServiceCommand command) throws IOException {
    return desk.serve(List.of(command)).getFirst();
  }

  static ServiceAnswer answer(ServiceDesk desk, ServiceCommand command) throws IOException {
    return serve(desk, command).answer();
  }
}
