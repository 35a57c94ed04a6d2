package switchboard.directory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.japi.function.Function;

/**
 * The desks of all nodes that have a name. They are found by the addresses of the cluster's members
 * at the moment of the question, not by a registry that has to be told of them first.
 *
 * @param <Q> what they are asked
 * @param <R> what they answer
 */
public final class NodeDesks<Q, R> {
  private static final Duration PATIENCE = Duration.ofMillis(900);

  private final ActorSystem<?> system;
  private final String name;

  /**
   * @param name of the system actor that every node has
   */
  public NodeDesks(ActorSystem<?> system, String name) {
    this.system = system;
    this.name = name;
  }

  /**
   * What the nodes said.
   *
   * @param silent the addresses of those that said nothing
   */
  public record Answers<T>(List<T> said, List<String> silent) {
    public Answers {
      said = List.copyOf(said);
      silent = List.copyOf(silent);
    }

    /** The same where others were silent to an earlier question that this one completes. */
    Answers<T> without(List<String> others) {
      return new Answers<>(
          said, Stream.concat(silent.stream(), others.stream()).distinct().toList());
    }
  }

  /** The members that may hold something, oldest first. */
  public List<Member> members() {
    return StreamSupport.stream(Cluster.get(system).state().getMembers().spliterator(), false)
        .filter(member -> member.status() != MemberStatus.removed())
        .sorted(Member.ageOrdering())
        .toList();
  }

  /** Whether this node is a member that others work with. */
  public boolean isMember() {
    var status = Cluster.get(system).selfMember().status();
    return status == MemberStatus.up()
        || status == MemberStatus.weaklyUp()
        || status == MemberStatus.leaving()
        || status == MemberStatus.exiting();
  }

  /** The address of the member that decides on joining and leaving, as this node sees it. */
  Optional<String> leader() {
    return Optional.ofNullable(Cluster.get(system).state().getLeader()).map(NodeDesks::hostAndPort);
  }

  /** As operators write it: host:port. */
  public static String hostAndPort(Address address) {
    return address.host().get() + ":" + address.port().get();
  }

  /** Whether all members can reach it, as far as this node knows. */
  public boolean isReachable(Member member) {
    return !Cluster.get(system).state().getUnreachable().contains(member)
        && member.status() != MemberStatus.down();
  }

  /**
   * Asks every member that can be reached. Completes always normally, and in time.
   *
   * @param type of the answers that count
   */
  public <T extends R> CompletionStage<Answers<T>> ask(
      Function<ActorRef<R>, Q> question, Class<T> type) {
    return ask(members(), question, type);
  }

  /** The same of some of the members. */
  public <T extends R> CompletionStage<Answers<T>> ask(
      List<Member> members, Function<ActorRef<R>, Q> question, Class<T> type) {
    return ask(members, PATIENCE, question, type);
  }

  /**
   * The same where an answer takes longer.
   *
   * @param patience how long is waited for an answer
   */
  public <T extends R> CompletionStage<Answers<T>> ask(
      List<Member> members, Duration patience, Function<ActorRef<R>, Q> question, Class<T> type) {
    var asked = new ArrayList<CompletableFuture<Optional<T>>>();
    for (var member : members) {
      asked.add(
          isReachable(member)
              ? ask(member, patience, question, type).toCompletableFuture()
              : CompletableFuture.completedFuture(Optional.empty()));
    }
    return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
        .thenApply(_ -> answers(members, asked));
  }

  private static <T> Answers<T> answers(
      List<Member> members, List<CompletableFuture<Optional<T>>> asked) {
    var said = new ArrayList<T>();
    var silent = new ArrayList<String>();
    for (int i = 0; i < members.size(); i++) {
      var answer = asked.get(i).resultNow();
      answer.ifPresent(said::add);
      if (answer.isEmpty()) {
        silent.add(hostAndPort(members.get(i).address()));
      }
    }
    return new Answers<>(said, silent);
  }

  private <T> CompletionStage<Optional<T>> ask(
      Member member, Duration patience, Function<ActorRef<R>, Q> question, Class<T> type) {
    ActorRef<Q> desk =
        ActorRefResolver.get(system).resolveActorRef(member.address() + "/system/" + name);
    return AskPattern.ask(desk, question, patience, system.scheduler())
        .handle(
            (reply, failure) ->
                failure == null ? Optional.of(type.cast(reply)) : Optional.<T>empty());
  }
}
