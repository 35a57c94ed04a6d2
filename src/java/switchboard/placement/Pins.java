package switchboard.placement;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;
import switchboard.directory.NodeDesks;

/**
 * Which shards operators keep on which nodes, as this node knows it. A pin is an actor on the node
 * that keeps the shard, registered with the receptionist: every node knows it within moments, and
 * it is gone with its node.
 */
public final class Pins {
  /** What is registered under it is no service, but says what its node keeps. */
  static final ServiceKey<Object> KEY = ServiceKey.create(Object.class, "pinned-shard");

  private final Address self;
  private volatile Map<Key, Kept> kept = Map.of();

  private record Key(String type, String shard) {}

  private record Kept(Address node, long sinceMillis) {}

  /**
   * @param self the address of this node, which its own actors do not name
   */
  Pins(Address self) {
    this.self = self;
  }

  /** The node that a shard is kept on. */
  public Optional<Address> of(String type, String shard) {
    return Optional.ofNullable(kept.get(new Key(type, shard))).map(Kept::node);
  }

  /** The cluster address that each pinned shard is kept at, of each type. */
  Map<String, Map<String, String>> all() {
    var all = new HashMap<String, Map<String, String>>();
    kept.forEach(
        (key, where) ->
            all.computeIfAbsent(key.type(), _ -> new HashMap<>())
                .put(key.shard(), NodeDesks.hostAndPort(where.node())));
    return all;
  }

  /** Where two nodes say that they keep a shard, the later one does: the other was not told. */
  void listed(Iterable<ActorRef<Object>> signs) {
    var now = new HashMap<Key, Kept>();
    for (var sign : signs) {
      Pin.ofName(sign.path().name())
          .ifPresent(
              pin ->
                  now.merge(
                      new Key(pin.type(), pin.shard()),
                      new Kept(whole(sign.path().address()), pin.sinceMillis()),
                      Pins::later));
    }
    kept = Map.copyOf(now);
  }

  private static Kept later(Kept one, Kept other) {
    boolean same = one.sinceMillis() == other.sinceMillis();
    boolean first =
        same
            ? one.node().toString().compareTo(other.node().toString()) > 0
            : one.sinceMillis() > other.sinceMillis();
    return first ? one : other;
  }

  /** The whole address of what may be an actor of this node. */
  Address whole(Address address) {
    return address.hasGlobalScope() ? address : self;
  }
}
