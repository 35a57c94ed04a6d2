package switchboard.placement;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.ClusterEvent.ClusterDomainEvent;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;
import switchboard.directory.NodeDesks;
import switchboard.placement.ClusterNews.Kind;

/**
 * Tells what happens to members, as it happens, and to shards, by asking all nodes once a second
 * for as long as somebody listens.
 */
final class ClusterTail {
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final ActorContext<Message> actor;
  private final TimerScheduler<Message> timers;
  private final Placement placement;
  private final Consumer<ClusterNews> listener;
  private final ShardHomes homes = new ShardHomes();

  /** What it is told; never leaves its node. */
  sealed interface Message {}

  private record Happened(ClusterDomainEvent event) implements Message {}

  private record Seen(ClusterState state) implements Message {}

  private enum Told implements Message {
    LOOK,
    CLOSE
  }

  private ClusterTail(
      ActorContext<Message> actor,
      TimerScheduler<Message> timers,
      Placement placement,
      Consumer<ClusterNews> listener) {
    this.actor = actor;
    this.timers = timers;
    this.placement = placement;
    this.listener = listener;
  }

  /** Ends it. */
  static Message close() {
    return Told.CLOSE;
  }

  static Behavior<Message> behavior(Placement placement, Consumer<ClusterNews> listener) {
    return Behaviors.setup(
        actor ->
            Behaviors.withTimers(
                timers -> {
                  var tail = new ClusterTail(actor, timers, placement, listener);
                  tail.begin();
                  return Behaviors.receive(Message.class).onAnyMessage(tail::onMessage).build();
                }));
  }

  private void begin() {
    var cluster = Cluster.get(actor.getSystem());
    for (var member : cluster.state().getMembers()) {
      listener.accept(
          ClusterNews.ofMember(Kind.MEMBER, true, at(member.address()), status(member)));
    }
    for (var member : cluster.state().getUnreachable()) {
      listener.accept(ClusterNews.ofMember(Kind.UNREACHABLE, true, at(member.address()), ""));
    }
    var leader = cluster.state().getLeader();
    if (leader != null) {
      listener.accept(ClusterNews.ofMember(Kind.LEADER, true, at(leader), ""));
    }
    var events = actor.messageAdapter(ClusterDomainEvent.class, Happened::new);
    cluster.subscriptions().tell(Subscribe.create(events, ClusterDomainEvent.class));
    look();
  }

  private Behavior<Message> onMessage(Message message) {
    return switch (message) {
      case Happened(var event) -> {
        onEvent(event);
        yield Behaviors.same();
      }
      case Seen(var state) -> {
        homes.news(state).forEach(listener);
        timers.startSingleTimer(Told.LOOK, LOOK);
        yield Behaviors.same();
      }
      case Told.LOOK -> {
        look();
        yield Behaviors.same();
      }
      case Told.CLOSE -> Behaviors.stopped();
    };
  }

  /** The next one only when this one is answered; it always is. */
  private void look() {
    actor.pipeToSelf(
        placement.state(), (state, failure) -> failure == null ? new Seen(state) : Told.LOOK);
  }

  private void onEvent(ClusterDomainEvent event) {
    switch (event) {
      case ClusterEvent.MemberDowned downed -> tell(Kind.DOWNED, downed.member(), "DOWN");
      case ClusterEvent.MemberRemoved gone -> tell(Kind.MEMBER, gone.member(), "REMOVED");
      case ClusterEvent.MemberEvent changed ->
          tell(Kind.MEMBER, changed.member(), status(changed.member()));
      case ClusterEvent.UnreachableMember lost -> tell(Kind.UNREACHABLE, lost.member(), "");
      case ClusterEvent.ReachableMember back -> tell(Kind.REACHABLE, back.member(), "");
      case ClusterEvent.LeaderChanged changed ->
          listener.accept(
              ClusterNews.ofMember(
                  Kind.LEADER,
                  false,
                  changed.getLeader() == null ? "" : at(changed.getLeader()),
                  ""));
      default -> {
        // of roles' leaders, of data centres, of what only Pekko's own parts need
      }
    }
  }

  private void tell(Kind kind, Member member, String status) {
    listener.accept(ClusterNews.ofMember(kind, false, at(member.address()), status));
  }

  private static String at(Address address) {
    return NodeDesks.hostAndPort(address);
  }

  static String status(Member member) {
    return status(member.status());
  }

  /** As operators write it: upper snake. */
  static String status(MemberStatus status) {
    return status.toString().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
  }
}
