package switchboard.faults.sagas;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.Stream;
import switchboard.local.Plan;

/**
 * One thing that goes wrong while sagas are open, and how one sees that it did.
 *
 * @param name as it is printed
 * @param before dials the services before the sagas are asked for
 * @param release lets sagas that were held at their first step go on, up to the moment of the blow
 * @param blow strikes, and returns when what was away is being started again
 * @param bit holds for the verdict of a run in which the fault was felt
 */
record SagaFault(String name, Step before, Step release, Step blow, Predicate<Verdict> bit) {
  /** Something done to the system. */
  interface Step {
    void take(SagaRig rig, SplittableRandom random) throws IOException, InterruptedException;
  }

  private static final Duration AWAY = Duration.ofSeconds(3);

  @Override
  public String toString() {
    return name;
  }

  /** All of them, each for a run of its own. */
  static List<SagaFault> all() {
    var killed =
        Stream.concat(Stream.of("node"), Plan.SIMULATORS.stream())
            .map(name -> strike("kill -9 of " + name, (rig, random) -> kill(rig, random, name)));
    var others =
        Stream.of(
            strike("kill -9 of the broker", (rig, _) -> brokerAway(rig, AWAY)),
            strike("kill -9 of Redis", (rig, _) -> redisAway(rig, AWAY)),
            strike("broker gone for 60 s", (rig, _) -> brokerAway(rig, Duration.ofSeconds(60))),
            strike("Redis gone for 20 s", (rig, _) -> redisAway(rig, Duration.ofSeconds(20))),
            dialled(
                "replies duplicated, reordered and delayed",
                "--duplicates 1 --reorder --latency 50..8000",
                verdict -> verdict.repeats() > 0),
            dialled(
                "half of the replies lost",
                "--lose 0.5 --latency 200..800",
                verdict -> verdict.repeats() > 0),
            paymentsErrs(Duration.ofSeconds(30)),
            logisticsIsLate());
    return Stream.concat(killed, others).toList();
  }

  /** Several at once, in little time. */
  static List<SagaFault> inShort() {
    return List.of(
        new SagaFault(
            "kill -9 of a node and of payments while replies are lost and doubled",
            (rig, _) -> {
              hold(rig);
              rig.dial("order", "--duplicates", "0.5");
              rig.dial("payments", "--lose", "0.5", "--reorder");
            },
            SagaFault::release,
            (rig, random) -> {
              kill(rig, random, "node");
              rig.kill("payments");
              SagaRig.pass(AWAY);
            },
            verdict -> verdict.repeats() > 0));
  }

  /** No saga gets past its first step. */
  private static void hold(SagaRig rig) throws IOException {
    rig.dialAll("--latency", "2000..4000");
    rig.dial("order", "--silent");
  }

  /**
   * The next repeat of each first step is answered, after a second or more; the blow strikes while
   * some sagas are at a later one.
   */
  private static void release(SagaRig rig, SplittableRandom random)
      throws IOException, InterruptedException {
    rig.dial("order", "--latency", "1000..4000", "--talking");
    SagaRig.pass(Duration.ofMillis(random.nextLong(1_000, 3_000)));
  }

  private static SagaFault strike(String name, Step blow) {
    return new SagaFault(name, (rig, _) -> hold(rig), SagaFault::release, blow, _ -> true);
  }

  private static SagaFault dialled(String name, String options, Predicate<Verdict> bit) {
    return new SagaFault(
        name,
        (rig, _) -> hold(rig),
        (rig, _) -> rig.dialAll((options + " --talking").split(" ", -1)),
        // it goes on until the slowest sagas are over
        (_, _) -> SagaRig.pass(SagaRig.DEADLINE),
        bit);
  }

  private static SagaFault paymentsErrs(Duration time) {
    return new SagaFault(
        "payments answers errors for " + time.toSeconds() + " s",
        (rig, _) -> {
          hold(rig);
          rig.dial("payments", "--errors", "1");
        },
        (rig, _) -> rig.dial("order", "--latency", "0..1000", "--talking"),
        (_, _) -> SagaRig.pass(time),
        verdict -> verdict.repeats() > 0);
  }

  private static SagaFault logisticsIsLate() {
    var late = SagaRig.DEADLINE.plusSeconds(15);
    return new SagaFault(
        "logistics answers after the deadline",
        (rig, _) -> {
          hold(rig);
          rig.dial("logistics", "--latency", "" + late.toMillis());
        },
        (rig, _) -> rig.dial("order", "--latency", "0..1000", "--talking"),
        (_, _) -> SagaRig.pass(late.plusSeconds(5)),
        verdict -> verdict.count("COMPENSATED") > 0);
  }

  private static void kill(SagaRig rig, SplittableRandom random, String name) {
    boolean node = name.equals("node");
    rig.kill(node ? "node-" + (1 + random.nextInt(SagaRig.NODES)) : name);
  }

  private static void brokerAway(SagaRig rig, Duration time)
      throws IOException, InterruptedException {
    rig.killBroker();
    SagaRig.pass(time);
    rig.startBroker();
  }

  private static void redisAway(SagaRig rig, Duration time) throws InterruptedException {
    rig.killRedis();
    SagaRig.pass(time);
    rig.startRedis();
  }
}
