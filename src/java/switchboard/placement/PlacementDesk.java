package switchboard.placement;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.StreamSupport;
import org.apache.pekko.Version;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.cluster.Cluster;
import switchboard.directory.NodeDesks;
import switchboard.directory.ShardCounts;
import switchboard.journal.Stages;
import switchboard.session.SessionTraffic;
import switchboard.session.ShardedSessions;

/** Answers for one node: what it hosts, whom it suspects, and which shards it is to keep. */
public final class PlacementDesk {
  static final String NAME = "placement";

  private static final int BUSY_SHARDS = 5;
  private static final int BUSY_SESSIONS = 5;

  private final ActorContext<PlacementMessage> actor;
  private final Cluster cluster;
  private final ShardCounts shards;
  private final SessionTraffic traffic;
  private final Pins pins;
  private final Runnable leave;
  private final Instant up = Instant.now();
  private final Map<List<String>, ActorRef<Object>> signs = new HashMap<>();

  private PlacementDesk(ActorContext<PlacementMessage> actor, Pins pins, Runnable leave) {
    this.actor = actor;
    this.cluster = Cluster.get(actor.getSystem().classicSystem());
    this.shards = new ShardCounts(actor.getSystem());
    this.traffic = SessionTraffic.get(actor.getSystem());
    this.pins = pins;
    this.leave = leave;
  }

  /**
   * Starts this node's desk. The node is a member of its cluster by now.
   *
   * @param leave has this node leave in order; returns at once
   * @return which shards are pinned, on any node
   */
  public static Pins start(ActorSystem<?> system, Runnable leave) {
    var pins = new Pins(system.address());
    Behavior<PlacementMessage> behavior =
        Behaviors.setup(
            actor -> {
              var listings =
                  actor.messageAdapter(Receptionist.Listing.class, PlacementMessage.Listed::new);
              system.receptionist().tell(Receptionist.subscribe(Pins.KEY, listings));
              return Behaviors.receiveMessage(new PlacementDesk(actor, pins, leave)::onMessage);
            });
    system.systemActorOf(behavior, NAME, Props.empty());
    return pins;
  }

  private Behavior<PlacementMessage> onMessage(PlacementMessage message) {
    switch (message) {
      case PlacementMessage.Describe(var replyTo) -> describe(replyTo);
      case PlacementMessage.ListEntities question -> list(question);
      case PlacementMessage.Pin(var type, var shard, var replyTo) -> {
        release(type, shard);
        var sign =
            actor.spawn(
                Behaviors.<Object>ignore(),
                new Pin(type, shard, System.currentTimeMillis()).name());
        signs.put(List.of(type, shard), sign);
        actor.getSystem().receptionist().tell(Receptionist.register(Pins.KEY, sign));
        replyTo.tell(new PlacementReply.Noted(address()));
      }
      case PlacementMessage.Release(var type, var shard, var replyTo) -> {
        release(type, shard);
        replyTo.tell(new PlacementReply.Noted(address()));
      }
      case PlacementMessage.Leave(var replyTo) -> {
        replyTo.tell(new PlacementReply.Noted(address()));
        leave.run();
      }
      case PlacementMessage.Listed listed -> pins.listed(listed.signs());
    }
    return Behaviors.same();
  }

  private void release(String type, String shard) {
    var sign = signs.remove(List.of(type, shard));
    if (sign != null) {
      actor.getSystem().receptionist().tell(Receptionist.deregister(Pins.KEY, sign));
      actor.stop(sign);
    }
  }

  private String address() {
    return NodeDesks.hostAndPort(cluster.selfAddress());
  }

  /** Says nothing if it cannot say everything: half an answer would hide shards. */
  private void describe(ActorRef<PlacementReply> replyTo) {
    var rates = traffic.byShard();
    var suspects = suspects();
    var node = address();
    var busiest = busiest(rates);
    Stages.all(shards.types().stream().map(type -> hosted(type, rates)).toList())
        .thenAccept(
            types ->
                replyTo.tell(
                    new PlacementReply.Described(
                        node,
                        up,
                        System.getProperty("java.version"),
                        Version.current(),
                        suspects,
                        types,
                        busiest)));
  }

  private List<String> suspects() {
    var detector = cluster.failureDetector();
    return StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
        .map(member -> member.address())
        .filter(node -> detector.isMonitoring(node) && !detector.isAvailable(node))
        .map(NodeDesks::hostAndPort)
        .toList();
  }

  private CompletionStage<HostedType> hosted(String type, Map<String, Double> rates) {
    boolean measured = type.equals(ShardedSessions.NAME);
    return shards
        .entities(type)
        .thenApply(
            counts ->
                new HostedType(
                    type,
                    counts.entrySet().stream()
                        .map(
                            shard ->
                                new HostedShard(
                                    shard.getKey(),
                                    shard.getValue(),
                                    measured ? rates.getOrDefault(shard.getKey(), 0.0) : 0))
                        .sorted(ShardRules.BY_NUMBER)
                        .toList()));
  }

  private List<BusySession> busiest(Map<String, Double> rates) {
    var found = new ArrayList<BusySession>();
    rates.entrySet().stream()
        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
        .limit(BUSY_SHARDS)
        .flatMap(shard -> traffic.busiest(shard.getKey(), BUSY_SESSIONS).stream())
        .map(busy -> new BusySession(busy.session().name(), busy.shard(), busy.perSecond()))
        .forEach(found::add);
    found.sort(Comparator.comparingDouble(BusySession::perSecond).reversed());
    return found;
  }

  private void list(PlacementMessage.ListEntities question) {
    var node = address();
    shards
        .entities(question.type(), question.shard())
        .thenAccept(
            found ->
                question
                    .replyTo()
                    .tell(
                        new PlacementReply.Entities(
                            node,
                            found.isPresent(),
                            found.stream()
                                .flatMap(ids -> ids.stream())
                                .filter(id -> id.compareTo(question.after()) > 0)
                                .sorted()
                                .limit(question.max())
                                .toList())));
  }
}
