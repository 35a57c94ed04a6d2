package switchboard.ops.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import switchboard.ops.replay.Corpus.Frame;
import switchboard.v1.Context;
import switchboard.v1.Goal;
import switchboard.v1.Slot;

/**
 * The goals of a session, one for each service that the dialogue has been about.
 *
 * @param goals the goal at hand, then those put aside, the last one first
 */
record Goals(List<Held> goals) {
  static final Goals NONE = new Goals(List.of());

  Goals {
    goals = List.copyOf(goals);
  }

  /** What the user is after with one service. */
  record Held(String service, String intent, List<String> requested, Map<String, Value> slots) {
    Held {
      requested = List.copyOf(requested);
      slots = Map.copyOf(slots);
    }

    private boolean says(Frame frame) {
      return intent.equals(frame.intent())
          && requested.equals(frame.requested())
          && slots.entrySet().stream()
              .collect(Collectors.toMap(Map.Entry::getKey, slot -> slot.getValue().values()))
              .equals(frame.slots());
    }
  }

  /**
   * What is known of a slot.
   *
   * @param values equivalent ones, in order; none if the slot is named without a value
   * @param sourceSequence of the user's message by which it became so
   */
  record Value(List<String> values, long sourceSequence) {
    Value {
      values = List.copyOf(values);
    }
  }

  /** Reads the goals of a fetched document. */
  static Goals of(Context context) {
    var goals = new ArrayList<Held>();
    if (context.hasGoal()) {
      goals.add(held(context.getGoal()));
    }
    context.getSuspendedGoalsList().forEach(goal -> goals.add(held(goal)));
    return new Goals(goals);
  }

  private static Held held(Goal goal) {
    var slots = new HashMap<String, Value>();
    goal.getSlotsMap().forEach((name, slot) -> slots.put(name, value(slot)));
    return new Held(goal.getDomain(), goal.getIntent(), goal.getRequestedSlotsList(), slots);
  }

  private static Value value(Slot slot) {
    var values = new ArrayList<String>();
    if (slot.getConfidence() > 0) {
      values.add(slot.getValue());
      values.addAll(slot.getAlternativesList());
    }
    return new Value(values, slot.getSourceSequence());
  }

  /**
   * The goals after a user's turn. The services of its frames come first: at hand is the goal of
   * the last frame that says something new; if none does, the goal at hand stays if it is among
   * them, else the last frame's is resumed. The others of the turn are put aside on top of those
   * that the turn is not about.
   *
   * @param sequence of the user's message
   */
  Goals after(List<Frame> frames, long sequence) {
    if (frames.isEmpty()) {
      return this;
    }
    var before = goals.stream().collect(Collectors.toMap(Held::service, Function.identity()));
    var order = new LinkedHashMap<String, Held>();
    order.put(atHand(frames, before), null);
    frames.reversed().forEach(frame -> order.putIfAbsent(frame.service(), null));
    goals.forEach(goal -> order.putIfAbsent(goal.service(), goal));
    for (var frame : frames) {
      order.put(frame.service(), held(frame, before.get(frame.service()), sequence));
    }
    return new Goals(List.copyOf(order.values()));
  }

  private String atHand(List<Frame> frames, Map<String, Held> before) {
    for (var frame : frames.reversed()) {
      var known = before.get(frame.service());
      if (known == null || !known.says(frame)) {
        return frame.service();
      }
    }
    var current = goals.getFirst().service();
    boolean stays = frames.stream().anyMatch(frame -> frame.service().equals(current));
    return stays ? current : frames.getLast().service();
  }

  private static Held held(Frame frame, Held before, long sequence) {
    var slots = new HashMap<String, Value>();
    frame
        .slots()
        .forEach(
            (name, values) -> {
              var known = Optional.ofNullable(before).map(held -> held.slots().get(name));
              slots.put(
                  name,
                  known
                      .filter(value -> value.values().equals(values))
                      .orElseGet(() -> new Value(values, sequence)));
            });
    return new Held(frame.service(), frame.intent(), frame.requested(), slots);
  }

  /** Writes them into a document that is to be sent. */
  void into(Context.Builder context) {
    context.clearGoal().clearSuspendedGoals();
    if (!goals.isEmpty()) {
      context.setGoal(goal(goals.getFirst()));
      goals.stream().skip(1).forEach(held -> context.addSuspendedGoals(goal(held)));
    }
  }

  private static Goal goal(Held held) {
    var goal =
        Goal.newBuilder()
            .setDomain(held.service())
            .setIntent(held.intent())
            .setStatus(Goal.Status.AWAITING_USER)
            .addAllRequestedSlots(held.requested());
    held.slots().forEach((name, value) -> goal.putSlots(name, slot(value)));
    return goal.build();
  }

  /** A slot that is named without a value is one in which there is no confidence. */
  private static Slot slot(Value value) {
    var slot = Slot.newBuilder().setSourceSequence(value.sourceSequence());
    if (!value.values().isEmpty()) {
      slot.setConfidence(1)
          .setValue(value.values().getFirst())
          .addAllAlternatives(value.values().subList(1, value.values().size()));
    }
    return slot.build();
  }
}
