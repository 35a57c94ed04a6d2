package switchboard.journal;

import java.util.List;
import java.util.OptionalLong;

/**
 * What one server says of itself at one moment.
 *
 * @param address {@code host:port}
 * @param info the words of INFO
 * @param appendFsync {@code always}, {@code everysec}, {@code no} or {@code unknown}
 * @param cluster the words of CLUSTER INFO; empty outside of cluster mode
 * @param scripts how many of our scripts the server knows
 * @param pingMicros how long each of some PINGs took, one after the other
 */
record ServerLook(
    String address,
    String info,
    String appendFsync,
    String cluster,
    int scripts,
    List<Long> pingMicros) {
  ServerLook {
    pingMicros = List.copyOf(pingMicros);
  }

  String field(String name) {
    return ServerFacts.field(info, name);
  }

  /** A number out of INFO; empty if this server does not tell it. */
  OptionalLong number(String name) {
    var text = field(name);
    return text.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
  }

  /** The same, 0 for what is not told. */
  long count(String name) {
    return number(name).orElse(0);
  }

  StoreHealth.Server server() {
    return ServerFacts.server(info, appendFsync);
  }

  ServerLook pinged(List<Long> micros) {
    return new ServerLook(address, info, appendFsync, cluster, scripts, micros);
  }

  /** The median of the PINGs. */
  long pingMedianMicros() {
    return pingMicros.stream().sorted().skip(pingMicros.size() / 2).findFirst().orElse(0L);
  }

  long pingLongestMicros() {
    return pingMicros.stream().mapToLong(Long::longValue).max().orElse(0);
  }
}
