package switchboard.ops.check;

import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import switchboard.ops.check.Goals.Held;
import switchboard.ops.check.Goals.Value;
import switchboard.ops.raw.Folded;
import switchboard.ops.raw.RawFailure;
import switchboard.ops.raw.RawGoal;
import switchboard.ops.raw.RawStore;

/** Reads sessions that were played from the raw store. For one thread. */
final class RawReadBack implements AutoCloseable {
  private static final String PREFIX = "sb";

  private final RawStore store;
  private final Counts counts;

  RawReadBack(RawStoreAddress address, Counts counts) {
    this.store = RawStore.open(address.redis(), PREFIX, address.keyEncryptionKeys());
    this.counts = counts;
  }

  void check(Played played, Differences differences) {
    try {
      var subject = played.session().replaceFirst("/sessions/.*", "/subjects/") + played.subject();
      var check = store.check(played.session(), subject);
      check.differences().forEach(differences::add);
      compare(played, check.folded(), differences);
      counts.raw.increment();
      counts.rawEvents.add(check.folded().sequence());
    } catch (RawFailure e) {
      differences.add(e.getMessage());
    }
  }

  /** Where the folded events are not what was played. */
  static void compare(Played played, Folded folded, Differences differences) {
    StateCheck.differences(goals(folded), played.annotated(), played.goals())
        .forEach(differences::add);
    var said =
        folded.said().stream()
            .map(each -> new Played.Said(each.text(), each.requestId(), each.sequence()))
            .toList();
    require(said, played.said(), "the user's messages", differences);
    require(
        folded.repliedTurns().stream().sorted().toList(),
        played.said().stream().map(Played.Said::sequence).toList(),
        "the turns that are replied to",
        differences);
    turns(folded, differences);
    require(folded.goalUpdates(), played.updates(), "the updates of goals", differences);
    require(folded.factUpdates(), played.factUpdates(), "the updates of facts", differences);
    require(
        folded.facts().stream().map(fact -> fact.attributes()).toList(),
        List.of(SecondWriter.attributes(played.factUpdates().size())),
        "what the second writer counted",
        differences);
    require(folded.subject(), played.subject(), "the subject", differences);
  }

  /** Each message's turn is answered once, if workers answer. */
  private static void turns(Folded folded, Differences differences) {
    var turns = folded.workerTurns();
    require(turns.open(), List.of(), "the turns that are open", differences);
    require(turns.unanswered(), List.of(), "the turns that nobody answered", differences);
    if (!turns.answered().isEmpty()) {
      var messages = folded.said().stream().map(Folded.Said::sequence).toList();
      require(turns.answered(), messages, "the turns that workers answered", differences);
    }
  }

  private static Goals goals(Folded folded) {
    return new Goals(
        Stream.concat(folded.goal().stream(), folded.suspended().stream())
            .map(RawReadBack::held)
            .toList());
  }

  private static Held held(RawGoal goal) {
    var slots = new HashMap<String, Value>();
    goal.slots()
        .forEach(
            (name, slot) -> {
              var values =
                  slot.confidence() > 0
                      ? Stream.concat(Stream.of(slot.value()), slot.alternatives().stream())
                      : Stream.<String>empty();
              slots.put(name, new Value(values.toList(), slot.sourceSequence()));
            });
    return new Held(goal.domain(), goal.intent(), goal.requestedSlots(), slots);
  }

  private static void require(Object found, Object expected, String what, Differences differences) {
    if (!Objects.equals(found, expected)) {
      differences.add("%s: %s instead of %s".formatted(what, found, expected));
    }
  }

  @Override
  public void close() {
    store.close();
  }
}
