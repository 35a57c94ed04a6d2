package switchboard.cluster;

import com.typesafe.config.Config;
import java.time.Clock;
import org.apache.pekko.actor.typed.ActorSystem;
import switchboard.http.HttpServices;
import switchboard.journal.RedisStore;
import switchboard.kafka.KafkaSettings;
import switchboard.privacy.KeyEncryptionKeys;
import switchboard.privacy.Locks;
import switchboard.privacy.StoredSubjectKeys;
import switchboard.session.SessionSettings;
import switchboard.session.StoredHistory;
import switchboard.wire.SessionFeeds;
import switchboard.wire.StoredSessions;

/**
 * What a node's parts stand on.
 *
 * @param keyCaches the subjects' keys that the nodes hold
 * @param codec sessions in their stored form
 * @param services those that are called over HTTP
 */
record Foundation(
    RedisStore store,
    KafkaSettings kafka,
    StoredSubjectKeys keys,
    KeyCaches keyCaches,
    NodeProfiles nodeProfiles,
    TenantIndex index,
    Locks locks,
    StoredSessions codec,
    StoredHistory history,
    SessionSettings settings,
    HttpServices services,
    LeavingNodes leaving,
    Clock clock) {
  /** The node is a member of its cluster by now. */
  static Foundation lay(
      ActorSystem<?> system,
      Config config,
      RedisStore store,
      KafkaSettings kafka,
      KeyEncryptionKeys keyEncryptionKeys,
      Clock clock) {
    var settings = SessionSettings.from(config);
    var keys =
        new StoredSubjectKeys(
            store.subjects(), keyEncryptionKeys, StoredSubjectKeys.CacheSettings.from(config));
    var nodeProfiles = NodeProfiles.start(system, config, store, keys, clock);
    var locks = new Locks(store::events, keys);
    var codec =
        new StoredSessions(settings.retention(), nodeProfiles.profiles().factLife(), feeds(config));
    return new Foundation(
        store,
        kafka,
        keys,
        KeyCaches.start(system, keys::evict),
        nodeProfiles,
        new TenantIndex(store),
        locks,
        codec,
        new StoredHistory(store::events, locks, codec),
        settings,
        NodeOperations.services(system, NodeOperations.Settings.from(config)),
        LeavingNodes.follow(system),
        clock);
  }

  private static SessionFeeds feeds(Config config) {
    var watch = WatchSettings.from(config);
    boolean told = config.getBoolean("switchboard.kafka.conversation-events.enabled");
    return new SessionFeeds(told, watch.kinds(), watch.watchFor());
  }
}
