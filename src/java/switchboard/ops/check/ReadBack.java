package switchboard.ops.check;

import java.util.List;
import java.util.SplittableRandom;
import switchboard.ops.client.FrontDoors;
import switchboard.ops.client.SessionReader;
import switchboard.v1.Event;

/** Reads a session that was played once more, through another node than the one asked last. */
final class ReadBack {
  private static final int PAGE = 1_000;

  private final FrontDoors doors;
  private final Counts counts;
  private final SplittableRandom random;

  ReadBack(FrontDoors doors, Counts counts, long seed) {
    this.doors = doors;
    this.counts = counts;
    this.random = new SplittableRandom(seed);
  }

  void check(Played played, Differences differences) {
    var calls = new SessionCalls(doors, played.session(), played.node(), counts, differences, 0);
    var context = calls.context();
    var events = new SessionReader(doors, played.session()).list(played.node() + 2, 0, PAGE);
    counts.compared.increment();
    StateCheck.differences(Goals.of(context), played.annotated(), played.goals())
        .forEach(differences::add);
    if (context.getVersion() != events.size()) {
      differences.add("version %d after %d events".formatted(context.getVersion(), events.size()));
    }
    long count = SecondWriter.count(context.getFactsList());
    if (count != played.factUpdates().size()) {
      differences.add(
          "the second writer's count is %d after %d changes"
              .formatted(count, played.factUpdates().size()));
    }
    TranscriptCheck.check(played, events, differences);
    count(events);
    earlier(played, calls, differences);
    counts.reread.increment();
  }

  private void count(List<Event> events) {
    for (var event : events) {
      if (event.hasTurnOpened()) {
        counts.turnsOfWorkers.increment();
      } else if (event.hasTurnAssigned()) {
        counts.turnsHandedOutAgain.increment();
      } else if (event.hasTurnEnded() && !event.getTurnEnded().getWorker().isEmpty()) {
        counts.workers.add(event.getTurnEnded().getWorker());
      }
    }
  }

  /** The document as it was after one of the turns. */
  private void earlier(Played played, SessionCalls calls, Differences differences) {
    if (played.moments().isEmpty()) {
      return;
    }
    var moment = played.moments().get(random.nextInt(played.moments().size()));
    var context = calls.context(moment.version());
    var there = differences.of("at sequence " + moment.version());
    StateCheck.differences(Goals.of(context), moment.annotated(), moment.goals())
        .forEach(there::add);
    if (context.getVersion() != moment.version()) {
      there.add("the document's version is " + context.getVersion());
    }
    counts.earlier.increment();
  }
}
