package switchboard.ops.check;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What was done in a check, over all sessions. */
final class Counts {
  /** User turns whose message is acknowledged and whose goals are set. */
  final LongAdder turns = new LongAdder();

  /** Fetched documents that were compared with the annotation, whatever came of it. */
  final LongAdder compared = new LongAdder();

  /** Turns that were opened for workers. */
  final LongAdder turnsOfWorkers = new LongAdder();

  /** How often one of those was handed out once more. */
  final LongAdder turnsHandedOutAgain = new LongAdder();

  /** Who answered them. */
  final Set<String> workers = ConcurrentHashMap.newKeySet();

  /** Requests that change something, each counted once. */
  final LongAdder requests = new LongAdder();

  /** Requests sent a second time on purpose, after they were answered. */
  final LongAdder repeated = new LongAdder();

  /** Calls sent again because their outcome was not known. */
  final LongAdder retried = new LongAdder();

  /** Updates of goals that were refused because of a stale etag. */
  final LongAdder conflicts = new LongAdder();

  /** Changes that second writers made. */
  final LongAdder secondWriterChanges = new LongAdder();

  /** Updates of second writers that were refused because of a stale etag. */
  final LongAdder secondWriterConflicts = new LongAdder();

  /** Documents of earlier sequences that were compared. */
  final LongAdder earlier = new LongAdder();

  /** Sessions read again after they had left the memory. */
  final LongAdder reread = new LongAdder();

  /** Sessions read from the raw store. */
  final LongAdder raw = new LongAdder();

  /** Events of those. */
  final LongAdder rawEvents = new LongAdder();
}
