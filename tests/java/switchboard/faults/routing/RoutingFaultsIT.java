package switchboard.faults.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import switchboard.faults.Scale;

/**
 * Breaks three nodes, their network and their store while many clients talk; afterwards compares
 * what each client noted with the journal.
 */
@Tag("faults")
@Tag("routing-faults")
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class RoutingFaultsIT {
  private static final int SESSIONS = Integer.getInteger("sessions", Scale.of(60, 400));
  private static final int TURNS_PER_SECOND = Integer.getInteger("turns", Scale.of(60, 150));
  private static final Duration BEFORE =
      Duration.ofSeconds(Integer.getInteger("healthy", Scale.of(3, 10)));
  private static final Duration AFTER = Duration.ofSeconds(Scale.of(3, 20));

  private final long seed = Scale.seed();
  private final Map<Place, RoutingRig> rigs = new EnumMap<>(Place.class);
  private int runs;

  /** Those whose name contains what {@code -Dfault=TEXT} says, or one of {@code TEXT|TEXT}. */
  static List<RoutingFault> faults() {
    var text = System.getProperty("fault", "");
    var all = Scale.isSuite() || !text.isEmpty() ? RoutingFault.all() : RoutingFault.inShort();
    var parts = text.split("\\|", -1);
    return all.stream().filter(fault -> Stream.of(parts).anyMatch(fault.name()::contains)).toList();
  }

  @AfterAll
  void stop() {
    rigs.values().forEach(RoutingRig::close);
  }

  @ParameterizedTest
  @MethodSource("faults")
  void nothingAcknowledgedIsLostOrDoubledAndNoStreamHasAGap(RoutingFault fault) throws Exception {
    var random = new SplittableRandom(seed + runs++);
    var rig = rig(fault.place());
    var load = new RoutingLoad(rig, "run" + runs, SESSIONS, TURNS_PER_SECOND, random.split());
    var run = new RoutingRun(rig, load, random);
    try (load) {
      judge(fault, run);
    } catch (Exception | AssertionError failure) {
      run.summarize();
      System.out.println(
          "%s, seed %d failed; logs: %s%s".formatted(fault, seed, rig.dir(), run.notes()));
      rigs.remove(fault.place()).close();
      throw failure;
    }
  }

  private void judge(RoutingFault fault, RoutingRun run) throws Exception {
    run.load.start();
    RoutingLoad.pass(BEFORE.dividedBy(2));
    var calm = run.effort();
    RoutingLoad.pass(BEFORE.dividedBy(2));
    run.note("healthy for %d s; %s".formatted(BEFORE.toSeconds(), run.effort().since(calm)));
    fault.blow().strike(run);
    run.load.sampleEpochs();
    RoutingLoad.pass(AFTER);
    long atLeast = SESSIONS + TURNS_PER_SECOND * BEFORE.toSeconds() / 2;
    var verdict = RoutingChecker.check(run.end(atLeast));
    run.summarize();
    run.note(verdict.toString());
    System.out.println("%s, seed %d:%s".formatted(fault, seed, run.notes()));
    assertThat(verdict.violations()).isEmpty();
    assertThat(run.load.directory().wrong()).as("where the directory was wrong").isEmpty();
  }

  private RoutingRig rig(Place place) throws Exception {
    var running = rigs.get(place);
    if (running == null) {
      // one cluster at a time: the processors are few
      rigs.values().forEach(RoutingRig::close);
      rigs.clear();
      running = started(place);
      rigs.put(place, running);
    }
    return running;
  }

  /** What cannot be tried here counts as skipped, and says so; it never passes silently. */
  private static RoutingRig started(Place place) throws Exception {
    try {
      return RoutingRig.start(place);
    } catch (Shell.Refused refused) {
      var message = "this machine has not what %s needs: %s".formatted(place, refused.getMessage());
      System.out.println(message);
      return Assumptions.abort(message);
    }
  }
}
