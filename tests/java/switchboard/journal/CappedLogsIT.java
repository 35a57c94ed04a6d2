package switchboard.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.journal.Keys.bytes;
import static switchboard.journal.TestStore.await;
import static switchboard.journal.TestStore.failure;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import switchboard.local.RedisServer;

/** Logs keep their newest entries, each once, and are read page by page. */
class CappedLogsIT {
  private static RedisServer redis;
  private static TestStore store;

  private final String log = "test-" + UUID.randomUUID();
  private final CappedLogs logs = store.store.logs();

  @BeforeAll
  static void start() {
    redis = Redis.start();
    store = new TestStore(redis);
  }

  @AfterAll
  static void stop() {
    store.close();
    redis.close();
  }

  private String append(String entry) {
    return await(logs.append(log, 1000, bytes(entry)));
  }

  private List<String> newest(String before, Instant since, int max) {
    return await(logs.newest(log, before, since, max)).stream()
        .map(entry -> EventLog.text(entry.value()))
        .toList();
  }

  @Test
  void entriesAreReadNewestFirstPageByPage() {
    var ids = new ArrayList<String>();
    for (int i = 0; i < 5; i++) {
      ids.add(append("e" + i));
    }
    assertThat(ids).allMatch(CappedLogs::isId).doesNotHaveDuplicates();
    assertThat(newest("", Instant.EPOCH, 2)).containsExactly("e4", "e3");
    assertThat(newest(ids.get(3), Instant.EPOCH, 2)).containsExactly("e2", "e1");
    assertThat(newest(ids.get(1), Instant.EPOCH, 2)).containsExactly("e0");
    assertThat(newest("", Instant.now().plusSeconds(60), 2)).isEmpty();
    assertThat(newest("", Instant.now().minusSeconds(60), 9)).hasSize(5);
  }

  @Test
  void anEntryThatIsSentAgainIsThereOnce() {
    var id = append("once");
    append("another");
    assertThat(append("once")).isEqualTo(id);
    assertThat(newest("", Instant.EPOCH, 9)).containsExactly("another", "once");
  }

  @Test
  void onlyTheNewestAreKept() {
    for (int i = 0; i < 50; i++) {
      await(logs.append(log, 10, bytes("e" + i)));
    }
    assertThat(newest("", Instant.EPOCH, 100)).hasSize(10).startsWith("e49").endsWith("e40");
  }

  @Test
  void anEmptiedStoreIsRefused() {
    var bucket = Keys.bucketOf(log);
    var marker = new Keys("sb").marker(bucket);
    append("first");
    var id = store.raw().get(marker);
    store.raw().del(marker);
    try {
      assertThat(failure(logs.append(log, 10, bytes("second"))))
          .isInstanceOf(StoreException.WrongStore.class);
      assertThat(failure(logs.newest(log, "", Instant.EPOCH, 1)))
          .isInstanceOf(StoreException.WrongStore.class);
    } finally {
      store.raw().set(marker, id);
    }
    assertThat(newest("", Instant.EPOCH, 9)).containsExactly("first");
  }
}
