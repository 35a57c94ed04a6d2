package switchboard.inspection;

import ch.qos.logback.classic.Level;
import com.google.protobuf.util.Durations;
import com.typesafe.config.Config;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.event.Logging;
import org.apache.pekko.japi.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.directory.NodeDesks;
import switchboard.inspection.InspectionMessage.Answer;
import switchboard.inspection.InspectionMessage.Ask;
import switchboard.internal.v1.Inspect;
import switchboard.internal.v1.Inspected;
import switchboard.session.Incarnation;
import switchboard.v1.InspectedNode;
import switchboard.v1.NodeLogLevels;
import switchboard.v1.SetLogLevelRequest;

/**
 * Answers for this node's process. Nothing of it runs in the actor: to look takes a while, and the
 * actor's threads are those of the sessions.
 */
final class InspectionDesk {
  static final String NAME = "inspection";

  /** What an answer may have of what is as long as it likes: half a frame between two nodes. */
  static final int MOST_BYTES = 256 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(InspectionDesk.class);
  private static final Duration WATCHED = Duration.ofMillis(200);

  private static final Executor BACKGROUND =
      work -> Thread.ofVirtual().name("inspection").start(work);

  private final ActorSystem<?> system;
  private final String frontDoor;
  private final IntSupplier serviceCalls;
  private final Config config;
  private final LogLevels levels;
  private final ThreadWatch threads = new ThreadWatch(BACKGROUND);
  private final int levelOfPekko;

  private InspectionDesk(ActorSystem<?> system, String frontDoor, IntSupplier serviceCalls) {
    this.system = system;
    this.frontDoor = frontDoor;
    this.serviceCalls = serviceCalls;
    this.config = system.settings().config();
    this.levels =
        new LogLevels(
            (after, work) ->
                system.scheduler().scheduleOnce(after, work, system.executionContext()),
            this::letPekkoSpeak);
    this.levelOfPekko = system.classicSystem().eventStream().logLevel();
  }

  /** Starts this node's desk. */
  static void start(ActorSystem<?> system, String frontDoor, IntSupplier serviceCalls) {
    var desk = new InspectionDesk(system, frontDoor, serviceCalls);
    system.systemActorOf(
        Behaviors.<InspectionMessage>receiveMessage(
            message -> {
              if (message instanceof Ask(var question, var replyTo)) {
                desk.answer(question, replyTo);
              }
              return Behaviors.same();
            }),
        NAME,
        Props.empty());
  }

  /** A question, to be asked of a desk. */
  static Function<ActorRef<Answer>, InspectionMessage> asking(Inspect question) {
    return replyTo -> new Ask(question, replyTo);
  }

  private void answer(Inspect question, ActorRef<Answer> replyTo) {
    look(question)
        .whenComplete(
            (answer, failure) -> {
              if (failure == null) {
                replyTo.tell(new Answer(answer));
              } else {
                LOG.atError().setCause(failure).log("The node could not look into itself");
              }
            });
  }

  private CompletionStage<Inspected> look(Inspect question) {
    var node = node();
    var answer = Inspected.newBuilder().setNode(node);
    return switch (question.getQuestionCase()) {
      case INFO -> info().thenApply(info -> answer.setInfo(info).build());
      case THREADS ->
          threads
              .pools(question.getThreads().getTop())
              .thenApply(threads -> answer.setThreads(threads.setNode(node)).build());
      case HEAP ->
          soon(
              () ->
                  answer
                      .setHeap(HeapFacts.now(question.getHeap().getClasses()).setNode(node))
                      .build());
      case LEVELS ->
          soon(
              () ->
                  answer
                      .setLevels(
                          NodeLogLevels.newBuilder()
                              .setNode(node)
                              .addAllLevels(levels.list(question.getLevels().getLogger())))
                      .build());
      case SET_LEVEL -> soon(() -> answer.setLevels(set(node, question.getSetLevel())).build());
      case LOG ->
          soon(
              () ->
                  answer
                      .setLog(LogPages.read(LogRing.ofProcess(), question.getLog(), node))
                      .build());
      case SETTINGS ->
          soon(
              () ->
                  answer
                      .setSettings(
                          SettingFacts.of(config, question.getSettings().getPrefix(), MOST_BYTES)
                              .setNode(node))
                      .build());
      case QUESTION_NOT_SET ->
          CompletableFuture.failedStage(
              new IllegalArgumentException("a question of a later release"));
    };
  }

  private static <T> CompletionStage<T> soon(Supplier<T> work) {
    return CompletableFuture.supplyAsync(work, BACKGROUND);
  }

  private static <T> CompletionStage<T> after(Duration time, Supplier<T> work) {
    return CompletableFuture.supplyAsync(
        work,
        CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS, BACKGROUND));
  }

  private InspectedNode node() {
    return InspectedNode.newBuilder()
        .setIncarnation(Incarnation.of(system, frontDoor))
        .setAddress(NodeDesks.hostAndPort(Cluster.get(system).selfMember().address()))
        .setUid(Incarnation.uid(system))
        .build();
  }

  private CompletionStage<switchboard.v1.SystemInfo> info() {
    var member = Cluster.get(system).selfMember();
    long before = SystemFacts.clock();
    long since = System.nanoTime();
    return after(
        WATCHED,
        () ->
            SystemFacts.now(SystemFacts.clock() - before, System.nanoTime() - since)
                .setNode(node())
                .setVersion(member.appVersion().version())
                .setServiceCalls(serviceCalls.getAsInt())
                .build());
  }

  private NodeLogLevels set(InspectedNode node, SetLogLevelRequest request) {
    var set =
        levels.set(
            request.getLogger(),
            request.getLevel(),
            Instant.now(),
            Duration.ofMillis(Durations.toMillis(request.getRevertAfter())),
            request.getReason());
    return NodeLogLevels.newBuilder().setNode(node).addLevels(set).build();
  }

  /** Pekko's own loggers are silent below a level of Pekko's, whatever theirs are. */
  private void letPekkoSpeak() {
    boolean wanted = Level.DEBUG.isGreaterOrEqual(levels.lowestOfPekko());
    system.classicSystem().eventStream().setLogLevel(wanted ? Logging.DebugLevel() : levelOfPekko);
  }
}
