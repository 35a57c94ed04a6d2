package switchboard.ops.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import switchboard.local.SystemState;
import switchboard.ops.CommandFailure;
import switchboard.ops.client.FrontDoors;
import switchboard.ops.demo.ClusterWatch;
import switchboard.ops.raw.RawFailure;
import switchboard.ops.replay.Corpus.Dialogue;

/** Plays dialogues, several at a time, and checks the goals of all of them three times. */
public final class StateReplay {
  private final FrontDoors doors;
  private final Optional<Supplier<SystemState>> system;
  private final Options options;
  private final Consumer<String> progress;
  private final Counts counts = new Counts();
  private final Differences differences = new Differences();
  private int killed;

  /**
   * How to check.
   *
   * @param agent that the sessions are created with: it answers as parrot does
   * @param parallel dialogues under way at the same time
   * @param kills how many nodes to kill; of a system on this machine only
   * @param idle by when sessions that nobody uses have left the memory
   * @param raw where the raw store is; empty leaves it out
   */
  public record Options(
      String agent,
      int parallel,
      int kills,
      Duration idle,
      long seed,
      Optional<RawStoreAddress> raw) {}

  /**
   * The check of a system.
   *
   * @param system what runs where now, if it runs on this machine
   * @param progress hears what is being done
   */
  public StateReplay(
      FrontDoors doors,
      Optional<Supplier<SystemState>> system,
      Options options,
      Consumer<String> progress) {
    this.doors = doors;
    this.system = system;
    this.options = options;
    this.progress = progress;
  }

  /** Plays all of them and checks them. */
  public StateReport check(List<Dialogue> dialogues) throws InterruptedException {
    long started = System.nanoTime();
    var played = play(dialogues);
    progress.accept(
        "%d dialogues played; waiting until their sessions have left the memory"
            .formatted(played.size()));
    guarded(differences, this::awaitPassivated);
    progress.accept("reading every session through another node");
    var reader = new ReadBack(doors, counts, options.seed());
    forEach(played, "after passivation", reader::check);
    options
        .raw()
        .ifPresent(
            address -> {
              progress.accept("reading every session from the raw store");
              guarded(differences, () -> readRaw(address, played));
            });
    refused();
    return new StateReport(
        options.seed(),
        table(dialogues.size(), played.size()),
        (System.nanoTime() - started) / 1e9,
        differences.found());
  }

  private void readRaw(RawStoreAddress address, List<Played> played) {
    try (var reader = new RawReadBack(address, counts)) {
      for (var each : played) {
        reader.check(each, differences.of(each.dialogue()).of("in the raw store"));
      }
    } catch (RawFailure e) {
      throw new CommandFailure(e.getMessage(), e);
    }
  }

  /** Nobody else changes the sections that a writer changes, so none may ever be refused. */
  private void refused() {
    if (counts.conflicts.sum() + counts.secondWriterConflicts.sum() > 0) {
      differences.add(
          "%d updates of goals and %d of facts were refused as stale, and nobody else changes them"
              .formatted(counts.conflicts.sum(), counts.secondWriterConflicts.sum()));
    }
  }

  private List<Played> play(List<Dialogue> dialogues) throws InterruptedException {
    if (options.kills() == 0) {
      return play(dialogues, () -> {});
    }
    var state =
        system.orElseThrow(
            () -> new CommandFailure("--kill needs a system on this machine: leave out --address"));
    long turns = dialogues.stream().mapToLong(dialogue -> dialogue.turns().size()).sum();
    try (var watch = new ClusterWatch(state, doors)) {
      var killings =
          new Killings(options.kills(), turns, state, watch, options.seed(), differences);
      var killer = Thread.ofVirtual().name("killer").start(killings);
      var played = play(dialogues, killings);
      killer.interrupt();
      killer.join();
      killed = killings.killed();
      if (killed != options.kills()) {
        differences.add("%d nodes were killed instead of %d".formatted(killed, options.kills()));
      }
      killings.awaitHealed();
      return played;
    }
  }

  private List<Played> play(List<Dialogue> dialogues, DialoguePlay.Pace pace) {
    // A check may be repeated against the same store: sessions of its own each time.
    var run = Long.toString(ThreadLocalRandom.current().nextLong(1L << 40), 36);
    var played = Collections.synchronizedList(new ArrayList<Played>());
    try (var workers =
        Executors.newFixedThreadPool(
            options.parallel(), Thread.ofVirtual().name("dialogue-", 0).factory())) {
      for (int i = 0; i < dialogues.size(); i++) {
        int number = i;
        var dialogue = dialogues.get(i);
        var session = "c" + run + "-" + number;
        var here = differences.of(dialogue.id() + " in session " + session);
        workers.submit(
            () ->
                guarded(
                    here,
                    () ->
                        played.add(
                            new DialoguePlay(
                                    doors,
                                    options.agent(),
                                    dialogue,
                                    session,
                                    number,
                                    options.seed() + number,
                                    counts,
                                    here)
                                .play(pace))));
      }
    }
    return List.copyOf(played);
  }

  private interface Work {
    void run() throws InterruptedException;
  }

  private static void guarded(Differences here, Work work) {
    try {
      work.run();
    } catch (CommandFailure e) {
      here.add(e.getMessage());
    } catch (RuntimeException e) {
      here.add("unexpectedly: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      here.add("interrupted");
    }
  }

  private interface SessionCheck {
    void check(Played played, Differences differences);
  }

  private void forEach(List<Played> played, String when, SessionCheck check) {
    try (var workers =
        Executors.newFixedThreadPool(
            options.parallel(), Thread.ofVirtual().name("check-", 0).factory())) {
      for (var each : played) {
        var here = differences.of(each.dialogue()).of(when);
        workers.submit(() -> guarded(here, () -> check.check(each, here)));
      }
    }
  }

  private void awaitPassivated() throws InterruptedException {
    if (system.isEmpty()) {
      LockSupport.parkNanos(options.idle().toNanos());
      return;
    }
    var managements =
        system.get().get().nodes().stream().map(SystemState.PartState::management).toList();
    try (var watch = new MemoryWatch(managements)) {
      watch.awaitEmpty(options.idle());
    }
  }

  private Map<String, Long> table(int dialogues, int played) {
    var table = new LinkedHashMap<String, Long>();
    table.put("dialogues", (long) dialogues);
    table.put("dialoguesPlayed", (long) played);
    table.put("userTurns", counts.turns.sum());
    table.put("statesCompared", counts.compared.sum());
    table.put("turnsOfWorkers", counts.turnsOfWorkers.sum());
    table.put("turnsHandedOutAgain", counts.turnsHandedOutAgain.sum());
    table.put("workersThatAnswered", (long) counts.workers.size());
    table.put("requests", counts.requests.sum());
    table.put("requestsRepeated", counts.repeated.sum());
    table.put("callsRetried", counts.retried.sum());
    table.put("conflicts", counts.conflicts.sum());
    table.put("secondWriterChanges", counts.secondWriterChanges.sum());
    table.put("secondWriterConflicts", counts.secondWriterConflicts.sum());
    table.put("nodesKilled", (long) killed);
    table.put("sessionsReadAgain", counts.reread.sum());
    table.put("earlierStatesCompared", counts.earlier.sum());
    table.put("rawSessions", counts.raw.sum());
    table.put("rawEvents", counts.rawEvents.sum());
    return table;
  }
}
