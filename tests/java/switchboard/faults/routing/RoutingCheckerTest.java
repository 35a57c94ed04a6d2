package switchboard.faults.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import switchboard.faults.routing.Evidence.Stored;
import switchboard.faults.routing.History.Attachment;
import switchboard.faults.routing.History.Attempt;
import switchboard.faults.routing.History.Entry;
import switchboard.faults.routing.History.Outcome;
import switchboard.faults.routing.History.Seen;
import switchboard.faults.routing.History.Speaker;
import switchboard.faults.routing.Verdict.Rule;
import switchboard.faults.routing.Verdict.Violation;

/** Plants each kind of fault into a run that was in order, and sees it found. */
class RoutingCheckerTest {
  private static final String SESSION = "tenants/acme/sessions/s1";

  private final List<Attempt> attempts = new ArrayList<>();
  private final List<Entry> journal = new ArrayList<>();
  private final List<Attachment> attachments = new ArrayList<>();
  private List<Long> epochs = List.of(7L, 7L, 9L);
  private List<String> differences = List.of();
  private long atLeast = 3;

  /** Three turns, a repetition of the first, and one reader that attached twice. */
  RoutingCheckerTest() {
    journal.add(new Entry(1, Speaker.NOBODY, "", ""));
    for (int turn = 1; turn <= 3; turn++) {
      journal.add(new Entry(2L * turn, Speaker.USER, "text " + turn, "r" + turn));
      journal.add(new Entry(2L * turn + 1, Speaker.AGENT, "text " + turn, ""));
      attempts.add(attempt(turn, 100L * turn, Outcome.OK, 2L * turn, "OK"));
    }
    attempts.add(attempt(1, 1_000, Outcome.OK, 2, "OK"));
    attempts.add(attempt(3, 290, Outcome.UNKNOWN, 0, "UNAVAILABLE"));
    attach(1, 0, 3, "UNAVAILABLE");
    attach(2, 3, 7, "");
  }

  private static Attempt attempt(int turn, long time, Outcome outcome, long sequence, String code) {
    return new Attempt(
        SESSION, "r" + turn, "text " + turn, turn, "a:1", time, time + 5, outcome, sequence, code);
  }

  private void attach(int number, int after, int last, String code) {
    var seen = journal.subList(after, last).stream().map(it -> new Seen(it, 0)).toList();
    attachments.add(new Attachment(SESSION, "s1/reader", number, after, seen, code));
  }

  private Verdict check() {
    var stored = new Stored(SESSION, journal, differences, epochs);
    return RoutingChecker.check(new Evidence(attempts, attachments, List.of(stored), atLeast));
  }

  private void assertFinds(Rule... rules) {
    assertThat(check().violations()).extracting(Violation::rule).contains(rules);
  }

  private void replaceSeen(int attachment, UnaryOperator<List<Seen>> change) {
    var old = attachments.get(attachment);
    var seen = change.apply(new ArrayList<>(old.seen()));
    attachments.set(
        attachment,
        new Attachment(old.session(), old.stream(), old.number(), old.after(), seen, old.code()));
  }

  @Test
  void aRunInOrderIsCountedAndNothingIsFound() {
    var verdict = check();
    assertThat(verdict.violations()).isEmpty();
    assertThat(verdict.count(Outcome.OK)).isEqualTo(3);
    assertThat(verdict.attempts()).containsEntry("OK", 4L).containsEntry("UNAVAILABLE", 1L);
    assertThat(verdict.seen()).isEqualTo(7);
    assertThat(verdict).asString().contains("3 ok, 0 failed, 0 unknown").contains("nothing");
  }

  @Test
  void aMessageThatIsUnknownMayBeThereOrNot() {
    attempts.add(attempt(8, 2_000, Outcome.UNKNOWN, 0, "DEADLINE_EXCEEDED"));
    assertThat(check().violations()).isEmpty();
    assertThat(check().count(Outcome.UNKNOWN)).isEqualTo(1);
  }

  @Test
  void aTurnThatWasDroppedIsFound() {
    // the sequence is whole: another event stands where it was
    journal.set(5, new Entry(6, Speaker.NOBODY, "", ""));
    assertFinds(Rule.NOT_LOST, Rule.STREAM_TRUE);
  }

  @Test
  void anAcknowledgementWithoutARecordAtTheEndIsFound() {
    attempts.add(attempt(4, 1_500, Outcome.OK, 8, "OK"));
    assertFinds(Rule.NOT_LOST);
  }

  @Test
  void aTurnThatStandsTwiceIsFound() {
    journal.add(new Entry(8, Speaker.USER, "text 3", "r3"));
    assertFinds(Rule.NOT_DOUBLED);
  }

  @Test
  void turnsThatWereSwappedAreFound() {
    journal.set(1, new Entry(2, Speaker.USER, "text 2", "r2"));
    journal.set(3, new Entry(4, Speaker.USER, "text 1", "r1"));
    assertFinds(Rule.IN_PLACE);
  }

  @Test
  void turnsThatWereSwappedAndAcknowledgedSoAreFound() {
    journal.set(1, new Entry(2, Speaker.USER, "text 2", "r2"));
    journal.set(3, new Entry(4, Speaker.USER, "text 1", "r1"));
    attempts.clear();
    attempts.add(attempt(1, 100, Outcome.OK, 4, "OK"));
    attempts.add(attempt(2, 200, Outcome.OK, 2, "OK"));
    attempts.add(attempt(3, 300, Outcome.OK, 6, "OK"));
    assertFinds(Rule.IN_ORDER);
  }

