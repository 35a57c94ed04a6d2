package switchboard.directory;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import switchboard.directory.DirectoryMessage.Began;
import switchboard.directory.DirectoryMessage.Describe;
import switchboard.directory.DirectoryMessage.Evict;
import switchboard.directory.DirectoryMessage.Examine;
import switchboard.directory.DirectoryMessage.Find;
import switchboard.directory.DirectoryMessage.ListWorkers;
import switchboard.directory.DirectoryMessage.Measure;
import switchboard.directory.DirectoryMessage.Seen;
import switchboard.directory.DirectoryMessage.ShowWorker;
import switchboard.directory.DirectoryMessage.Stopped;
import switchboard.directory.DirectoryReply.Connected;
import switchboard.directory.DirectoryReply.Described;
import switchboard.directory.DirectoryReply.Evicting;
import switchboard.directory.DirectoryReply.Examined;
import switchboard.directory.DirectoryReply.Found;
import switchboard.directory.DirectoryReply.Measured;
import switchboard.directory.DirectoryReply.Working;
import switchboard.session.SessionId;
import switchboard.session.SessionLook;
import switchboard.session.SessionMessage;
import switchboard.session.SessionWatch;
import switchboard.worker.ClusterWorkers;

/**
 * Answers for one node. It knows the sessions in the node's memory, because they are watched from
 * their start to their stop, and passes every question on to the session itself: directly, not
 * through sharding, so that nobody is woken and nobody kept awake.
 */
public final class NodeDesk {
  static final String NAME = "directory";

  /** A session answers between two commands; one that does not is recovering, or stuck. */
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final ActorContext<DirectoryMessage> actor;
  private final NodeFacts facts;
  private final Claims claims;
  private final ClusterWorkers workers;
  private final Examiner examiner;
  private final ShardCounts shards;
  private final Map<SessionId, Began> awake = new HashMap<>();

  private NodeDesk(
      ActorContext<DirectoryMessage> actor,
      NodeFacts facts,
      Claims claims,
      ClusterWorkers workers,
      Examiner examiner) {
    this.examiner = examiner;
    this.actor = actor;
    this.facts = facts;
    this.claims = claims;
    this.workers = workers;
    this.shards = new ShardCounts(actor.getSystem());
  }

  /** Tells by which claim an entity of this process writes to its journal. */
  public interface Claims
      extends BiFunction<org.apache.pekko.actor.ActorRef, String, OptionalLong> {}

  /** Finds out what this node knows of why a session may not go on; fails never. */
  @FunctionalInterface
  public interface Examiner {
    CompletionStage<Examination> examine(SessionId session);
  }

  /**
   * Starts this node's desk; to be done before any session can be started. The node is a member of
   * its cluster by now.
   *
   * @param doors where the node is reached, as far as that is known at the moment
   * @param workers this node's part in knowing them
   * @return to be told of every session that is started
   */
  public static SessionWatch start(
      ActorSystem<?> system,
      Supplier<NodeDoors> doors,
      Claims claims,
      ClusterWorkers workers,
      Examiner examiner) {
    var facts = new NodeFacts(system, doors, Instant.now());
    var desk =
        system.systemActorOf(behavior(facts, claims, workers, examiner), NAME, Props.empty());
    return (session, shard, entity, leave) ->
        desk.tell(new Began(session, shard, entity, leave, Instant.now()));
  }

  private static Behavior<DirectoryMessage> behavior(
      NodeFacts facts, Claims claims, ClusterWorkers workers, Examiner examiner) {
    return Behaviors.setup(
        actor ->
            Behaviors.receiveMessage(
                new NodeDesk(actor, facts, claims, workers, examiner)::onMessage));
  }

