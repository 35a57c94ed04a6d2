package switchboard.ops.top;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import switchboard.v1.ListNodeFiguresResponse;
import switchboard.v1.NodeFigures;

/**
 * All that a screen shows.
 *
 * @param latest what the nodes said last; empty before any did
 * @param turns answered each second, cluster-wide, at each look, oldest first
 * @param problem why the last look brought nothing; empty if it did
 * @param selected the address of the node that is shown in full
 */
public record TopState(
    Optional<ListNodeFiguresResponse> latest,
    Rates rates,
    List<Double> turns,
    Optional<String> problem,
    Choices choices,
    Optional<String> selected) {
  /** Ten minutes of looks at one a second; wider than any screen. */
  private static final int MOST_TURNS = 600;

  /** Before the first look. */
  public static final TopState EMPTY =
      new TopState(
          Optional.empty(),
          Rates.UNKNOWN,
          List.of(),
          Optional.empty(),
          new Choices(Order.NODE, false, false),
          Optional.empty());

  public TopState {
    turns = List.copyOf(turns);
  }

  /** What the operator chose by keys. */
  record Choices(Order order, boolean paused, boolean help) {}

  /** The nodes were looked at. */
  public TopState seen(ListNodeFiguresResponse figures) {
    var next = latest.map(before -> Rates.between(before, figures)).orElse(Rates.UNKNOWN);
    var history = new ArrayList<>(turns);
    next.total().ifPresent(rate -> history.add(rate.answered()));
    var kept = history.subList(Math.max(0, history.size() - MOST_TURNS), history.size());
    return new TopState(Optional.of(figures), next, kept, Optional.empty(), choices, selected);
  }

  /** Nobody could be looked at. */
  TopState failed(String why) {
    return new TopState(latest, rates, turns, Optional.of(why), choices, selected);
  }

  /** A key was pressed; keys that mean nothing change nothing. */
  TopState pressed(char key) {
    return switch (key) {
      case 'h', '?' ->
          with(new Choices(choices.order(), choices.paused(), !choices.help()), selected);
      case 's' ->
          with(new Choices(choices.order().next(), choices.paused(), choices.help()), selected);
      case 'p' -> with(new Choices(choices.order(), !choices.paused(), choices.help()), selected);
      case '0' -> with(choices, Optional.empty());
      default -> key >= '1' && key <= '9' ? with(choices, toggled(key - '1')) : this;
    };
  }

  private TopState with(Choices chosen, Optional<String> node) {
    return new TopState(latest, rates, turns, problem, chosen, node);
  }

  /** The same key again closes it. */
  private Optional<String> toggled(int row) {
    var rows = nodes();
    if (row >= rows.size()) {
      return selected;
    }
    var address = rows.get(row).getNode().getIdentity().getAddress();
    return selected.filter(address::equals).isPresent() ? Optional.empty() : Optional.of(address);
  }

  /** The nodes in the order that was chosen. */
  List<NodeFigures> nodes() {
    return latest.map(ListNodeFiguresResponse::getNodesList).orElse(List.of()).stream()
        .sorted(choices.order().comparator(rates))
        .toList();
  }

  /** The node that is shown in full, if it is still a member. */
  Optional<NodeFigures> selectedNode() {
    return selected.flatMap(
        address ->
            nodes().stream()
                .filter(node -> node.getNode().getIdentity().getAddress().equals(address))
                .findFirst());
  }
}
