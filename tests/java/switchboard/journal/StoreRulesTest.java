package switchboard.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import switchboard.journal.StoreFinding.Level;

/** What is said of a server, by what it says of itself. */
class StoreRulesTest {
  private static final Map<String, String> WELL =
      Map.ofEntries(
          Map.entry("redis_version", "7.0.15"),
          Map.entry("aof_enabled", "1"),
          Map.entry("aof_last_write_status", "ok"),
          Map.entry("aof_last_bgrewrite_status", "ok"),
          Map.entry("rdb_last_bgsave_status", "ok"),
          Map.entry("aof_delayed_fsync", "0"),
          Map.entry("evicted_keys", "0"),
          Map.entry("maxmemory", "1000000"),
          Map.entry("maxmemory_policy", "noeviction"),
          Map.entry("used_memory", "1000"),
          Map.entry("used_memory_rss", "1200"),
          Map.entry("total_system_memory", "100000000"),
          Map.entry("role", "master"),
          Map.entry("master_repl_offset", "5000"),
          Map.entry("slave0", "ip=10.0.0.2,port=6379,state=online,offset=4000,lag=1"),
          Map.entry("connected_clients", "3"),
          Map.entry("maxclients", "100"),
          Map.entry("rejected_connections", "0"),
          Map.entry("number_of_cached_scripts", "18"));

  private static List<StoreFinding> found(
      Map<String, String> other, String fsync, String cluster, long pingMicros) {
    var fields = new HashMap<>(WELL);
    fields.putAll(other);
    var info =
        fields.entrySet().stream()
            .map(it -> it.getKey() + ":" + it.getValue() + "\r\n")
            .collect(Collectors.joining());
    var look = new ServerLook("h:1", info, fsync, cluster, 18, List.of(pingMicros));
    var all = new ArrayList<>(DurabilityRules.of(look));
    all.addAll(ServiceRules.of(look));
    return all;
  }