  @Test
  void anAcknowledgementOfAWrongSequenceIsFound() {
    attempts.set(1, attempt(2, 200, Outcome.OK, 5, "OK"));
    assertFinds(Rule.IN_PLACE);
  }

  @Test
  void aTextThatChangedIsFound() {
    journal.set(1, new Entry(2, Speaker.USER, "something else", "r1"));
    assertFinds(Rule.IN_PLACE);
  }

  @Test
  void aMessageThatNobodySaidIsFound() {
    journal.add(new Entry(8, Speaker.USER, "boo", "r9"));
    assertFinds(Rule.NOT_INVENTED);
  }

  @Test
  void aRefusedMessageThatIsThereIsFound() {
    attempts.removeIf(attempt -> attempt.number() == 3);
    attempts.add(attempt(3, 300, Outcome.FAILED, 0, "ABORTED"));
    assertFinds(Rule.NOT_INVENTED);
  }

  @Test
  void aSequenceThatWasAcknowledgedForTwoMessagesIsFound() {
    attempts.add(attempt(5, 2_000, Outcome.OK, 6, "OK"));
    assertFinds(Rule.ONE_MESSAGE, Rule.NOT_LOST);
  }

  @Test
  void aRepetitionWithAnotherResultIsFound() {
    attempts.set(3, attempt(1, 1_000, Outcome.OK, 8, "OK"));
    assertFinds(Rule.SAME_RESULT);
  }

  @Test
  void claimsThatAreCountedBackwardsAreFound() {
    epochs = List.of(7L, 9L, 8L);
    assertFinds(Rule.ONE_WRITER);
  }

  @Test
  void aGapInTheJournalIsFound() {
    journal.remove(4);
    assertFinds(Rule.WHOLE);
  }

  @Test
  void aDocumentThatIsNotWhatTheJournalMakesOfItIsFound() {
    differences = List.of("the version is 6 in the document and 7 by the events");
    assertFinds(Rule.WHOLE);
  }

  @Test
  void aSessionThatIsNotInTheStoreIsFound() {
    var verdict = RoutingChecker.check(new Evidence(attempts, attachments, List.of(), 0));
    assertThat(verdict.violations()).extracting(Violation::rule).containsOnly(Rule.NOT_LOST);
  }

  @Test
  void aGapInAStreamIsFound() {
    replaceSeen(1, seen -> without(seen, 1));
    assertFinds(Rule.STREAM_GAPLESS);
  }

  @Test
  void aGapBetweenTwoAttachmentsIsFound() {
    replaceSeen(1, seen -> without(seen, 0));
    assertFinds(Rule.STREAM_GAPLESS);
  }

  @Test
  void anEventThatAStreamShowsTwiceIsFound() {
    replaceSeen(
        0,
        seen -> {
          seen.add(1, seen.get(1));
          return seen;
        });
    assertFinds(Rule.STREAM_GAPLESS);
  }

  @Test
  void eventsThatAStreamShowsInAnotherOrderAreFound() {
    replaceSeen(1, List::reversed);
    assertFinds(Rule.STREAM_GAPLESS);
  }

  @Test
  void aReaderThatAttachedWhereItHadNotStoppedIsFound() {
    attachments.remove(1);
    attach(2, 2, 7, "");
    assertFinds(Rule.STREAM_GAPLESS);
  }

  @Test
  void anEventThatAStreamShowsOtherwiseIsFound() {
    replaceSeen(
        1,
        seen -> {
          seen.set(0, new Seen(new Entry(4, Speaker.USER, "text 1", "r1"), 0));
          return seen;
        });
    assertFinds(Rule.STREAM_TRUE);
  }

  @Test
  void aStreamThatStopsBeforeTheEndIsFound() {
    replaceSeen(1, seen -> without(seen, seen.size() - 1));
    assertFinds(Rule.STREAM_COMPLETE);
  }

  @Test
  void aStatusThatTheContractDoesNotHaveIsFound() {
    attempts.add(attempt(3, 280, Outcome.UNKNOWN, 0, "UNKNOWN"));
    assertFinds(Rule.HONEST);
  }

  @Test
  void aStreamThatEndsWithAStatusThatTheContractDoesNotHaveIsFound() {
    attachments.removeFirst();
    attachments.addFirst(
        new Attachment(
            SESSION,
            "s1/reader",
            1,
            0,
            journal.subList(0, 3).stream().map(it -> new Seen(it, 0)).toList(),
            "INTERNAL"));
    assertFinds(Rule.HONEST);
  }

  @Test
  void whatTheStoreLostIsCountedAndNothingElseIsForgiven() {
    journal.removeLast();
    journal.removeLast();
    var stored = new Stored(SESSION, journal, differences, epochs);
    var evidence = new Evidence(attempts, attachments, List.of(stored), atLeast);
    var forgiven = RoutingChecker.check(evidence.with(new Evidence.Loss(300, 310)));
    assertThat(forgiven.violations()).isEmpty();
    assertThat(forgiven.lost()).isEqualTo(1);
    var other = RoutingChecker.check(evidence.with(new Evidence.Loss(200, 210)));
    assertThat(other.violations()).extracting(Violation::rule).contains(Rule.NOT_LOST);
  }

  @Test
  void aRunThatProvesNothingIsFound() {
    atLeast = 4;
    assertFinds(Rule.ENOUGH);
  }

  private static List<Seen> without(List<Seen> seen, int index) {
    seen.remove(index);
    return seen;
  }
}
