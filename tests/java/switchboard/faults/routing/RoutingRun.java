package switchboard.faults.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;
import switchboard.faults.routing.Evidence.Loss;
import switchboard.faults.routing.History.Attempt;
import switchboard.faults.routing.History.Outcome;

/** One run: a rig, a load on it, and what is noted meanwhile. */
final class RoutingRun {
  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(90);

  /** How many of what is not as it should be are named. */
  private static final int SHOWN = 5;

  final RoutingRig rig;
  final RoutingLoad load;
  final SplittableRandom random;
  private final int refusedBefore;
  private Optional<Loss> loss = Optional.empty();
  private final List<Outage> kills = new ArrayList<>();
  private final StringBuilder notes = new StringBuilder();
  private final long start = System.nanoTime();

  RoutingRun(RoutingRig rig, RoutingLoad load, SplittableRandom random) {
    this.rig = rig;
    this.load = load;
    this.random = random;
    this.refusedBefore = rig.refusedAppends();
  }

  /** The store loses what it was told between two moments. */
  void loses(long from, long to) {
    loss = Optional.of(new Loss(from, to));
  }

  /** What is left when everyone has finished. */
  Evidence end(long atLeast) throws Exception {
    var evidence = load.end(atLeast);
    return loss.map(evidence::with).orElse(evidence);
  }

  void note(String what) {
    notes.append("\n  %5.1f s: %s".formatted((System.nanoTime() - start) / 1e9, what));
  }

  String notes() {
    return notes.toString();
  }

  /**
   * What was done so far.
   *
   * @param processor time that the nodes have used
   * @param acknowledged calls
   */
  record Effort(Duration processor, long acknowledged) {
    String since(Effort before) {
      long messages = acknowledged - before.acknowledged;
      long micros = processor.minus(before.processor).toNanos() / 1_000;
      return "%d messages, each %.1f ms of a processor on all nodes together"
          .formatted(messages, micros / 1e3 / Math.max(1, messages));
    }
  }

  Effort effort() {
    var used =
        rig.nodes().stream().map(NodeProcess::processorTime).reduce(Duration.ZERO, Duration::plus);
    long acknowledged =
        load.history().attempts().stream().filter(it -> it.outcome() == Outcome.OK).count();
    return new Effort(used, acknowledged);
  }

  /** The sessions that a node holds. */
  List<String> heldBy(int node) throws InterruptedException {
    return load.placement().getOrDefault(rig.frontDoors().get(node), List.of());
  }

  /** Does something and waits until each of these sessions has been answered again. */
  Outage felt(String what, Collection<String> sessions, Runnable blow) {
    long moment = System.nanoTime();
    blow.run();
    load.hurry(sessions);
    var outage = awaitAnswers(moment, sessions);
    note(
        "%s; until the next acknowledged message of %s; ms until logged %s"
            .formatted(what, outage, rig.stepsAfter(moment)));
    return outage;
  }

  /** Waits until each of these sessions has been answered after a moment. */
  Outage awaitAnswers(long moment, Collection<String> sessions) {
    try {
      await("every session is answered again")
          .atMost(ANSWERED_WITHIN)
          .pollInterval(Duration.ofMillis(200))
          .until(() -> since(moment, sessions).count() == sessions.size());
    } catch (ConditionTimeoutException late) {
      note(
          "%d sessions wait for longer than %d s; of the others: %s"
              .formatted(
                  sessions.size() - since(moment, sessions).count(),
                  ANSWERED_WITHIN.toSeconds(),
                  since(moment, sessions)));
      sessions.stream()
          .filter(session -> since(moment, List.of(session)).count() == 0)
          .limit(SHOWN)
          .forEach(session -> note("not answered: " + load.tried(session, moment)));
      throw late;
    }
    return since(moment, sessions);
  }

  private Outage since(long moment, Collection<String> sessions) {
    return Outage.since(moment, sessions, load.history().attemptsAfter(moment));
  }

  /** Counts one more kill among those that are reported together. */
  void killed(Outage outage) {
    kills.add(outage);
  }

  /** Fails if anything that was sent after a moment was acknowledged before another one. */
  void requireNoneAcknowledged(long after, long before) {
    assertThat(load.history().attempts())
        .as("acknowledged by a store that had lost everything")
        .noneMatch(it -> it.outcome() == Outcome.OK && it.invoked() > after && it.ended() < before);
  }

  /** Fails if a call failed for good since a moment; also notes how long sessions had to wait. */
  void requireNoneFailed(long since) {
    var later = load.history().attemptsAfter(since);
    note("longest wait of each session, " + Outage.longest(since, later));
    Outage.slowest(later, SHOWN).forEach(message -> note("slow: " + said(message, later)));
    assertThat(later)
        .as("calls that a stock client with the published retries sees fail")
        .noneMatch(it -> it.outcome() != Outcome.OK && load.isUnary(it.session()));
  }

  /** Each attempt at a message: when it began and ended, in this run's time, and its outcome. */
  private String said(Outage.Message message, List<Attempt> attempts) {
    return attempts.stream()
        .filter(it -> message.equals(Outage.Message.of(it)))
        .map(it -> "%.1f to %.1f s %s".formatted(time(it.invoked()), time(it.ended()), it.code()))
        .collect(Collectors.joining(", ", message.requestId() + ": ", ""));
  }

  private double time(long moment) {
    return (moment - start) / 1e9;
  }

  /** What clients noted in numbers. */
  void summarize() {
    var attempts = load.history().attempts();
    if (kills.size() > 1) {
      note(
          "all %d kills together, affected sessions %s".formatted(kills.size(), Outage.all(kills)));
    }
    note("messages, first sent to acknowledged, %s".formatted(Outage.ofMessages(attempts)));
    long unanswered = attempts.stream().filter(it -> it.outcome() != Outcome.OK).count();
    note("%d of %d calls not acknowledged".formatted(unanswered, attempts.size()));
    note("%d appends refused to former writers".formatted(rig.refusedAppends() - refusedBefore));
    note(load.directory() + "");
    load.directory().wrong().stream().limit(SHOWN).forEach(this::note);
    note(
        "nodes ended with "
            + rig.nodes().stream().map(NodeProcess::exits).collect(Collectors.toList()));
  }
}
