package switchboard.faults.doors;

import java.util.List;
import switchboard.faults.failover.NodeProcesses;

/** A real node with little memory, and somebody who talks to it while it is tried. */
record TriedNode(NodeProcesses process, SteadyClient steady) implements AutoCloseable {
  static TriedNode start(String name) throws Exception {
    var process = new NodeProcesses(name, 1, 1, List.of());
    try {
      process.startAll();
      return new TriedNode(process, new SteadyClient(process.frontDoor(0)));
    } catch (Exception failure) {
      process.close();
      throw failure;
    }
  }

  @Override
  public void close() {
    steady.close();
    process.close();
  }
}