  private static StoreFinding about(String about, Map<String, String> other) {
    return found(other, "always", "", 300).stream()
        .filter(it -> it.about().equals(about))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aServerAsItShouldBeIsOkInEveryRespect() {
    assertThat(found(Map.of(), "always", "cluster_state:ok\r\ncluster_slots_ok:16384\r\n", 300))
        .hasSize(12)
        .allSatisfy(it -> assertThat(it.level()).as(it.toString()).isEqualTo(Level.OK))
        .allSatisfy(it -> assertThat(it.remedy()).isEmpty());
  }

  @Test
  void durabilityIsJudgedByTheFileAndByWhenItIsOnDisk() {
    assertThat(about("durability", Map.of("aof_enabled", "0")).level()).isEqualTo(Level.BAD);
    assertThat(levels("everysec")).containsExactly(Level.WARN);
    assertThat(levels("no")).containsExactly(Level.BAD);
    assertThat(levels("unknown")).containsExactly(Level.WARN);
  }

  private static List<Level> levels(String fsync) {
    return found(Map.of(), fsync, "", 300).stream()
        .filter(it -> it.about().equals("durability"))
        .map(StoreFinding::level)
        .toList();
  }

  @Test
  void aDiskThatTakesNoMoreIsBad() {
    assertThat(about("disk", Map.of("aof_last_write_status", "err")).evidence())
        .contains("refuses all writes");
    assertThat(about("disk", Map.of("rdb_last_bgsave_status", "err")).level()).isEqualTo(Level.BAD);
    assertThat(about("disk", Map.of("aof_last_bgrewrite_status", "err")).level())
        .isEqualTo(Level.WARN);
    assertThat(about("disk", Map.of("aof_delayed_fsync", "7")).evidence()).startsWith("7 syncs");
  }

  @Test
  void evictionIsBadBeforeTheFirstKeyIsGoneAndAnAlarmAfterwards() {
    var possible = about("eviction", Map.of("maxmemory_policy", "allkeys-lru"));
    assertThat(possible.level()).isEqualTo(Level.BAD);
    assertThat(possible.evidence()).contains("allkeys-lru", "none was removed yet");
    var done = about("eviction", Map.of("evicted_keys", "12"));
    assertThat(done.level()).isEqualTo(Level.BAD);
    assertThat(done.evidence()).startsWith("12 keys were removed");
    assertThat(done.remedy()).contains("noeviction", "backup");
    assertThat(about("eviction", Map.of("redis_version", "5.0.7")).remedy()).contains("upgrade");
  }

  @Test
  void memoryIsComparedWithItsLimitOrElseWithTheMachine() {
    assertThat(about("memory", Map.of("used_memory", "800000")).level()).isEqualTo(Level.WARN);
    assertThat(about("memory", Map.of("used_memory", "950000")).level()).isEqualTo(Level.BAD);
    assertThat(about("memory", Map.of("used_memory", "950000", "maxmemory", "0")).level())
        .isEqualTo(Level.OK);
    assertThat(
            about("fragmentation", Map.of("used_memory", "200000000", "used_memory_rss", "4e8"))
                .level())
        .as("a number that is none counts for nothing")
        .isEqualTo(Level.OK);
    assertThat(
            about(
                    "fragmentation",
                    Map.of("used_memory", "200000000", "used_memory_rss", "400000000"))
                .level())
        .isEqualTo(Level.WARN);
  }

  @Test
  void replicasAreNamedWithHowFarTheyAreBehind() {
    assertThat(about("role", Map.of("role", "slave")).level()).isEqualTo(Level.BAD);
    var behind =
        about(
            "replication",
            Map.of(
                "master_repl_offset",
                "9000000",
                "slave0",
                "ip=10.0.0.2,port=6379,state=online,offset=1000,lag=0"));
    assertThat(behind.level()).isEqualTo(Level.WARN);
    assertThat(behind.evidence()).contains("10.0.0.2:6379", "8999000 bytes behind");
    assertThat(about("replication", Map.of("slave0", "")).evidence()).startsWith("no replica");
  }

  @Test
  void slotsThatNobodyServesAreBad() {
    var found = found(Map.of(), "always", "cluster_state:fail\r\ncluster_slots_ok:10923\r\n", 300);
    assertThat(found)
        .filteredOn(it -> it.about().equals("cluster"))
        .singleElement()
        .satisfies(it -> assertThat(it.level()).isEqualTo(Level.BAD))
        .satisfies(it -> assertThat(it.evidence()).contains("10923 of 16384"));
  }

  @Test
  void refusedCommandsClientsScriptsAndSlownessAreToldOf() {
    assertThat(about("refusals", Map.of("errorstat_OOM", "count=4")).evidence())
        .contains("OOM 4 times");
    assertThat(about("clients", Map.of("connected_clients", "90")).level()).isEqualTo(Level.WARN);
    assertThat(about("clients", Map.of("rejected_connections", "1")).level()).isEqualTo(Level.WARN);
    assertThat(about("scripts", Map.of("number_of_cached_scripts", "50000")).level())
        .isEqualTo(Level.WARN);
    assertThat(found(Map.of(), "always", "", 20_000))
        .filteredOn(it -> it.about().equals("latency"))
        .extracting(StoreFinding::level)
        .containsExactly(Level.WARN);
    assertThat(found(Map.of(), "always", "", 400_000))
        .filteredOn(it -> it.about().equals("latency"))
        .extracting(StoreFinding::level)
        .containsExactly(Level.BAD);
  }

  @Test
  void bytesAreInTheirLargestUnit() {
    assertThat(List.of(0L, 1024L, 1536L, 5L << 20, 3L << 30))
        .extracting(DurabilityRules::bytes)
        .containsExactly("0 B", "1 KB", "1.5 KB", "5 MB", "3 GB");
  }
}
