package switchboard.journal;

import static switchboard.journal.StoreFinding.bad;
import static switchboard.journal.StoreFinding.ok;
import static switchboard.journal.StoreFinding.warn;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What decides whether a server keeps what it was given. Pure. */
final class DurabilityRules {
  private static final double NEARLY_FULL = 0.75;
  private static final double FULL = 0.90;
  private static final double FRAGMENTED = 1.5;

  /** A small store's fragmentation is only what the server itself takes. */
  private static final long WORTH_A_LOOK = 100L << 20;

  private DurabilityRules() {}

  static List<StoreFinding> of(ServerLook look) {
    var found = new ArrayList<StoreFinding>();
    found.add(appendOnlyFile(look));
    found.add(disk(look));
    found.add(eviction(look));
    found.add(memory(look));
    found.add(fragmentation(look));
    return found;
  }

  private static StoreFinding appendOnlyFile(ServerLook look) {
    var server = look.server();
    if (server.appendOnly().equals("no")) {
      return bad(
          "durability",
          look.address(),
          "there is no append-only file: all conversations are lost with the process",
          "CONFIG SET appendonly yes, then the same in redis.conf, or a restart loses them");
    }
    return switch (server.appendFsync()) {
      case "always" ->
          ok("durability", look.address(), "append-only file, every write is on disk first");
      case "everysec" ->
          warn(
              "durability",
              look.address(),
              "appendfsync is everysec: about a second of acknowledged turns is lost with the"
                  + " machine's power",
              "CONFIG SET appendfsync always, and the same in redis.conf; docs/performance.md has"
                  + " what it costs");
      case "no" ->
          bad(
              "durability",
              look.address(),
              "appendfsync is no: half a minute and more of acknowledged turns is lost with the"
                  + " machine's power",
              "CONFIG SET appendfsync always, and the same in redis.conf");
      default ->
          warn(
              "durability",
              look.address(),
              "append-only file " + server.appendOnly() + "; this server does not tell appendfsync",
              "ask its provider whether a write is on disk before it is answered");
    };
  }

  private static StoreFinding disk(ServerLook look) {
    if (look.field("aof_last_write_status").equals("err")) {
      return bad(
          "disk",
          look.address(),
          "the last write to the append-only file failed: the server refuses all writes",
          "free space where Redis keeps its files; it goes on by itself. Its log has the reason");
    }
    if (look.field("rdb_last_bgsave_status").equals("err")) {
      return bad(
          "disk",
          look.address(),
          "the last snapshot failed: with stop-writes-on-bgsave-error all writes are refused",
          "free space where Redis keeps its files, then BGSAVE; its log has the reason");
    }
    if (look.field("aof_last_bgrewrite_status").equals("err")) {
      return warn(
          "disk",
          look.address(),
          "the append-only file could not be written anew: it grows, and erased data stays in it",
          "free as much space as the data set takes, then BGREWRITEAOF");
    }
    long late = look.count("aof_delayed_fsync");
    return late > 0
        ? warn(
            "disk",
            look.address(),
            late + " syncs to disk were late since the server started",
            "see what else writes to this disk, and whether it is fast enough")
        : ok("disk", look.address(), "the last write, snapshot and rewrite went well");
  }

  private static StoreFinding eviction(ServerLook look) {
    long evicted = look.count("evicted_keys");
    var unfit = ServerFacts.unfit(look.server());
    if (evicted > 0) {
      return bad(
          "eviction",
          look.address(),
          evicted
              + " keys were removed because memory was full (maxmemory-policy "
              + look.field("maxmemory_policy")
              + "): journals, contexts and deadlines of conversations are gone, and nobody was"
              + " told",
          "CONFIG SET maxmemory-policy noeviction, and the same in redis.conf; raise maxmemory;"
              + " then stop the nodes and restore the store from a backup of before the first"
              + " eviction. What was removed cannot be had otherwise; CONFIG RESETSTAT ends this"
              + " alarm");
    }
    return unfit
        .map(
            reason ->
                bad(
                    "eviction",
                    look.address(),
                    reason + "; none was removed yet",
                    ServerFacts.evicts(look.server())
                        ? "CONFIG SET maxmemory-policy noeviction, and the same in redis.conf: no"
                            + " node starts before"
                        : "upgrade the server: no node starts before"))
        .orElseGet(() -> ok("eviction", look.address(), "noeviction, and no key was ever removed"));
  }

  private static StoreFinding memory(ServerLook look) {
    long used = look.count("used_memory");
    long limit = look.count("maxmemory");
    long most = limit > 0 ? limit : look.count("total_system_memory");
    var evidence =
        "%s used of %s, %s"
            .formatted(
                bytes(used),
                most > 0 ? bytes(most) : "unknown",
                limit > 0 ? "which is maxmemory" : "which the machine has; maxmemory is not set");
    if (most == 0 || used < NEARLY_FULL * most) {
      return ok("memory", look.address(), evidence);
    }
    var remedy =
        "give it more memory, or keep sessions for a shorter time"
            + " (switchboard.session.idle-retention); `switchboard redis keys` says what takes it";
    return used < FULL * most
        ? warn("memory", look.address(), evidence, remedy)
        : bad("memory", look.address(), evidence + ": when it is full, no turn is taken", remedy);
  }

  private static StoreFinding fragmentation(ServerLook look) {
    long used = look.count("used_memory");
    long resident = look.count("used_memory_rss");
    var evidence = "%s resident for %s used".formatted(bytes(resident), bytes(used));
    return used > WORTH_A_LOOK && resident > FRAGMENTED * used
        ? warn(
            "fragmentation",
            look.address(),
            evidence,
            "CONFIG SET activedefrag yes, or restart the server at a quiet hour")
        : ok("fragmentation", look.address(), evidence);
  }

  /** In its largest unit, such as {@code 1.5 GB}. */
  static String bytes(long bytes) {
    double left = bytes;
    for (var unit : List.of("B", "KB", "MB")) {
      if (left < 1024) {
        return number(left, unit);
      }
      left /= 1024;
    }
    return number(left, "GB");
  }

  private static String number(double value, String unit) {
    return value == Math.rint(value)
        ? (long) value + " " + unit
        : String.format(Locale.ROOT, "%.1f %s", value, unit);
  }
}