  private Behavior<DirectoryMessage> onMessage(DirectoryMessage message) {
    switch (message) {
      case Began began -> {
        awake.put(began.session(), began);
        actor.watchWith(began.entity(), new Stopped(began.session(), began.entity()));
      }
      case Stopped(var session, var entity) ->
          // unless the next one began before this was known
          awake.computeIfPresent(
              session, (_, known) -> known.entity().equals(entity) ? null : known);
      case Find(var sessions, var replyTo) -> find(sessions, replyTo);
      case Describe(var replyTo) -> describe(replyTo);
      case Measure(var replyTo) -> measure(replyTo);
      case Examine(var session, var replyTo) -> {
        var node = facts.identity();
        examiner.examine(session).thenAccept(found -> replyTo.tell(new Examined(node, found)));
      }
      case Evict(var session, var replyTo) -> {
        var held = Optional.ofNullable(awake.get(session));
        held.map(Began::leave).ifPresent(Runnable::run);
        replyTo.tell(new Evicting(facts.identity(), held.map(Began::since)));
      }
      case ListWorkers question -> list(question);
      case ShowWorker question ->
          actor.pipeToSelf(
              workers.of(question.worker()),
              (part, _) -> new Seen(question, Optional.ofNullable(part)));
      case Seen(var question, var seen) -> seen.ifPresent(part -> show(question, part));
    }
    return Behaviors.same();
  }

  private void find(List<SessionId> sessions, ActorRef<DirectoryReply> replyTo) {
    var asked = new ArrayList<CompletableFuture<Holding>>();
    for (var session : sessions) {
      var known = awake.get(session);
      if (known != null) {
        asked.add(look(known).toCompletableFuture());
      }
    }
    var node = facts.identity();
    CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
        .thenRun(
            () ->
                replyTo.tell(
                    new Found(node, asked.stream().map(CompletableFuture::resultNow).toList())));
  }

  /** Completes always normally. */
  private CompletionStage<Holding> look(Began known) {
    var here = facts.identity().address();
    return AskPattern.<SessionMessage, SessionLook>ask(
            known.entity(), SessionMessage.Look::new, PATIENCE, actor.getSystem().scheduler())
        .handle(
            (look, failure) -> failure == null ? Optional.of(look) : Optional.<SessionLook>empty())
        .thenApply(
            look ->
                new Holding(
                    known.session(),
                    known.shard(),
                    known.since(),
                    epoch(known),
                    look.map(each -> Looks.said(each, here))));
  }

  private long epoch(Began known) {
    var writer = Adapter.toClassic(known.entity());
    return claims.apply(writer, known.session().persistenceId()).orElse(0);
  }

  /** Says nothing if a worker's stream says nothing. */
  private void list(ListWorkers question) {
    var node = facts.identity();
    workers
        .own(question.after(), question.max())
        .thenAccept(
            loads ->
                question
                    .replyTo()
                    .tell(new Connected(node, loads.stream().map(WorkerRules::atNode).toList())));
  }

  /** Sessions that left the node or sleep are remembered by the workers' desk, and not shown. */
  private void show(ShowWorker question, ClusterWorkers.Part part) {
    var staying = part.staying().stream().filter(awake::containsKey).toList();
    question
        .replyTo()
        .tell(
            new Working(
                facts.identity(),
                part.streams().stream().map(WorkerRules::atNode).toList(),
                WorkerRules.here(part.streams(), staying, question.after(), question.max())));
  }

  private void describe(ActorRef<DirectoryReply> replyTo) {
    var node = facts.identity();
    counts().thenAccept(counts -> replyTo.tell(new Described(node, counts)));
  }

  private void measure(ActorRef<DirectoryReply> replyTo) {
    var node = facts.identity();
    var figures = facts.figures();
    counts().thenAccept(counts -> replyTo.tell(new Measured(node, counts, figures)));
  }

  /** Fails if it cannot say everything: half an answer would place sessions wrongly. */
  private CompletionStage<NodeView.Counts> counts() {
    var up = facts.up();
    int sessions = awake.size();
    int connections = facts.connections();
    return shards
        .count()
        .thenApply(
            counted ->
                new NodeView.Counts(
                    up, sessions, counted.sagas(), connections, counted.sessions()));
  }
}
