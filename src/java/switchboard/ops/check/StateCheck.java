package switchboard.ops.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import switchboard.ops.check.Goals.Held;
import switchboard.ops.replay.Corpus.Frame;

/** Where the goals of a document are not what they have to be. */
final class StateCheck {
  private final List<String> differences = new ArrayList<>();

  private StateCheck() {}

  /**
   * The differences, in words; none if the document is right.
   *
   * @param annotated the last frame of each service of the dialogue so far
   * @param expected the same, in order, with the messages that the slots come from
   */
  static List<String> differences(Goals found, Map<String, Frame> annotated, Goals expected) {
    var check = new StateCheck();
    check.services(found, annotated);
    check.order(found, expected);
    check.sources(found, expected);
    return List.copyOf(check.differences);
  }

  /** Every service once, with the intent, the slots and the requested slots of its last frame. */
  private void services(Goals found, Map<String, Frame> annotated) {
    var names = new TreeSet<>(annotated.keySet());
    found.goals().forEach(goal -> names.add(goal.service()));
    for (var service : names) {
      var goals = found.goals().stream().filter(goal -> goal.service().equals(service)).toList();
      if (!annotated.containsKey(service)) {
        differences.add("a goal of \"" + service + "\", which the dialogue is not about");
      } else if (goals.size() != 1) {
        differences.add(goals.size() + " goals of " + service + " instead of 1");
      } else {
        service(goals.getFirst(), annotated.get(service));
      }
    }
  }

  private void service(Held goal, Frame frame) {
    var service = frame.service();
    require(goal.intent(), frame.intent(), service + ": the active intent");
    require(goal.requested(), frame.requested(), service + ": the requested slots");
    var names = new TreeSet<>(frame.slots().keySet());
    names.addAll(goal.slots().keySet());
    for (var name : names) {
      var value = goal.slots().get(name);
      require(
          value == null ? null : value.values(),
          frame.slots().get(name),
          service + ": slot " + name);
    }
  }

  private void order(Goals found, Goals expected) {
    require(
        found.goals().stream().map(Held::service).toList(),
        expected.goals().stream().map(Held::service).toList(),
        "the services of the goal at hand and those put aside");
  }

  private void sources(Goals found, Goals expected) {
    var byService =
        found.goals().stream()
            .collect(Collectors.toMap(Held::service, Function.identity(), (first, _) -> first));
    for (var goal : expected.goals()) {
      var other = byService.get(goal.service());
      if (other != null) {
        goal.slots()
            .forEach(
                (name, value) -> {
                  var slot = other.slots().get(name);
                  if (slot != null) {
                    require(
                        slot.sourceSequence(),
                        value.sourceSequence(),
                        goal.service() + ": the source of slot " + name);
                  }
                });
      }
    }
  }

  private void require(Object found, Object expected, String what) {
    if (!Objects.equals(found, expected)) {
      differences.add(
          "%s: %s instead of %s"
              .formatted(
                  what, Objects.toString(found, "missing"), Objects.toString(expected, "none")));
    }
  }
}
