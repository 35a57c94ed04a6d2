package switchboard.fakes;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.persistence.journal.Tagged;
import org.apache.pekko.persistence.journal.WriteEventAdapter;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import switchboard.journal.Append;
import switchboard.journal.EventPage;
import switchboard.journal.EventReader;
import switchboard.journal.SideData;
import switchboard.journal.StoredEvent;

/** A journal and snapshots in memory, which hold what the stored serializer makes of everything. */
public final class JournalKit {
  private JournalKit() {}

  /** Unwraps what entities write, as the Redis journal does. */
  public static final class Unwrapping implements WriteEventAdapter {
    @Override
    public String manifest(Object event) {
      return "";
    }

    @Override
    public Object toJournal(Object event) {
      return switch (event) {
        case Append(var bare, SideData _) -> bare;
        case Tagged _ -> throw new IllegalStateException("nothing of ours is tagged");
        default -> event;
      };
    }
  }

  /** Reads what is held; the first event also after it was removed. */
  public static EventReader reader(PersistenceTestKit kit) {
    var firsts = new ConcurrentHashMap<String, StoredEvent>();
    return (persistenceId, from, to, max) -> {
      var events = new ArrayList<StoredEvent>();
      for (var event : kit.persistedInStorage(persistenceId)) {
        events.add(new StoredEvent(events.size() + 1, event));
      }
      if (!events.isEmpty()) {
        firsts.put(persistenceId, events.getFirst());
      } else if (firsts.containsKey(persistenceId)) {
        events.add(firsts.get(persistenceId));
      }
      return CompletableFuture.completedStage(
          new EventPage(
              events.stream()
                  .filter(it -> it.sequence() >= from && it.sequence() <= to)
                  .limit(max)
                  .toList(),
              1,
              events.size()));
    };
  }

  public static Config config() {
    var journal = PersistenceTestKitPlugin.PluginId();
    return ConfigFactory.parseString(
            """
            %s.event-adapters.unwrapping = "%s"
            %s.event-adapter-bindings."%s" = unwrapping
            pekko.loglevel = OFF
            """
                .formatted(journal, Unwrapping.class.getName(), journal, Append.class.getName()))
        .withFallback(PersistenceTestKitPlugin.config())
        .withFallback(PersistenceTestKitSnapshotPlugin.config())
        .withFallback(ConfigFactory.parseResources("serialization.conf"))
        .withFallback(ConfigFactory.load());
  }
}
