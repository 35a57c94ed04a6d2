package switchboard.faults.routing;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static switchboard.faults.routing.RoutingLoad.pass;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import switchboard.faults.Scale;

/**
 * One way to break the cluster under load.
 *
 * @param blow strikes, waits and heals
 */
record RoutingFault(String name, Place place, Blow blow) {
  /** What happens. */
  interface Blow {
    void strike(RoutingRun run) throws Exception;
  }

  private static final Duration OUTAGE = ofSeconds(60);

  /** A node that is killed has usually served for long: its code is compiled. */
  private static final Duration BETWEEN_KILLS =
      ofSeconds(Integer.getInteger("pause", Scale.of(0, 20)));

  @Override
  public String toString() {
    return name;
  }

  static List<RoutingFault> inShort() {
    return List.of(kills(2), redisKilled(1));
  }

  static List<RoutingFault> all() {
    return List.of(
        kills(Integer.getInteger("kills", 10)),
        stock(2),
        frozen(ofSeconds(30)),
        pauses(10, ofSeconds(5)),
        redisKilled(3),
        redisGone(ofSeconds(20)),
        rollingRestart(),
        scaled(),
        storm(),
        slowRedis(ofMillis(200)),
        slowRedis(ofSeconds(5)),
        halfOpenRedis(),
        emptied(),
        lastSecondLost(),
        replaced(),
        diskFull(),
        clockMoved(),
        parted("partition of one and two", (run, one, two) -> run.rig.hosts().part(one, two)),
        parted(
            "partition of one and two, one way only",
            (run, one, two) -> run.rig.hosts().drop(one, two)),
        shattered(),
        unplugged());
  }

  private static RoutingFault kills(int count) {
    return new RoutingFault(
        "kill -9 at random, the oldest first", Place.LOOPBACK, run -> kill(run, count));
  }

  private static RoutingFault stock(int count) {
    return new RoutingFault(
        "kill -9 at random, with stock settings", Place.STOCK, run -> kill(run, count));
  }

  private static void kill(RoutingRun run, int count) throws Exception {
    for (int kill = 0; kill < count; kill++) {
      int victim = kill == 0 ? run.rig.oldest() : run.random.nextInt(RoutingRig.NODES);
      var affected = run.heldBy(victim);
      var before = run.rig.timesReady();
      var what = "kill -9 of node %d with %d sessions".formatted(victim, affected.size());
      run.killed(run.felt(what, affected, run.rig.node(victim)::kill));
      run.rig.awaitBack(before, victim);
      run.rig.awaitBalance();
      pass(BETWEEN_KILLS);
    }
  }

  private static RoutingFault frozen(Duration time) {
    return new RoutingFault(
        "a node stopped for %d s".formatted(time.toSeconds()),
        Place.LOOPBACK,
        run -> {
          int victim = run.random.nextInt(RoutingRig.NODES);
          long start = System.nanoTime();
          run.felt("SIGSTOP of node " + victim, run.heldBy(victim), run.rig.node(victim)::freeze);
          pass(time.minusNanos(System.nanoTime() - start));
          run.rig.node(victim).thaw();
          run.note("SIGCONT");
          pass(ofSeconds(10));
          run.rig.awaitWhole();
          run.note("all nodes ready");
        });
  }

  /** As a collection of garbage stops a process, or a machine that is moved. */
  private static RoutingFault pauses(int times, Duration time) {
    return new RoutingFault(
        "a node standing still for %d s, %d times".formatted(time.toSeconds(), times),
        Place.LOOPBACK,
        run -> {
          int victim = run.random.nextInt(RoutingRig.NODES);
          for (int i = 0; i < times; i++) {
            var affected = run.heldBy(victim);
            run.rig.node(victim).freeze();
            pass(time);
            run.felt("node %d goes on".formatted(victim), affected, run.rig.node(victim)::thaw);
            // it ends if the others have given it up
            pass(time);
            run.rig.awaitWhole();
          }
        });
  }

  private static RoutingFault rollingRestart() {
    return new RoutingFault(
        "rolling restart",
        Place.LOOPBACK,
        run -> {
          long start = System.nanoTime();
          for (int node = 0; node < RoutingRig.NODES; node++) {
            var before = run.rig.timesReady();
            run.rig.node(node).leave();
            run.note("SIGTERM to node " + node);
            run.rig.awaitBack(before, node);
            run.note("it is back");
            run.rig.awaitBalance();
          }
          run.requireNoneFailed(start);
        });
  }

