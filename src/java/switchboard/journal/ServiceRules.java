package switchboard.journal;

import static switchboard.journal.StoreFinding.bad;
import static switchboard.journal.StoreFinding.ok;
import static switchboard.journal.StoreFinding.warn;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What decides whether a server serves as it should: copies, cluster, clients, time. Pure. */
final class ServiceRules {
  private static final Pattern REPLICA =
      Pattern.compile(
          "(?m)^slave\\d+:ip=([^,]+),port=(\\d+),state=(\\w+),offset=(\\d+),lag=(-?\\d+)");
  private static final int SLOTS = 16_384;
  private static final long BEHIND = 1L << 20;
  private static final long LATE_SECONDS = 5;
  private static final double MANY_CLIENTS = 0.8;
  private static final int FOREIGN_SCRIPTS = 1_000;
  private static final long SLOW_MICROS = 10_000;
  private static final long TOO_SLOW_MICROS = 250_000;

  private ServiceRules() {}

  static List<StoreFinding> of(ServerLook look) {
    var found = new ArrayList<StoreFinding>();
    found.add(role(look));
    found.addAll(replicas(look));
    if (!look.cluster().isEmpty()) {
      found.add(cluster(look));
    }
    found.add(refused(look));
    found.add(scripts(look));
    found.add(clients(look));
    found.add(latency(look));
    return found;
  }

  private static StoreFinding role(ServerLook look) {
    var role = look.field("role");
    return role.equals("master")
        ? ok("role", look.address(), "master")
        : bad(
            "role",
            look.address(),
            "this server is a " + role + ": it refuses every write",
            "name the master by switchboard.redis.uri, or promote this one: REPLICAOF NO ONE");
  }

  private static List<StoreFinding> replicas(ServerLook look) {
    if (!look.field("role").equals("master")) {
      return List.of();
    }
    var all = REPLICA.matcher(look.info()).results().toList();
    if (all.isEmpty()) {
      return List.of(
          warn(
              "replication",
              look.address(),
              "no replica: what this server's disk holds is nowhere else",
              "attach a replica, and copy the append-only file away; docs/failover.md"));
    }
    return all.stream().map(replica -> replica(look, replica)).toList();
  }

  private static StoreFinding replica(ServerLook look, MatchResult replica) {
    var name = replica.group(1) + ":" + replica.group(2);
    long behind = Math.max(0, look.count("master_repl_offset") - Long.parseLong(replica.group(4)));
    long seconds = Long.parseLong(replica.group(5));
    var evidence =
        "replica %s is %s, %d bytes behind, heard of %d s ago"
            .formatted(name, replica.group(3), behind, seconds);
    boolean well = replica.group(3).equals("online") && behind < BEHIND && seconds < LATE_SECONDS;
    return well
        ? ok("replication", look.address(), evidence)
        : warn(
            "replication",
            look.address(),
            evidence + ": if it took over now, what it lacks would be lost",
            "see its log and the network between them; do not fail over to it by hand");
  }

  private static StoreFinding cluster(ServerLook look) {
    var state = ServerFacts.field(look.cluster(), "cluster_state");
    var served = ServerFacts.field(look.cluster(), "cluster_slots_ok");
    var evidence = "cluster %s, %s of %d slots served".formatted(state, served, SLOTS);
    return state.equals("ok") && served.equals("" + SLOTS)
        ? ok("cluster", look.address(), evidence)
        : bad(
            "cluster",
            look.address(),
            evidence + ": conversations of the other slots cannot be read or written",
            "bring the missing masters back, or give their slots away: redis-cli --cluster fix");
  }

  private static StoreFinding refused(ServerLook look) {
    var codes = new ArrayList<String>();
    for (var code : List.of("OOM", "MISCONF", "READONLY", "NOREPLICAS", "MASTERDOWN")) {
      var counted =
          Pattern.compile("(?m)^errorstat_" + code + ":count=(\\d+)").matcher(look.info());
      if (counted.find()) {
        codes.add(code + " " + counted.group(1) + " times");
      }
    }
    return codes.isEmpty()
        ? ok("refusals", look.address(), "no command was refused for want of memory or disk")
        : warn(
            "refusals",
            look.address(),
            "commands were refused since the server started: " + String.join(", ", codes),
            "look at memory, disk and role above, and into the server's log; CONFIG RESETSTAT"
                + " counts from anew");
  }

  private static StoreFinding scripts(ServerLook look) {
    long cached = look.count("number_of_cached_scripts");
    var evidence =
        "%d of our %d scripts are known, %d in all; one that is not is sent whole"
            .formatted(look.scripts(), Script.values().length, cached);
    return cached > FOREIGN_SCRIPTS
        ? warn(
            "scripts",
            look.address(),
            evidence,
            "somebody else sends scripts that differ each time: find who, then SCRIPT FLUSH")
        : ok("scripts", look.address(), evidence);
  }

  private static StoreFinding clients(ServerLook look) {
    long connected = look.count("connected_clients");
    long most = look.count("maxclients");
    long rejected = look.count("rejected_connections");
    var evidence =
        "%d connected of %s, %d rejected since the server started"
            .formatted(connected, most > 0 ? "" + most : "unknown", rejected);
    return rejected > 0 || most > 0 && connected > MANY_CLIENTS * most
        ? warn(
            "clients",
            look.address(),
            evidence,
            "raise maxclients; CLIENT LIST says who holds so many. A node takes 2 and up to"
                + " switchboard.redis.transactions.connections more")
        : ok("clients", look.address(), evidence);
  }

  private static StoreFinding latency(ServerLook look) {
    long median = look.pingMedianMicros();
    var evidence =
        String.format(
            Locale.ROOT,
            "PING takes %.1f ms, the longest of %d took %.1f ms",
            median / 1e3,
            look.pingMicros().size(),
            look.pingLongestMicros() / 1e3);
    if (median < SLOW_MICROS) {
      return ok("latency", look.address(), evidence);
    }
    var remedy = "see whether the machine or the network is busy, SLOWLOG GET, and LATENCY DOCTOR";
    return median < TOO_SLOW_MICROS
        ? warn("latency", look.address(), evidence, remedy)
        : bad(
            "latency",
            look.address(),
            evidence + ": calls of nodes end before they are answered",
            remedy);
  }
}
