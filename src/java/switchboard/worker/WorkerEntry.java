package switchboard.worker;

import java.time.Instant;
import java.util.Collection;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * A worker as nodes tell each other of it.
 *
 * @param since when it registered, in milliseconds since 1970 by its node's clock
 * @param stream who hands turns to it
 */
record WorkerEntry(
    Introduction worker, boolean draining, long since, ActorRef<StreamMessage> stream) {
  /** What a worker says of itself. */
  record Introduction(
      String agent, String instance, String version, int capacity, String host, long processId) {}

  WorkerEntry leaving() {
    return new WorkerEntry(worker, true, since, stream);
  }

  /** The same, later than those of the others that are the same worker, whatever their clocks. */
  WorkerEntry after(Collection<WorkerEntry> others) {
    long latest =
        others.stream().filter(this::isSameWorkerAs).mapToLong(WorkerEntry::since).max().orElse(0);
    return new WorkerEntry(worker, draining, Math.max(since, latest + 1), stream);
  }

  /** Whether both say that they are the same worker. */
  boolean isSameWorkerAs(WorkerEntry other) {
    return worker.agent().equals(other.worker().agent())
        && worker.instance().equals(other.worker().instance());
  }

  WorkerName name() {
    return new WorkerName(worker.agent(), worker.instance());
  }

  ConnectedWorker at(String node) {
    return new ConnectedWorker(
        worker.agent(),
        worker.instance(),
        worker.version(),
        worker.capacity(),
        worker.host(),
        worker.processId(),
        node,
        draining,
        Instant.ofEpochMilli(since));
  }
}
