package switchboard.faults.sagas;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import switchboard.faults.sagas.LedgerFile.Line;
import switchboard.faults.sagas.Talk.Said;
import switchboard.faults.sagas.Verdict.Rule;
import switchboard.faults.sagas.Verdict.Violation;
import switchboard.v1.Event;
import switchboard.v1.Event.SagaEnded;

/**
 * Compares what the services did with what the sessions were told, afterwards and from outside: it
 * knows the ledgers' format, the public contract and what each type of saga is to do, and nothing
 * of how the server does it.
 */
final class SagaChecker {
  /** What each type of saga changes in the services, if it is completed. */
  private static final Map<String, Set<String>> CHANGES =
      Map.of(
          "order_status",
          Set.of(),
          "mark_delivered",
          Set.of(
              "switchboard.order.mark-delivered.v1",
              "switchboard.payments.credit-delivery.v1",
              "switchboard.logistics.release-courier.v1"));

  /** Commands that change nothing: they may be asked of any service at any time. */
  private static final Set<String> QUESTIONS =
      Set.of(
          "switchboard.order.get-status.v1",
          "switchboard.logistics.locate.v1",
          "switchboard.payments.get-payout.v1");

  /** A saga as its session shows it. */
  private static final class Saga {
    final String id;
    final String type;
    final String order;
    final List<SagaEnded> ends = new ArrayList<>();
    boolean untold;

    Saga(String id, String type, String order) {
      this.id = id;
      this.type = type;
      this.order = order;
    }

    String end() {
      return ends.isEmpty() ? "OPEN" : ends.getLast().getOutcome().name();
    }
  }

  private final Evidence evidence;
  private final List<Violation> violations = new ArrayList<>();
  private final Map<String, Saga> sagas = new LinkedHashMap<>();

  private SagaChecker(Evidence evidence) {
    this.evidence = evidence;
  }

  static Verdict check(Evidence evidence) {
    var checker = new SagaChecker(evidence);
    evidence.talks().forEach(checker::talk);
    checker.sagas.values().forEach(checker::ends);
    var standing = new ArrayList<Line>();
    evidence.ledgers().forEach(ledger -> standing.addAll(checker.standing(ledger)));
    checker.effects(standing);
    return checker.verdict();
  }

  /** A saga's id as envelopes and ledgers have it. */
  static String inLedgers(String session, String saga) {
    return session.split("/", -1)[1] + "/" + saga;
  }

  private Verdict verdict() {
    var said = evidence.talks().stream().flatMap(talk -> talk.said().stream());
    var lines = evidence.ledgers().stream().flatMap(List::stream).filter(this::isOurs).toList();
    var received = lines.stream().filter(line -> line.kind().equals("received")).toList();
    var done = lines.stream().filter(Line::tookEffect).filter(SagaChecker::changes).toList();
    var keysDone = done.stream().map(Line::stepKey).collect(Collectors.toSet());
    long keys = received.stream().map(Line::stepKey).distinct().count();
    return new Verdict(
        said.collect(Collectors.groupingBy(Said::outcome, Collectors.counting())),
        sagas.values().stream().collect(Collectors.groupingBy(Saga::end, Collectors.counting())),
        done.size(),
        // what never took effect is taken back as well, so that it never will
        lines.stream().filter(Line::tookBack).map(Line::undoes).filter(keysDone::contains).count(),
        received.size() - keys,
        violations);
  }

  private boolean isOurs(Line line) {
    return !evidence.others().contains(line.sagaId());
  }

  private static boolean changes(Line line) {
    return !QUESTIONS.contains(line.type());
  }

  private void require(boolean holds, Rule rule, String what, Object... values) {
    if (!holds) {
      violations.add(new Violation(rule, what.formatted(values)));
    }
  }

  // The sessions: what was acknowledged, and what was told of each saga.

