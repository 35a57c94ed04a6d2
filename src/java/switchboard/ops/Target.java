package switchboard.ops;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import switchboard.local.SystemState;
import switchboard.ops.client.FrontDoors;
import switchboard.tls.ClientTls;

/** Which system a command talks to: options that several commands have. */
final class Target {
  @Option(
      names = "--address",
      paramLabel = "HOST:PORT",
      split = ",",
      description = "Front doors to use instead of those of the system under --data")
  List<String> addresses;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = ".switchboard",
      description = "Data directory of the system to use")
  Path data;

  @Mixin TlsOptions tls;

  @Mixin private TokenOption token;

  /** Opens the front doors; nobody is connected to before the first call. */
  FrontDoors open() {
    return new FrontDoors(frontDoors(), tls(), token::sent);
  }

  /** The same for streams that last. */
  FrontDoors following() {
    return FrontDoors.following(frontDoors(), tls(), token::sent);
  }

  /** The same for callers whose callbacks never block. */
  FrontDoors withoutHandOver() {
    return FrontDoors.withoutHandOver(frontDoors(), tls(), token::sent);
  }

  /** The same for the system under another data directory. */
  FrontDoors withoutHandOver(Path other) {
    var system = system(other);
    return FrontDoors.withoutHandOver(system.frontDoors(), system.forClients(), token::sent);
  }

  /** The process of the first node of the system under a data directory. */
  static ProcessHandle firstNode(Path data) {
    return ProcessHandle.of(system(data).nodes().getFirst().pid())
        .orElseThrow(() -> new CommandFailure("the first node of " + data + " does not run"));
  }

  /** How the front doors are connected to. */
  ClientTls tls() {
    return addresses == null
        ? system().forClients()
        : tls.forNamed(addresses, data, SystemState::frontDoors, SystemState::forClients);
  }

  private List<String> frontDoors() {
    return addresses == null ? system().frontDoors() : addresses;
  }

  private SystemState system() {
    return system(data);
  }

  private static SystemState system(Path data) {
    return SystemState.find(data)
        .orElseThrow(
            () ->
                new CommandFailure(
                    "no system runs from " + data + ": start one with `switchboard up`"));
  }
}
