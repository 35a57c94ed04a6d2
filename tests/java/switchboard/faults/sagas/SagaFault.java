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
 * @param strikes whether something happens at a moment at which all sagas are open; otherwise it
 *     goes on from the start
 * @param before dials the services before the sagas are asked for
 * @param blow strikes, and returns when what was away is being started again
 * @param bit holds for the verdict of a run in which the fault was felt
 */
record SagaFault(String name, boolean strikes, Step before, Step blow, Predicate<Verdict> bit) {
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
            true,
            (rig, _) -> {
              rig.dial("order", "--latency", "1500..4000", "--duplicates", "0.5");
              rig.dial("payments", "--latency", "200..800", "--lose", "0.5", "--reorder");
              rig.dial("logistics", "--latency", "200..800");
            },
            (rig, random) -> {
              kill(rig, random, "node");
              rig.kill("payments");
              SagaRig.pass(AWAY);
            },
            verdict -> verdict.repeats() > 0));
  }

  /** Each saga is at its first step for some seconds, and at each later one for a few. */
  private static void hold(SagaRig rig) throws IOException {
    rig.dialAll("--latency", "2000..4000");
    rig.dial("order", "--latency", "6000..9000");
  }

  private static SagaFault strike(String name, Step blow) {
    return new SagaFault(name, true, (rig, _) -> hold(rig), blow, _ -> true);
  }

  private static SagaFault dialled(String name, String options, Predicate<Verdict> bit) {
    return new SagaFault(
        name,
        false,
        (rig, _) -> rig.dialAll(options.split(" ", -1)),
        // it goes on until the slowest sagas are over
        (_, _) -> SagaRig.pass(SagaRig.DEADLINE),
        bit);
  }

  private static SagaFault paymentsErrs(Duration time) {
    return new SagaFault(
        "payments answers errors for " + time.toSeconds() + " s",
        false,
        (rig, _) -> rig.dial("payments", "--errors", "1"),
        (_, _) -> SagaRig.pass(time),
        verdict -> verdict.repeats() > 0);
  }

  private static SagaFault logisticsIsLate() {
    var late = SagaRig.DEADLINE.plusSeconds(15);
    return new SagaFault(
        "logistics answers after the deadline",
        false,
        (rig, _) -> rig.dial("logistics", "--latency", "" + late.toMillis()),
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
