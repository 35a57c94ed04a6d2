package switchboard.ops;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import switchboard.v1.Event;
import switchboard.v1.Fact;
import switchboard.v1.Goal;
import switchboard.v1.Slot;

/** What agents do, as far as the command line can see it. */
public final class FakeAgents {
  private FakeAgents() {}

  /** Notes the length, replies, both at once. */
  public static void echo(FakeCluster cluster, String session, Event said) {
    var text = said.getUserMessage().getText();
    var goal =
        Goal.newBuilder()
            .putSlots(
                "last_message_length", Slot.newBuilder().setValue("" + text.length()).build());
    synchronized (cluster) {
      cluster.append(
          session,
          said.getSequence(),
          Event.newBuilder().setGoalChanged(Event.GoalChanged.newBuilder().setGoal(goal)));
      cluster.append(session, said.getSequence(), message(Processes.echoReply(text), "", false));
    }
  }

  /** Replies, and leaves the goals to others. */
  public static void parrot(FakeCluster cluster, String session, Event said) {
    cluster.append(session, said.getSequence(), reply(said));
  }

  /**
   * A worker that answers as parrot does, a moment after each message, when its turn has been
   * handed out a second time.
   *
   * @param answers how often it answers; once is right
   */
  public static FakeCluster.Agent worker(int answers) {
    return (cluster, session, said) -> {
      long turn = said.getSequence();
      cluster.append(
          session, turn, Event.newBuilder().setTurnOpened(Event.TurnOpened.getDefaultInstance()));
      var again = Event.TurnAssigned.newBuilder().setAttempt(2);
      CompletableFuture.runAsync(
              () -> cluster.append(session, turn, Event.newBuilder().setTurnAssigned(again)),
              after(20))
          .thenRunAsync(() -> answer(cluster, session, said, answers), after(20));
    };
  }

  private static void answer(FakeCluster cluster, String session, Event said, int answers) {
    var end =
        Event.TurnEnded.newBuilder()
            .setOutcome(Event.TurnEnded.Outcome.ANSWERED)
            .setAttempt(2)
            .setWorker("one");
    synchronized (cluster) {
      for (int i = 0; i < answers; i++) {
        cluster.append(session, said.getSequence(), reply(said));
        cluster.append(session, said.getSequence(), Event.newBuilder().setTurnEnded(end));
      }
    }
  }

  private static Event.Builder reply(Event said) {
    return message(Processes.echoReply(said.getUserMessage().getText()), "", false);
  }

  /**
   * An agent that asks two services about an order, which answer after {@code delayMillis} each.
   *
   * @param updates how often it tells the end; once is right
   */
  public static FakeCluster.Agent delivery(String orderId, int delayMillis, int updates) {
    return (cluster, session, said) -> {
      long turn = said.getSequence();
      if (!said.getUserMessage().getText().contains(orderId)) {
        cluster.append(session, turn, message("You are welcome.", "", false));
        return;
      }
      cluster.append(session, turn, message("Let me look.", "", false));
      cluster.append(
          session,
          turn,
          Event.newBuilder().setSagaRequested(Event.SagaRequested.newBuilder().setSaga("saga-1")));
      CompletableFuture.runAsync(() -> step(cluster, session, orderId), after(delayMillis));
      CompletableFuture.runAsync(
          () -> end(cluster, session, orderId, updates), after(2 * delayMillis));
    };
  }

  private static void step(FakeCluster cluster, String session, String orderId) {
    cluster.append(
        session,
        0,
        Event.newBuilder()
            .setSagaProgressed(
                Event.SagaProgressed.newBuilder()
                    .setSaga("saga-1")
                    .setStep("order")
                    .addFacts(order(orderId))));
    cluster.append(session, 0, message("It is on its way.", "saga-1", true));
  }

  private static void end(FakeCluster cluster, String session, String orderId, int updates) {
    cluster.append(
        session,
        0,
        Event.newBuilder()
            .setSagaEnded(
                Event.SagaEnded.newBuilder()
                    .setSaga("saga-1")
                    .setOutcome(Event.SagaEnded.Outcome.COMPLETED)
                    .addFacts(order(orderId).toBuilder().putAttributes("etaMinutes", "12"))));
    for (int i = 0; i < updates; i++) {
      cluster.append(session, 0, message("Order " + orderId + ": 12 minutes.", "saga-1", false));
    }
  }

  private static Fact order(String orderId) {
    return Fact.newBuilder()
        .setKind("order")
        .setId(orderId)
        .putAttributes("status", "OUT_FOR_DELIVERY")
        .build();
  }

  private static Event.Builder message(String text, String saga, boolean interim) {
    return Event.newBuilder()
        .setAgentMessage(
            Event.AgentMessage.newBuilder().setText(text).setSaga(saga).setInterim(interim));
  }

  private static Executor after(int millis) {
    return CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS);
  }
}
