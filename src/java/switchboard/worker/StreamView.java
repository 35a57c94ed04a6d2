package switchboard.worker;

import java.util.List;

/** What is at a worker's stream. It never leaves the node. */
record StreamView(List<HeldTurn> turns) {
  StreamView {
    turns = List.copyOf(turns);
  }
}
