package switchboard.fakes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import switchboard.inspection.Inspection;
import switchboard.internal.v1.Inspect;
import switchboard.internal.v1.Inspected;
import switchboard.v1.InspectedNode;

/** Nodes that answer what a test has them answer, each by its address. */
public final class MemoryInspection implements Inspection {
  /** What each node answers; the order is that of the members' age. */
  public final Map<String, Function<Inspect, Inspected.Builder>> nodes = new LinkedHashMap<>();

  /** The addresses of the members that answer nothing. */
  public final List<String> silent = new ArrayList<>();

  /** All that was asked. */
  public final List<Inspect> asked = new ArrayList<>();

  /** A node whose number is the last part of its address: 10.0.0.1:7625, uid 1. */
  public static InspectedNode node(int number) {
    return InspectedNode.newBuilder()
        .setIncarnation("10.0.0." + number + ":8443#" + number)
        .setAddress("10.0.0." + number + ":7625")
        .setUid(number)
        .build();
  }

  /** Has a node answer. */
  public void answers(InspectedNode node, Function<Inspect, Inspected.Builder> answer) {
    nodes.put(node.getAddress(), question -> answer.apply(question).setNode(node));
  }

  @Override
  public synchronized CompletionStage<Optional<Answers>> ask(Inspect question, String node) {
    asked.add(question);
    var said = new ArrayList<Inspected>();
    nodes.forEach(
        (address, answer) -> {
          var answered = answer.apply(question).build();
          if (node.isEmpty() || node.equals(answered.getNode().getIncarnation())) {
            said.add(answered);
          }
        });
    return CompletableFuture.completedStage(
        said.isEmpty() && !node.isEmpty()
            ? Optional.empty()
            : Optional.of(new Answers(said, node.isEmpty() ? silent : List.of())));
  }
}
