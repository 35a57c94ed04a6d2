package switchboard.cluster;

import com.typesafe.config.Config;
import org.apache.pekko.actor.typed.ActorSystem;
import switchboard.erasure.ErasureEntity;
import switchboard.erasure.ErasureSettings;
import switchboard.erasure.ShardedErasures;
import switchboard.export.StoredExports;
import switchboard.frontdoor.SubjectDoors;
import switchboard.saga.ShardedSagas;
import switchboard.session.Sessions;
import switchboard.wire.StoredErasures;
import switchboard.wire.StoredSagas;

/** How this node takes part in erasing and exporting subjects. */
final class Erasing {
  private Erasing() {}

  /** Hosts erasures on this node. */
  static ShardedErasures start(
      ActorSystem<?> system, Config config, Foundation on, Sessions sessions, ShardedSagas sagas) {
    var settings = ErasureSettings.from(config);
    var steps =
        new ErasureSteps(
            system,
            new ErasureSteps.Parts(
                on.store(),
                sessions,
                sagas,
                new OpenSagas(on.history()),
                on.nodeProfiles().profiles(),
                on.keyCaches(),
                settings));
    return ShardedErasures.init(
        system, new ErasureEntity.Dependencies(steps, new StoredErasures(), settings, on.clock()));
  }

  /** All that the front door offers about subjects. */
  static SubjectDoors doors(Foundation on, ShardedErasures erasures, Sessions sessions) {
    var exports =
        new StoredExports(
            on.store().subjects(),
            on.store()::events,
            on.keys(),
            on.nodeProfiles().profiles(),
            sessions,
            on.history(),
            new StoredSagas(),
            on.clock());
    return new SubjectDoors(on.nodeProfiles().profiles(), erasures, exports, on.clock());
  }
}