  private static RoutingFault scaled() {
    return new RoutingFault(
        "three nodes to five and back",
        Place.LOOPBACK,
        run -> {
          long start = System.nanoTime();
          // one after the other, as orchestrators do it
          for (int nodes = RoutingRig.NODES + 1; nodes <= RoutingRig.NODES + 2; nodes++) {
            run.rig.grow();
            run.note(nodes + " nodes");
            run.rig.awaitBalance();
            run.note("each with its share");
          }
          run.requireNoneFailed(start);
          long shrinking = System.nanoTime();
          run.rig.removeLast();
          run.rig.removeLast();
          run.rig.awaitBalance();
          run.note("three nodes");
          run.requireNoneFailed(shrinking);
        });
  }

  private static RoutingFault redisKilled(int times) {
    return new RoutingFault(
        "Redis killed and started again",
        Place.LOOPBACK,
        run -> {
          for (int i = 0; i < times; i++) {
            run.felt(
                "kill -9 of Redis and restart",
                everyone(run),
                () -> {
                  run.rig.killRedis();
                  run.rig.startRedis();
                });
            pass(ofSeconds(2));
          }
        });
  }

  private static RoutingFault redisGone(Duration time) {
    return new RoutingFault(
        "Redis gone for %d s".formatted(time.toSeconds()),
        Place.LOOPBACK,
        run -> {
          var all = everyone(run);
          run.rig.killRedis();
          pass(time);
          run.rig.startRedis();
          run.felt("Redis is back", all, () -> {});
        });
  }

  /** All nodes at once, and then all sessions at once. */
  private static RoutingFault storm() {
    return new RoutingFault(
        "all nodes killed, then every session asked for at once",
        Place.LOOPBACK,
        run -> {
          var all = everyone(run);
          var before = run.rig.timesReady();
          run.rig.nodes().forEach(NodeProcess::kill);
          run.rig.awaitBack(before, IntStream.range(0, RoutingRig.NODES).toArray());
          run.felt("all nodes are back", all, () -> {});
        });
  }

  private static RoutingFault slowRedis(Duration delay) {
    return new RoutingFault(
        "Redis answers %d ms later".formatted(delay.toMillis()),
        Place.SLOW_LINK,
        run -> {
          var all = everyone(run);
          run.rig.link().delay(delay);
          pass(ofSeconds(Scale.of(5, 20)));
          run.felt("Redis answers at once again", all, run.rig.link()::heal);
        });
  }

  private static RoutingFault halfOpenRedis() {
    return new RoutingFault(
        "connections to Redis half open for 20 s",
        Place.SLOW_LINK,
        run -> {
          var all = everyone(run);
          run.rig.link().stop();
          pass(ofSeconds(20));
          run.felt("bytes pass again", all, run.rig.link()::heal);
        });
  }

  /** Everything is deleted; nothing may be served from then on, until the data is back. */
  private static RoutingFault emptied() {
    return new RoutingFault(
        "FLUSHALL, and the data back after 15 s",
        Place.LOOPBACK,
        run -> {
          var all = everyone(run);
          run.rig.emptyRedis();
          long emptied = System.nanoTime();
          run.note("FLUSHALL");
          pass(ofSeconds(15));
          long restored = System.nanoTime();
          run.requireNoneAcknowledged(emptied, restored);
          run.rig.killRedis();
          run.rig.undoEmptying();
          run.rig.startRedis();
          run.felt("the data is back", all, () -> {});
        });
  }

  /** A copy of the store that lags takes over, which Redis lets it. */
  private static RoutingFault replaced() {
    return new RoutingFault(
        "the store is replaced by a copy that lacks a second",
        Place.REPLICATED,
        run -> {
          var all = everyone(run);
          long from = System.nanoTime();
          run.rig.lag();
          pass(ofSeconds(1));
          run.rig.killRedis();
          // an acknowledgement may be on its way still
          run.loses(from, System.nanoTime() + ofMillis(500).toNanos());
          run.felt("the copy takes over", all, run.rig::takeOver);
        });
  }