  private void talk(Talk talk) {
    var sequences = talk.events().stream().map(Event::getSequence).toList();
    require(
        sequences.equals(LongStream.rangeClosed(1, sequences.size()).boxed().toList()),
        Rule.NOT_LOST,
        "%s has events %s",
        talk.session(),
        sequences);
    said(talk);
    var orders =
        talk.said().stream()
            .collect(Collectors.toMap(Said::sequence, Said::order, (one, other) -> one));
    talk.events().forEach(event -> event(talk.session(), event, orders));
  }

  private void said(Talk talk) {
    var recorded =
        talk.events().stream()
            .filter(Event::hasUserMessage)
            .collect(Collectors.groupingBy(event -> event.getUserMessage().getRequestId()));
    for (var said : talk.said()) {
      var found = recorded.getOrDefault(said.requestId(), List.of());
      switch (said.outcome()) {
        case OK -> {
          boolean there = found.size() == 1 && found.getFirst().getSequence() == said.sequence();
          require(there, Rule.NOT_LOST, "%s: %s is in %s", talk.session(), said, at(found));
          require(
              requested(talk, said.sequence(), said.asksFor()),
              Rule.NOT_LOST,
              "%s: %s did not start its saga once",
              talk.session(),
              said);
        }
        case FAILED -> require(found.isEmpty(), Rule.NOT_LOST, "%s: %s is there", talk, said);
        case UNKNOWN ->
            require(found.size() <= 1, Rule.NOT_LOST, "%s: %s is in %s", talk, said, at(found));
      }
    }
    var known = talk.said().stream().map(Said::requestId).collect(Collectors.toSet());
    var strange = new HashSet<>(recorded.keySet());
    strange.removeAll(known);
    require(strange.isEmpty(), Rule.NOT_LOST, "%s: nobody said %s", talk.session(), strange);
  }

  private static List<Long> at(List<Event> events) {
    return events.stream().map(Event::getSequence).toList();
  }

  private static boolean requested(Talk talk, long turn, String type) {
    var types =
        talk.events().stream()
            .filter(event -> event.hasSagaRequested() && event.getTurn() == turn)
            .map(event -> event.getSagaRequested().getType())
            .toList();
    return types.equals(type.isEmpty() ? List.of() : List.of(type));
  }

  private void event(String session, Event event, Map<Long, String> orders) {
    switch (event.getPayloadCase()) {
      case SAGA_REQUESTED -> {
        var asked = event.getSagaRequested();
        var id = inLedgers(session, asked.getSaga());
        var order = orders.getOrDefault(event.getTurn(), "");
        var before = sagas.put(id, new Saga(id, asked.getType(), order));
        require(before == null, Rule.NOT_DOUBLED, "saga %s was asked for twice", id);
      }
      case SAGA_ENDED -> ended(inLedgers(session, event.getSagaEnded().getSaga()), event);
      case AGENT_MESSAGE -> {
        var message = event.getAgentMessage();
        if (!message.getSaga().isEmpty()) {
          told(inLedgers(session, message.getSaga()), message);
        }
      }
      default -> {
        // says nothing of a saga's end
      }
    }
  }

  private void ended(String id, Event event) {
    var saga = sagas.get(id);
    require(saga != null, Rule.ENDED, "saga %s ended that was not asked for", id);
    if (saga != null) {
      require(!saga.untold, Rule.TOLD_ONCE, "%s of saga %s was not told", saga.end(), id);
      saga.ends.add(event.getSagaEnded());
      saga.untold = true;
    }
  }

  private void told(String id, Event.AgentMessage message) {
    var saga = sagas.get(id);
    require(saga != null, Rule.TOLD_ONCE, "told of saga %s that was not asked for", id);
    if (saga == null) {
      return;
    }
    if (!message.getInterim()) {
      require(saga.untold, Rule.TOLD_ONCE, "%s of saga %s was told again", saga.end(), id);
      saga.untold = false;
    } else if (saga.untold && !isForGood(saga.ends)) {
      // an end that another one follows may be told as what it is
      saga.untold = false;
    }
  }

