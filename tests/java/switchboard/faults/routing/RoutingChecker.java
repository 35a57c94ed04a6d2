package switchboard.faults.routing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import switchboard.faults.routing.Evidence.Stored;
import switchboard.faults.routing.History.Attachment;
import switchboard.faults.routing.History.Attempt;
import switchboard.faults.routing.History.Entry;
import switchboard.faults.routing.History.Outcome;
import switchboard.faults.routing.History.Speaker;
import switchboard.faults.routing.Verdict.Rule;
import switchboard.faults.routing.Verdict.Violation;

/**
 * Compares what the clients noted with what stands in the journal, afterwards and from outside: it
 * knows neither the server nor its contract's code.
 */
final class RoutingChecker {
  /** What a call that says something may end with, and a stream while its session moves. */
  private static final Set<String> HONEST =
      Set.of("OK", "UNAVAILABLE", "ABORTED", "RESOURCE_EXHAUSTED", "DEADLINE_EXCEEDED");

  /** What clients note of messages on streams that got no answer. */
  private static final Set<String> WITHOUT_STATUS =
      Set.of(History.STREAM_ENDED, History.NOT_ANSWERED);

  /** A stream that its reader ended says nothing. */
  private static final String ENDED_BY_ITS_READER = "";

  private final Evidence evidence;
  private final List<Violation> violations = new ArrayList<>();
  private long lost;

  private RoutingChecker(Evidence evidence) {
    this.evidence = evidence;
  }

  static Verdict check(Evidence evidence) {
    var checker = new RoutingChecker(evidence);
    var attempts = grouped(evidence.attempts(), Attempt::session);
    var attachments = grouped(evidence.attachments(), Attachment::session);
    var stored =
        evidence.stored().stream().collect(Collectors.toMap(Stored::session, Function.identity()));
    attempts
        .keySet()
        .forEach(
            session ->
                checker.require(
                    stored.containsKey(session), Rule.NOT_LOST, "%s is not in the store", session));
    for (var session : stored.values()) {
      checker.store(session);
      var said = attempts.getOrDefault(session.session(), List.of());
      boolean touched = said.stream().anyMatch(evidence::mayHaveLost);
      checker.said(session, said, touched);
      if (!touched) {
        checker.streams(session, attachments.getOrDefault(session.session(), List.of()));
      }
    }
    evidence.attempts().forEach(checker::honest);
    return checker.verdict();
  }

  private static <T> Map<String, List<T>> grouped(List<T> all, Function<T, String> by) {
    return all.stream().collect(Collectors.groupingBy(by));
  }

  private Verdict verdict() {
    var messages =
        evidence.attempts().stream()
            .collect(Collectors.groupingBy(it -> it.session() + " " + it.requestId()))
            .values()
            .stream()
            .collect(Collectors.groupingBy(RoutingChecker::outcome, Collectors.counting()));
    long ok = messages.getOrDefault(Outcome.OK, 0L);
    require(ok >= evidence.atLeast(), Rule.ENOUGH, "%d of %d acknowledged", ok, evidence.atLeast());
    return new Verdict(
        messages,
        counted(evidence.attempts(), Attempt::code),
        counted(evidence.attachments(), Attachment::code),
        evidence.attachments().stream().mapToLong(it -> it.seen().size()).sum(),
        lost,
        violations);
  }

  private static <T> Map<String, Long> counted(List<T> all, Function<T, String> by) {
    return all.stream().collect(Collectors.groupingBy(by, Collectors.counting()));
  }

  /** Acknowledged once is acknowledged; refused for good only if every attempt was. */
  private static Outcome outcome(List<Attempt> attempts) {
    if (attempts.stream().anyMatch(it -> it.outcome() == Outcome.OK)) {
      return Outcome.OK;
    }
    return attempts.stream().allMatch(it -> it.outcome() == Outcome.FAILED)
        ? Outcome.FAILED
        : Outcome.UNKNOWN;
  }

  private void require(boolean holds, Rule rule, String what, Object... values) {
    if (!holds) {
      violations.add(new Violation(rule, what.formatted(values)));
    }
  }

  private void store(Stored stored) {
    var session = stored.session();
    for (int i = 0; i < stored.events().size(); i++) {
      long sequence = stored.events().get(i).sequence();
      require(sequence == i + 1, Rule.WHOLE, "%s: %d is at place %d", session, sequence, i + 1);
    }
    require(stored.differences().isEmpty(), Rule.WHOLE, "%s: %s", session, stored.differences());
    for (int i = 1; i < stored.epochs().size(); i++) {
      require(
          stored.epochs().get(i) >= stored.epochs().get(i - 1),
          Rule.ONE_WRITER,
          "%s: claims were counted %s",
          session,
          stored.epochs());
    }
  }

  // What was said.

  /**
   * @param touched whether the store may have lost some of it: then its sequences may be used again
   */
  private void said(Stored stored, List<Attempt> attempts, boolean touched) {
    var recorded =
        stored.events().stream()
            .filter(event -> event.speaker() == Speaker.USER)
            .collect(Collectors.groupingBy(Entry::requestId));
    var requests = grouped(attempts, Attempt::requestId);
    requests.forEach((id, all) -> message(all, recorded.getOrDefault(id, List.of()), touched));
    for (var id : recorded.keySet()) {
      require(
          requests.containsKey(id), Rule.NOT_INVENTED, "%s: nobody said %s", stored.session(), id);
    }
    var acknowledged = attempts.stream().filter(it -> it.outcome() == Outcome.OK).toList();
    if (!touched) {
      oneMessage(acknowledged);
      inOrder(attempts, acknowledged);
    }
  }