  /** As a machine that loses its power does it to a Redis that syncs every second. */
  private static RoutingFault lastSecondLost() {
    return new RoutingFault(
        "the store loses its last second",
        Place.LOOPBACK,
        run -> {
          var all = everyone(run);
          long from = System.nanoTime();
          long bytes = run.rig.appendedBytes();
          pass(ofSeconds(1));
          run.rig.killRedis();
          // an acknowledgement may be on its way still
          run.loses(from, System.nanoTime() + ofMillis(500).toNanos());
          run.rig.loseAllBut(bytes);
          run.rig.startRedis();
          run.felt("Redis is back without its last second", all, () -> {});
        });
  }

  /** A Redis that syncs every write ends when it cannot write; whoever runs it starts it again. */
  private static RoutingFault diskFull() {
    return new RoutingFault(
        "the disk of Redis full for 15 s",
        Place.SMALL_DISK,
        run -> {
          var all = everyone(run);
          run.rig.fillDisk();
          pass(ofSeconds(15));
          run.note("Redis " + (run.rig.redis().isAlive() ? "goes on" : "has ended by itself"));
          run.rig.freeDisk();
          if (!run.rig.redis().isAlive()) {
            run.rig.startRedis();
          }
          run.felt("there is space again", all, () -> {});
        });
  }

  /** An hour ahead, an hour back, and right again, while nobody else's clock moves. */
  private static RoutingFault clockMoved() {
    return new RoutingFault(
        "a node's clock moved by an hour",
        Place.OWN_CLOCKS,
        run -> {
          int odd = run.random.nextInt(RoutingRig.NODES);
          for (int hours : List.of(1, -1, 0)) {
            run.felt(
                "clock of node %d moved to %+d h".formatted(odd, hours),
                run.heldBy(odd),
                () -> run.rig.clocks().move(odd, Duration.ofHours(hours)));
            pass(ofSeconds(Scale.of(5, 20)));
          }
        });
  }

  /** What parts one node from another. */
  private interface Parting {
    void part(RoutingRun run, int one, int other);
  }

  private static RoutingFault parted(String name, Parting parting) {
    return new RoutingFault(
        name,
        Place.HOSTS,
        run -> {
          int alone = run.random.nextInt(RoutingRig.NODES);
          outage(
              run,
              "node " + alone + " is cut off",
              run.heldBy(alone),
              () -> others(alone).forEach(other -> parting.part(run, alone, other)));
        });
  }

  private static RoutingFault shattered() {
    return new RoutingFault(
        "partition of each from each",
        Place.HOSTS,
        run -> {
          var all = everyone(run);
          long start = System.nanoTime();
          for (int node = 0; node < RoutingRig.NODES; node++) {
            run.rig.hosts().part(node, (node + 1) % RoutingRig.NODES);
          }
          run.note("no node reaches another");
          pass(OUTAGE.minusNanos(System.nanoTime() - start));
          run.felt("healed", all, run.rig.hosts()::heal);
          run.rig.awaitWhole();
        });
  }

  private static RoutingFault unplugged() {
    return new RoutingFault(
        "a node's network interface down",
        Place.HOSTS,
        run -> {
          int alone = run.random.nextInt(RoutingRig.NODES);
          outage(
              run,
              "node " + alone + " is unplugged",
              run.heldBy(alone),
              () -> run.rig.hosts().unplug(alone));
        });
  }

  private static void outage(
      RoutingRun run, String what, Collection<String> affected, Runnable blow)
      throws InterruptedException {
    long start = System.nanoTime();
    run.felt(what, affected, blow);
    pass(OUTAGE.minusNanos(System.nanoTime() - start));
    run.load.sampleEpochs();
    run.rig.hosts().heal();
    run.note("healed");
    pass(ofSeconds(10));
    run.rig.awaitWhole();
    run.note("all nodes ready");
  }

  private static List<Integer> others(int node) {
    return IntStream.range(0, RoutingRig.NODES).filter(it -> it != node).boxed().toList();
  }

  private static List<String> everyone(RoutingRun run) throws InterruptedException {
    var all = new ArrayList<String>();
    run.load.placement().values().forEach(all::addAll);
    return all;
  }
}
