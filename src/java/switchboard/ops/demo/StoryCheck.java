package switchboard.ops.demo;

import java.util.HashMap;
import java.util.List;
import java.util.function.Predicate;
import switchboard.v1.Event;
import switchboard.v1.Event.SagaEnded.Outcome;

/** Checks a finished transcript against the contract and against the services' ledgers. */
final class StoryCheck {
  private final Script script;
  private final List<Event> events;
  private final Checks checks;

  StoryCheck(Script script, List<Event> events, Checks checks) {
    this.script = script;
    this.events = events;
    this.checks = checks;
  }

  /**
   * All checks but the ledgers'.
   *
   * @param question sequence that the question was acknowledged with
   * @param second sequence that the second question was acknowledged with
   * @param disturbed whether a node was killed meanwhile: then the second question may be answered
   *     after the saga has ended
   */
  void transcript(long question, long second, boolean disturbed) {
    sequences();
    once("the session is created once", Event::hasSessionCreated);
    checks.check(
        said(question, script.question()), "the question is recorded where it was acknowledged");
    checks.check(
        said(second, script.secondQuestion()),
        "the second question is recorded where it was acknowledged");
    long users = count(Event::hasUserMessage);
    checks.check(users == 2, "each message is recorded once", users + " user messages");
    var reply = once("the question is replied to once", event -> isReplyTo(event, question));
    var secondReply =
        once("the second question is answered once", event -> isReplyTo(event, second));
    var requested = once("one saga is requested", Event::hasSagaRequested);
    var ended = once("the saga ends once", Event::hasSagaEnded);
    var step = once("the order service's answer is recorded once", event -> isStep(event, "order"));
    var interim = once("one interim update is told", event -> isUpdate(event, true));
    var update = once("the complete update is told once", event -> isUpdate(event, false));
    checks.check(before(reply, step), "the reply comes before anything is known");
    if (!disturbed) {
      checks.check(
          before(secondReply, ended),
          "the second question is answered while the first is worked on");
    }
    checks.check(before(step, interim), "the interim update follows the order service's answer");
    checks.check(before(interim, update), "the complete update comes after the interim one");
    checks.check(before(requested, ended), "the saga ends after it was requested");
    outcome(ended, update);
  }

  private void sequences() {
    boolean gapless = true;
    for (int i = 0; i < events.size(); i++) {
      gapless &= events.get(i).getSequence() == i + 1;
    }
    checks.check(
        gapless && !events.isEmpty(), "sequences run 1, 2, 3, … without a gap or a repeat");
  }

  private void outcome(Event ended, Event update) {
    var outcome = ended.getSagaEnded().getOutcome();
    checks.check(outcome == Outcome.COMPLETED, "the saga completes", "it ended " + outcome);
    checks.check(
        update.getAgentMessage().getText().contains(script.orderId()),
        "the complete update names the order",
        "it says \"" + update.getAgentMessage().getText() + "\"");
  }

  /** What was told is what the services wrote down, and each of them acted once. */
  void ledgers(Ledgers ledgers) {
    var ended = events.stream().filter(Event::hasSagaEnded).findFirst();
    if (ended.isEmpty()) {
      return;
    }
    var told = new HashMap<String, String>();
    events.stream()
        .flatMap(event -> event.getSagaProgressed().getFactsList().stream())
        .forEach(fact -> told.putAll(fact.getAttributesMap()));
    ended.get().getSagaEnded().getFactsList().forEach(f -> told.putAll(f.getAttributesMap()));
    checks.check(
        told.containsValue(Script.STATUS), "the order is told to be out for delivery", "" + told);
    for (var service : List.of("order", "logistics")) {
      var effects =
          ledgers.effects(service, ended.get().getSagaEnded().getSaga(), script.orderId());
      checks.check(
          effects.size() == 1,
          "the " + service + " service acted once, by its own ledger",
          effects.size() + " effects");
      effects.forEach(effect -> sameFacts(service, effect, told));
    }
  }

  private void sameFacts(String service, Ledgers.Effect effect, HashMap<String, String> told) {
    var shared = effect.facts().keySet().stream().filter(told::containsKey).sorted().toList();
    var different =
        shared.stream().filter(name -> !effect.facts().get(name).equals(told.get(name))).toList();
    checks.check(
        !shared.isEmpty() && different.isEmpty(),
        "what was told is what the " + service + " service wrote down",
        "ledger " + effect.facts() + ", told " + told);
  }

  private Event once(String promise, Predicate<Event> wanted) {
    var found = events.stream().filter(wanted).toList();
    checks.check(found.size() == 1, promise, found.size() + " times");
    return found.isEmpty() ? Event.getDefaultInstance() : found.getFirst();
  }

  private long count(Predicate<Event> wanted) {
    return events.stream().filter(wanted).count();
  }

  private static boolean before(Event first, Event then) {
    return first.getSequence() > 0 && first.getSequence() < then.getSequence();
  }

  private boolean said(long sequence, String text) {
    return sequence >= 1
        && sequence <= events.size()
        && events.get((int) sequence - 1).getUserMessage().getText().equals(text);
  }

  static boolean isReplyTo(Event event, long turn) {
    return event.hasAgentMessage()
        && event.getTurn() == turn
        && event.getAgentMessage().getSaga().isEmpty();
  }

  static boolean isUpdate(Event event, boolean interim) {
    return event.hasAgentMessage()
        && !event.getAgentMessage().getSaga().isEmpty()
        && event.getAgentMessage().getInterim() == interim;
  }

  private static boolean isStep(Event event, String step) {
    return event.hasSagaProgressed() && event.getSagaProgressed().getStep().equals(step);
  }
}
