package switchboard.journal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.journal.Keys.bytes;
import static switchboard.journal.TestStore.await;
import static switchboard.journal.TestStore.failure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import switchboard.local.RedisServer;

class AppendOnlyFilesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Test
  void whatWasDeletedBeforeIsInNoFileAfterwards() {
    var directory = Redis.directory();
    try (var redis = Redis.start(RedisServer.freePort(), directory, RedisServer.Fsync.ALWAYS);
        var store = new TestStore(redis)) {
      await(store.store.ready());
      store.raw().set(bytes("kept"), bytes("kept-canary"));
      store.raw().set(bytes("gone"), bytes("gone-canary"));
      store.raw().del(bytes("gone"));
      assertThat(filesWith(directory, "gone-canary")).isNotEmpty();

      assertThat(await(store.store.rewriteAppendOnlyFiles(PATIENCE))).isEqualTo(1);

      assertThat(filesWith(directory, "gone-canary")).isEmpty();
      assertThat(filesWith(directory, "kept-canary")).isNotEmpty();
    }
  }

  @Test
  void theSameHoldsForTheOldFormatOfRedis6() {
    var directory = Redis.directory();
    var binary = RedisServer.bundled(Redis.directory());
    try (var redis =
            RedisServer.start(binary, RedisServer.freePort(), directory, RedisServer.Fsync.ALWAYS);
        var store = new TestStore(redis)) {
      await(store.store.ready());
      store.raw().set(bytes("gone"), bytes("gone-canary"));
      store.raw().del(bytes("gone"));
      assertThat(filesWith(directory, "gone-canary")).isNotEmpty();
      assertThat(await(store.store.rewriteAppendOnlyFiles(PATIENCE))).isEqualTo(1);
      assertThat(filesWith(directory, "gone-canary")).isEmpty();
    }
  }

  @Test
  void aRewriteThatRunsAlreadyIsFollowedByAnother() {
    var directory = Redis.directory();
    try (var redis = Redis.start(RedisServer.freePort(), directory, RedisServer.Fsync.ALWAYS);
        var store = new TestStore(redis)) {
      await(store.store.ready());
      store.raw().set(bytes("gone"), bytes("gone-canary"));
      // Some megabytes, written slowly, so that the first rewrite sees the value and is still at
      // it.
      for (int i = 0; i < 40; i++) {
        store.raw().set(bytes("large-" + i), new byte[200_000]);
      }
      store.raw().configSet("rdbcompression", "no");
      store.raw().configSet("rdb-key-save-delay", "2000");
      store.raw().bgrewriteaof();
      store.raw().del(bytes("gone"));
      store.raw().configSet("rdb-key-save-delay", "0");
      assertThat(store.raw().info("persistence")).contains("aof_rewrite_in_progress:1");

      assertThat(await(store.store.rewriteAppendOnlyFiles(PATIENCE))).isEqualTo(1);

      assertThat(filesWith(directory, "gone-canary")).isEmpty();
    }
  }

  @Test
  void aServerWithoutSuchFilesIsNotCounted() {
    try (var redis =
            RedisServer.start(
                Redis.binary(),
                RedisServer.freePort(),
                Redis.directory(),
                RedisServer.Fsync.EVERYSEC,
                "--appendonly",
                "no");
        var store = new TestStore(redis)) {
      assertThat(await(store.store.rewriteAppendOnlyFiles(PATIENCE))).isZero();
    }
  }

  @Test
  void aRewriteThatDoesNotEndInTimeIsAnError() {
    var directory = Redis.directory();
    try (var redis = Redis.start(RedisServer.freePort(), directory, RedisServer.Fsync.EVERYSEC);
        var store = new TestStore(redis)) {
      await(store.store.ready());
      store.raw().configSet("rdb-key-save-delay", "10000");
      assertThat(failure(store.store.rewriteAppendOnlyFiles(Duration.ofMillis(300))))
          .isInstanceOf(StoreException.Unavailable.class)
          .hasMessageContaining("append-only file");
    }
  }

  private static List<Path> filesWith(Path directory, String text) {
    try (var files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).filter(file -> holds(file, text)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean holds(Path file, String text) {
    try {
      return new String(Files.readAllBytes(file), ISO_8859_1).contains(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
