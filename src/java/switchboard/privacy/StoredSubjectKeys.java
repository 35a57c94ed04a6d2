package switchboard.privacy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.typesafe.config.Config;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import switchboard.journal.SubjectRecords;
import switchboard.journal.SubjectRecords.SubjectRecord;

/**
 * The subjects' keys as the store holds them, wrapped, and as this node holds them, unwrapped.
 *
 * <p>Loads of one key at the same time are one. What {@link #evict} was called for is not cached by
 * a load that began before: after it, this node has the key nowhere but where a caller holds it.
 */
public final class StoredSubjectKeys implements SubjectKeys {
  /** What the names of all subjects' records start with. */
  static final String RECORD = "subject|";

  private final SubjectRecords records;
  private final KeyEncryptionKeys keys;
  private final Cache<Subject, SubjectKey> cache;
  private final Map<Subject, CompletableFuture<SubjectKey>> loads = new ConcurrentHashMap<>();
  private final Object order = new Object();
  private long evictions;

  /**
   * How much is held.
   *
   * @param size how many keys at most, at least 1
   * @param time for how long, more than 0
   */
  public record CacheSettings(long size, Duration time) {
    public CacheSettings {
      if (size < 1) {
        throw new IllegalArgumentException("switchboard.privacy.key-cache.size must be at least 1");
      }
      if (!time.isPositive()) {
        throw new IllegalArgumentException(
            "switchboard.privacy.key-cache.time must be more than 0");
      }
    }

    /** Reads them from the whole configuration. */
    public static CacheSettings from(Config config) {
      var section = config.getConfig("switchboard.privacy.key-cache");
      return new CacheSettings(section.getLong("size"), section.getDuration("time"));
    }
  }

  public StoredSubjectKeys(SubjectRecords records, KeyEncryptionKeys keys, CacheSettings settings) {
    this.records = records;
    this.keys = keys;
    this.cache =
        Caffeine.newBuilder()
            .maximumSize(settings.size())
            .expireAfterWrite(settings.time())
            .executor(Runnable::run)
            .build();
  }

  /** How a subject's record is named in the store. */
  public static String recordOf(Subject subject) {
    return RECORD + subject.tenant() + "/" + subject.id();
  }

  /** The subject of a record's name. */
  static Subject subjectOf(String record) {
    int slash = record.indexOf('/');
    return new Subject(record.substring(RECORD.length(), slash), record.substring(slash + 1));
  }

  @Override
  public CompletionStage<SubjectKey> obtain(Subject subject, Optional<String> session) {
    long began = evictions();
    return records
        .open(recordOf(subject), keys.wrap(DataKey.random(), subject), session)
        .thenApply(
            record -> {
              var key = keyOf(record, subject);
              keep(subject, key, began);
              return key;
            });
  }

  @Override
  public CompletionStage<SubjectKey> key(Subject subject) {
    var held = cache.getIfPresent(subject);
    if (held != null) {
      return CompletableFuture.completedStage(held);
    }
    var load = new CompletableFuture<SubjectKey>();
    var earlier = loads.putIfAbsent(subject, load);
    if (earlier == null) {
      load(subject, load);
    }
    // A caller's cancellation must not reach the others who wait for the same load.
    return (earlier == null ? load : earlier).minimalCompletionStage();
  }

  /** Lets go of a subject's key, also of one that is being loaded. */
  public void evict(Subject subject) {
    synchronized (order) {
      evictions++;
      cache.invalidate(subject);
      loads.remove(subject);
    }
  }

  /** How many keys are held, about. */
  public long held() {
    return cache.estimatedSize();
  }

  private void load(Subject subject, CompletableFuture<SubjectKey> load) {
    long began = evictions();
    records
        .read(recordOf(subject))
        .thenApply(record -> keyOf(record, subject))
        .whenComplete(
            (key, error) -> {
              // Held first: whoever comes next finds it there or here.
              if (error == null) {
                keep(subject, key, began);
              }
              loads.remove(subject, load);
              if (error == null) {
                load.complete(key);
              } else {
                load.completeExceptionally(error);
              }
            });
  }

  private SubjectKey keyOf(SubjectRecord record, Subject subject) {
    return switch (record.state()) {
      case NONE -> SubjectKey.Absent.NONE;
      case ERASING, ERASED -> SubjectKey.Absent.ERASED;
      case ACTIVE -> {
        var wrapped = record.key().orElseThrow();
        var key = DataKey.take(keys.unwrap(wrapped, subject));
        yield new SubjectKey.Present(key, wrapped.by());
      }
    };
  }

  private long evictions() {
    synchronized (order) {
      return evictions;
    }
  }

  /**
   * Unless a key was let go since, for it might have been this one. The absence of a key may end at
   * any time by another node's hand, an erasure never does.
   */
  private void keep(Subject subject, SubjectKey key, long began) {
    synchronized (order) {
      if (evictions == began && key != SubjectKey.Absent.NONE) {
        cache.put(subject, key);
      }
    }
  }
}
