package switchboard.inspection;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntSupplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.Member;
import switchboard.directory.NodeDesks;
import switchboard.internal.v1.Inspect;

/** Looks into the nodes of a cluster, at one of them. */
public final class ClusterInspection implements Inspection {
  private static final Duration PATIENCE = Duration.ofMillis(900);

  /** The second over which threads are watched, and what an answer takes besides. */
  private static final Duration FOR_THREADS = Duration.ofSeconds(2);

  private static final Duration FOR_CLASSES = Duration.ofSeconds(3);

  private final NodeDesks<InspectionMessage, InspectionMessage.Answer> desks;

  private ClusterInspection(NodeDesks<InspectionMessage, InspectionMessage.Answer> desks) {
    this.desks = desks;
  }

  /**
   * Starts this node's desk; the node is a member of its cluster by now.
   *
   * @param frontDoor where this node's front door listens, {@code host:port}
   * @param serviceCalls counts the calls of services over HTTP that are under way
   */
  public static Inspection start(
      ActorSystem<?> system, String frontDoor, IntSupplier serviceCalls) {
    InspectionDesk.start(system, frontDoor, serviceCalls);
    return new ClusterInspection(new NodeDesks<>(system, InspectionDesk.NAME));
  }

  @Override
  public CompletionStage<Optional<Answers>> ask(Inspect question, String node) {
    var asked = desks.members().stream().filter(member -> isNamed(member, node)).toList();
    if (asked.isEmpty()) {
      return CompletableFuture.completedStage(Optional.empty());
    }
    return desks
        .ask(
            asked,
            patience(question),
            InspectionDesk.asking(question),
            InspectionMessage.Answer.class)
        .thenApply(
            answers ->
                Optional.of(
                    new Answers(
                        answers.said().stream().map(InspectionMessage.Answer::answer).toList(),
                        answers.silent())));
  }

  private static boolean isNamed(Member member, String node) {
    return node.isEmpty()
        || node.equals(NodeDesks.hostAndPort(member.address()))
        || node.endsWith("#" + member.uniqueAddress().longUid());
  }

  private static Duration patience(Inspect question) {
    return switch (question.getQuestionCase()) {
      case THREADS -> FOR_THREADS;
      case HEAP -> question.getHeap().getClasses() > 0 ? FOR_CLASSES : PATIENCE;
      case INFO, LEVELS, SET_LEVEL, LOG, SETTINGS, QUESTION_NOT_SET -> PATIENCE;
    };
  }
}
