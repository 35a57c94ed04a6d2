package switchboard.ops.bench;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Loads two nodes in turn, for a comparison: a shared machine is not the same from one minute to
 * the next, so each round compares neighbours of a few seconds, and begins with the other one. One
 * process makes the load of both, whose code is compiled once.
 */
public final class PairedLoad {
  private final PrintWriter notes;

  public PairedLoad(PrintWriter notes) {
    this.notes = notes;
  }

  /** How much, of each of the two. */
  public record Settings(
      int sessions, int concurrency, int warmUpSeconds, int seconds, int rounds) {}

  /** Turns a second of each. */
  public record Round(double first, double second) {}

  /**
   * What was found.
   *
   * @param firstCpuMicros processor time that the first node took for a turn, in microseconds, over
   *     all rounds
   * @param missing acknowledged turns of both that are not in the transcript
   * @param doubled those that are in it more than once
   */
  public record Report(
      List<Round> rounds,
      double firstCpuMicros,
      double secondCpuMicros,
      long missing,
      long doubled) {}

  /** One of the two, with the process of its node. */
  public record Side(LoadGenerator load, ProcessHandle node) {
    private Duration cpu() {
      return node.info().totalCpuDuration().orElse(Duration.ZERO);
    }
  }

  /** Warms both up, and measures. */
  public Report run(Side first, Side second, Settings settings) throws InterruptedException {
    for (var side : List.of(first, second)) {
      side.load().createSessions(settings.sessions(), settings.concurrency());
    }
    note("warming up");
    // in turn as well: the load's own code is cold at first too, and neither is to bear it alone
    for (int warm = 0; warm < settings.warmUpSeconds(); warm += settings.seconds()) {
      first.load().phase(settings.concurrency(), settings.seconds());
      second.load().phase(settings.concurrency(), settings.seconds());
    }
    var one = new Sum(first);
    var other = new Sum(second);
    var rounds = new ArrayList<Round>();
    for (int round = 1; round <= settings.rounds(); round++) {
      note("round " + round + " of " + settings.rounds());
      boolean firstBegins = round % 2 == 1;
      double before = (firstBegins ? one : other).measured(settings);
      double after = (firstBegins ? other : one).measured(settings);
      rounds.add(firstBegins ? new Round(before, after) : new Round(after, before));
    }
    note("reading back");
    var difference = first.load().readBack().plus(second.load().readBack());
    return new Report(
        rounds,
        one.microsPerTurn(),
        other.microsPerTurn(),
        difference.missing(),
        difference.doubled());
  }

  private void note(String what) {
    notes.println(what);
    notes.flush();
  }

  /** What one side did since the warm-up, and what it took. What lags behind a round is in it. */
  private static final class Sum {
    private final Side side;
    private final Duration before;
    private long turns;

    Sum(Side side) {
      this.side = side;
      this.before = side.cpu();
    }

    double measured(Settings settings) throws InterruptedException {
      var figures = side.load().phase(settings.concurrency(), settings.seconds());
      turns += figures.done();
      return figures.perSecond();
    }

    double microsPerTurn() {
      return side.cpu().minus(before).toNanos() / 1e3 / Math.max(1, turns);
    }
  }
}