  /** All attempts to say one thing, and what is recorded of it. */
  private void message(List<Attempt> attempts, List<Entry> recorded, boolean touched) {
    var one = attempts.getFirst();
    var what = one.session() + " " + one.requestId();
    require(recorded.size() <= 1, Rule.NOT_DOUBLED, "%s is recorded %s", what, recorded);
    require(
        recorded.stream().allMatch(event -> event.text().equals(one.text())),
        Rule.IN_PLACE,
        "%s is recorded with another text",
        what);
    switch (outcome(attempts)) {
      case OK -> acknowledged(what, attempts, recorded, touched);
      case FAILED ->
          require(recorded.isEmpty(), Rule.NOT_INVENTED, "%s, refused, is recorded", what);
      case UNKNOWN -> {
        // it may be recorded, once
      }
    }
  }

  private void acknowledged(
      String what, List<Attempt> attempts, List<Entry> recorded, boolean touched) {
    var acknowledged = attempts.stream().filter(it -> it.outcome() == Outcome.OK).toList();
    long sequence = acknowledged.getFirst().sequence();
    if (recorded.isEmpty() && acknowledged.stream().allMatch(evidence::mayHaveLost)) {
      lost++;
      return;
    }
    require(!recorded.isEmpty(), Rule.NOT_LOST, "%s, acknowledged as %d", what, sequence);
    if (touched) {
      return;
    }
    require(
        recorded.isEmpty() || recorded.getFirst().sequence() == sequence,
        Rule.IN_PLACE,
        "%s, acknowledged as %d, is %s",
        what,
        sequence,
        recorded);
    require(
        acknowledged.stream().allMatch(it -> it.sequence() == sequence),
        Rule.SAME_RESULT,
        "%s got several results: %s",
        what,
        acknowledged);
  }

  private void oneMessage(List<Attempt> acknowledged) {
    var bySequence = new HashMap<Long, String>();
    for (var attempt : acknowledged) {
      var other = bySequence.put(attempt.sequence(), attempt.requestId());
      require(
          other == null || other.equals(attempt.requestId()),
          Rule.ONE_MESSAGE,
          "%s: %d was acknowledged for %s and for %s",
          attempt.session(),
          attempt.sequence(),
          other,
          attempt.requestId());
    }
  }

  /** A message that was first said after another one was acknowledged has a later sequence. */
  private void inOrder(List<Attempt> attempts, List<Attempt> acknowledged) {
    var firstSaid =
        attempts.stream()
            .collect(Collectors.toMap(Attempt::requestId, Attempt::invoked, Math::min));
    var byTime = acknowledged.stream().sorted(Comparator.comparing(Attempt::ended)).toList();
    var bySaid =
        acknowledged.stream()
            .sorted(Comparator.comparing(it -> firstSaid.get(it.requestId())))
            .toList();
    int known = 0;
    long last = 0;
    for (var attempt : bySaid) {
      long said = firstSaid.get(attempt.requestId());
      for (; known < byTime.size() && byTime.get(known).ended() < said; known++) {
        last = Math.max(last, byTime.get(known).sequence());
      }
      require(
          attempt.sequence() > last,
          Rule.IN_ORDER,
          "%s: %s got %d when %d was known",
          attempt.session(),
          attempt.requestId(),
          attempt.sequence(),
          last);
    }
  }

  // What streams showed.

  private void streams(Stored stored, List<Attachment> attachments) {
    grouped(attachments, Attachment::stream)
        .forEach(
            (stream, all) -> {
              var inOrder = new ArrayList<>(all);
              inOrder.sort(Comparator.comparing(Attachment::number));
              stream(stream, stored, inOrder);
            });
  }

  private void stream(String stream, Stored stored, List<Attachment> attachments) {
    long cursor = attachments.getFirst().after();
    for (var attachment : attachments) {
      require(
          attachment.after() == cursor,
          Rule.STREAM_GAPLESS,
          "%s: attached after %d, and had seen %d",
          stream,
          attachment.after(),
          cursor);
      cursor = attachment.after();
      for (var seen : attachment.seen()) {
        var entry = seen.entry();
        require(
            entry.sequence() == cursor + 1,
            Rule.STREAM_GAPLESS,
            "%s: %d came after %d",
            stream,
            entry.sequence(),
            cursor);
        cursor = entry.sequence();
        require(
            cursor <= stored.events().size() && stored.events().get((int) cursor - 1).equals(entry),
            Rule.STREAM_TRUE,
            "%s: showed %s, which the journal does not have",
            stream,
            entry);
      }
      require(
          attachment.code().equals(ENDED_BY_ITS_READER) || HONEST.contains(attachment.code()),
          Rule.HONEST,
          "%s: ended with %s",
          stream,
          attachment.code());
    }
    require(
        cursor == stored.events().size(),
        Rule.STREAM_COMPLETE,
        "%s: showed events up to %d of %d",
        stream,
        cursor,
        stored.events().size());
  }

  private void honest(Attempt attempt) {
    require(
        HONEST.contains(attempt.code()) || WITHOUT_STATUS.contains(attempt.code()),
        Rule.HONEST,
        "%s %s ended with %s",
        attempt.session(),
        attempt.requestId(),
        attempt.code());
  }
}