  private static boolean isForGood(List<SagaEnded> ends) {
    return switch (ends.getLast().getOutcome()) {
      case COMPLETED, FAILED, COMPENSATED -> true;
      case PARTIALLY_COMPLETED ->
          ends.subList(0, ends.size() - 1).stream()
              .anyMatch(end -> end.getOutcome() == SagaEnded.Outcome.PARTIALLY_COMPLETED);
      case PARKED, OUTCOME_UNSPECIFIED, UNRECOGNIZED -> false;
    };
  }

  // The sagas: each ended, once for good.

  private void ends(Saga saga) {
    var outcomes = saga.ends.stream().map(SagaEnded::getOutcome).toList();
    require(!outcomes.isEmpty(), Rule.ENDED, "%s %s did not end", saga.type, saga.id);
    for (int end = 0; end < outcomes.size() - 1; end++) {
      require(
          !isForGood(saga.ends.subList(0, end + 1)),
          Rule.ENDED,
          "%s %s ended for good and then again: %s",
          saga.type,
          saga.id,
          outcomes);
    }
    require(!saga.untold, Rule.TOLD_ONCE, "%s of %s was not told", saga.end(), saga.id);
    require(
        evidence.parked() || !outcomes.contains(SagaEnded.Outcome.PARKED),
        Rule.NO_OPERATOR,
        "%s %s needs an operator",
        saga.type,
        saga.id);
  }

  // The services: what took effect, and what of it stands.

  /** What took effect and was not taken back afterwards. */
  private List<Line> standing(List<Line> ledger) {
    var effects = new HashMap<String, Line>();
    var undone = new HashSet<String>();
    var standing = new LinkedHashMap<String, Line>();
    for (var line : ledger) {
      if (line.isEffect()) {
        require(
            effects.put(line.stepKey(), line) == null,
            Rule.NOT_DOUBLED,
            "step %s took effect twice",
            line.stepKey());
      }
      if (line.tookEffect() && changes(line)) {
        standing.put(line.stepKey(), line);
      } else if (line.tookBack()) {
        require(undone.add(line.undoes()), Rule.NOT_DOUBLED, "%s undone twice", line.undoes());
        standing.remove(line.undoes());
      }
    }
    return List.copyOf(standing.values());
  }

  private void effects(List<Line> standing) {
    var bySaga = standing.stream().collect(Collectors.groupingBy(Line::sagaId));
    for (var id : bySaga.keySet()) {
      boolean known = sagas.containsKey(id) || evidence.others().contains(id);
      require(known, Rule.NOT_STANDING, "saga %s had effects and nobody asked for it", id);
    }
    sagas.values().forEach(saga -> effects(saga, bySaga.getOrDefault(saga.id, List.of())));
  }

  private void effects(Saga saga, List<Line> standing) {
    var counts =
        standing.stream()
            .map(Line::type)
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    counts.forEach(
        (type, count) ->
            require(count == 1, Rule.NOT_DOUBLED, "%s stands %d times: %s", type, count, saga.id));
    standing.forEach(
        line ->
            require(
                line.order().equals(saga.order),
                Rule.NOT_STANDING,
                "saga %s of order %s changed order %s",
                saga.id,
                saga.order,
                line.order()));
    boolean completed = saga.end().equals("COMPLETED");
    var wanted = completed ? CHANGES.getOrDefault(saga.type, Set.of()) : Set.<String>of();
    for (var type : wanted) {
      require(counts.containsKey(type), Rule.NOT_MISSING, "%s is missing: %s", type, saga.id);
    }
    // what waits for an operator, or has not ended, may stand for now
    if (!saga.end().equals("PARKED") && !saga.end().equals("OPEN")) {
      for (var type : counts.keySet()) {
        require(
            wanted.contains(type),
            Rule.NOT_STANDING,
            "%s stands of %s, which ended %s",
            type,
            saga.id,
            saga.end());
      }
    }
  }

  /** The ids of this evidence's sagas, as ledgers have them. */
  static Set<String> sagas(List<Talk> talks) {
    return talks.stream()
        .flatMap(
            talk ->
                talk.events().stream()
                    .filter(Event::hasSagaRequested)
                    .map(event -> inLedgers(talk.session(), event.getSagaRequested().getSaga())))
        .collect(Collectors.toSet());
  }
}
