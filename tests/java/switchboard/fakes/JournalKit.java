package switchboard.fakes;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import org.apache.pekko.persistence.journal.Tagged;
import org.apache.pekko.persistence.journal.WriteEventAdapter;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import switchboard.journal.Append;
import switchboard.journal.SideData;

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
