package switchboard.faults.sagas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import switchboard.faults.Scale;
import switchboard.faults.sagas.Talk.Outcome;
import switchboard.simulators.SimulatedWorld;

/**
 * Breaks the whole system, as processes, while sagas are open; afterwards compares what the
 * services did with what the sessions were told.
 */
@Tag("faults")
@Tag("saga-faults")
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class SagaFaultsIT {
  private static final int SAGAS = Scale.of(60, 500);
  private static final Duration PATIENCE = Duration.ofSeconds(Scale.of(90, 240));

  private final long seed = Scale.seed();

  /** Of the runs that are over. */
  private final List<Talk> all = new ArrayList<>();

  private List<Talk> latest = List.of();
  private SagaRig rig;
  private int runs;

  /** Those whose name contains what {@code -Dfault=TEXT} says. */
  static List<SagaFault> faults() {
    var all = Scale.isSuite() ? SagaFault.all() : SagaFault.inShort();
    var text = System.getProperty("fault", "");
    return all.stream().filter(fault -> fault.name().contains(text)).toList();
  }

  /** What came late, after its run was judged, is found here. */
  @AfterAll
  void stop() throws IOException {
    if (rig != null) {
      all.addAll(latest);
      var whole = new Evidence(rig.ledgers(), all, Set.of(), true);
      rig.close();
      assertThat(SagaChecker.check(whole).violations()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("faults")
  void everySagaEndsAndNothingIsDoubledOrMissingOrLeftStanding(SagaFault fault) throws Exception {
    judged(
        fault.name(),
        (run, random) -> {
          fault.before().take(rig, random);
          run.load.ask();
          run.note("asked");
          fault.release().take(rig, random);
          var struck = Instant.now();
          var chat = CompletableFuture.runAsync(run::chat);
          fault.blow().take(rig, random);
          rig.heal();
          run.note("healed");
          chat.get(3, TimeUnit.MINUTES);
          run.ends(run.load.awaitEnds(true, PATIENCE));
          long open = run.load.openAt(struck);
          run.note(open + " were open when it struck; judged");
          var verdict = run.verdict(false);
          assertThat(fault.bit().test(verdict)).as("the fault was felt").isTrue();
          assertThat(open).as("sagas open at the strike").isGreaterThan(SAGAS * 9L / 10);
        });
  }

  @Test
  void aSagaThatCannotBeTakenBackIsParkedAndListedAndARedriveEndsIt() throws Exception {
    judged(
        "compensations that finally fail",
        (run, _) -> {
          rig.dial("logistics", "--refuse", "release-courier");
          rig.dial("payments", "--refuse", "reverse-credit");
          run.load.ask();
          run.note("asked");
          run.ends(run.load.awaitEnds(false, PATIENCE));
          var parked = run.load.parked();
          assertThat(run.verdict(true).count("PARKED")).isEqualTo(parked.size()).isPositive();
          try (var operator = new Operator(rig.state())) {
            redrive(run, operator, parked);
          }
        });
  }

  private void redrive(Run run, Operator operator, List<String> parked) throws Exception {
    await().untilAsserted(() -> assertThat(operator.parked()).hasSameElementsAs(parked));
    rig.heal();
    parked.forEach(name -> operator.redrive(name, "payments takes credits back again"));
    run.note("redriven");
    run.ends(run.load.awaitEnds(true, PATIENCE));
    var verdict = run.verdict(true);
    assertThat(verdict.count("PARKED")).isZero();
    assertThat(verdict.count("COMPENSATED")).isEqualTo(parked.size());
    await().untilAsserted(() -> assertThat(operator.parked()).isEmpty());
  }

  /** What happens in one run. */
  private interface Course {
    void take(Run run, SplittableRandom random) throws Exception;
  }

  /** After a run that failed, the next one starts on a system that nothing has happened to. */
  private void judged(String name, Course course) throws Exception {
    var random = new SplittableRandom(seed + runs);
    try {
      course.take(new Run(name, begin(random)), random);
    } catch (Exception | AssertionError failure) {
      if (rig != null) {
        System.out.println(name + ", seed " + seed + " failed; logs and ledgers: " + rig.dir());
        rig.close();
        rig = null;
      }
      all.clear();
      latest = List.of();
      throw failure;
    }
  }

  /** Starts what is not running, and sessions for one run. */
  private SagaLoad begin(SplittableRandom random) throws IOException, InterruptedException {
    if (rig == null) {
      rig = SagaRig.start(seed);
    }
    rig.heal();
    all.addAll(latest);
    latest = List.of();
    var load = new SagaLoad(rig.doors(), new SimulatedWorld(seed), ++runs, SAGAS, random);
    load.createSessions();
    return load;
  }

  /** What is noted of one run, and printed at its end. */
  private final class Run {
    private final SagaLoad load;
    private final StringBuilder text;
    private final long start = System.nanoTime();

    Run(String name, SagaLoad load) {
      this.load = load;
      this.text = new StringBuilder("%s, seed %d: ".formatted(name, seed));
    }

    synchronized void note(String what) {
      text.append("%s after %.1f s, ".formatted(what, (System.nanoTime() - start) / 1e9));
    }

    void chat() {
      try {
        load.chat();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
      note("all clients answered meanwhile");
    }

    void ends(long open) {
      note(open == 0 ? "all ended" : open + " not ended for good");
    }

    Verdict verdict(boolean parked) throws Exception {
      var talks = load.talks();
      var others = SagaChecker.sagas(all);
      var verdict = SagaChecker.check(new Evidence(rig.ledgers(), talks, others, parked));
      latest = talks;
      System.out.println(text.toString() + verdict);
      assertThat(verdict.violations()).isEmpty();
      assertThat(verdict.count(Outcome.OK)).isGreaterThan(SAGAS * 9L / 10);
      return verdict;
    }
  }
}
