package switchboard.cluster;

import com.typesafe.config.Config;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.LoggerFactory;
import switchboard.context.Fact;
import switchboard.journal.Stages;
import switchboard.journal.Watches;
import switchboard.journal.Watches.Thing;
import switchboard.journal.Watches.Watcher;
import switchboard.kafka.PoisonException;
import switchboard.kafka.ServiceEvent;
import switchboard.kafka.Topics;
import switchboard.kafka.UnroutableException;
import switchboard.session.SessionCommand;
import switchboard.session.SessionId;
import switchboard.session.SessionReply;
import switchboard.session.SessionReply.Rejection;
import switchboard.session.Sessions;
import switchboard.stages.Causes;

/**
 * Tells every session that watches a thing what a service told of it unasked.
 *
 * <p>An event is done when each of them has recorded it, or has ended. Until then it is told again:
 * sessions drop what they have seen. One that cannot be reached does not keep the others waiting,
 * but the event is not done without it.
 *
 * <p>Over all events of a node, at most {@code switchboard.watch.parallelism} sessions are told at
 * the same time, and those that are asked again later give their place up meanwhile. So a live turn
 * finds no more than so many writes before its own, however many sessions an event concerns.
 */
final class ContextUpdater {
  /** How many watchers are read at a time, and so how many at most wait in memory for an event. */
  static final int PAGE = 128;

  /** How long an event tries before it fails, and is handed over again by whoever consumes it. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** How long one session may take to answer before it is asked again. */
  private static final Duration WITHIN = Duration.ofSeconds(5);

  private static final Duration AGAIN_MIN = Duration.ofMillis(100);
  private static final Duration AGAIN_MAX = Duration.ofSeconds(3);
  private static final Complaint UNTOLD =
      new Complaint(
          LoggerFactory.getLogger(ContextUpdater.class),
          "a session could not be told of a change, will retry",
          Duration.ofSeconds(5));

  private final Watches watches;
  private final Observer observer;
  private final Permits permits;
  private final Executor executor;
  private final Clock clock;

  /** Tells one session; completes with its answer. */
  interface Observer {
    /**
     * As {@link switchboard.session.Sessions#execute}.
     *
     * @param eventId by which the session knows what it has seen
     */
    CompletionStage<SessionReply> observe(SessionId session, String eventId, Fact fact);
  }

  /**
   * Makes one for a node.
   *
   * @param parallelism how many sessions are told at the same time, 1 or more
   */
  ContextUpdater(
      Watches watches, Observer observer, int parallelism, Executor executor, Clock clock) {
    this.watches = watches;
    this.observer = observer;
    this.permits = new Permits(parallelism, executor);
    this.executor = executor;
    this.clock = clock;
  }

  /** Tells the sessions of this cluster. */
  static ContextUpdater of(ActorSystem<?> system, Config config, Foundation on, Sessions sessions) {
    return new ContextUpdater(
        on.store().watches(),
        (session, eventId, fact) ->
            sessions.execute(session, new SessionCommand.Observe(eventId, fact), WITHIN),
        WatchSettings.from(config).parallelism(),
        system.executionContext(),
        on.clock());
  }

  /** What one event tells, and until when, by nanoTime, it is tried. */
  private record News(Thing thing, String eventId, Fact fact, long untilNanos) {
    boolean isOver() {
      return System.nanoTime() - untilNanos >= 0;
    }
  }

  /**
   * Completes when all who watch have recorded it. Fails if one could not within half a minute,
   * with {@link UnroutableException} if nobody knows what the topic's events are about.
   */
  CompletionStage<Done> update(ServiceEvent event) {
    var kind = kind(event.topic());
    if (kind.isEmpty()) {
      return CompletableFuture.failedStage(new UnroutableException("UNKNOWN_TOPIC"));
    }
    var news =
        new News(
            // facts about a courier carry the id of the order that is watched
            new Thing(event.tenant(), "order", event.id()),
            // two services may count their events alike
            event.topic() + "/" + event.eventId(),
            new Fact(
                kind.get(),
                event.id(),
                event.facts(),
                event.asOf().truncatedTo(ChronoUnit.MILLIS),
                event.topic()),
            System.nanoTime() + PATIENCE.toNanos());
    return pages(news, Optional.empty(), Optional.empty())
        .thenCompose(
            failure ->
                failure.isPresent()
                    ? CompletableFuture.failedStage(failure.get())
                    : CompletableFuture.completedStage(Done.getInstance()));
  }

  /** What the events of a topic are about. */
  private static Optional<String> kind(String topic) {
    return switch (topic) {
      case Topics.ORDER_EVENTS -> Optional.of("order");
      case Topics.LOGISTICS_EVENTS -> Optional.of("courier");
      default -> Optional.empty();
    };
  }

  /** Tells all from a page on; completes with the first failure, if any, when all were tried. */
  private CompletionStage<Optional<Throwable>> pages(
      News news, Optional<Watcher> after, Optional<Throwable> failure) {
    return watches
        .watchers(news.thing(), clock.instant(), after, PAGE)
        .thenCompose(
            watchers ->
                tell(news, watchers)
                    .thenCompose(
                        failed ->
                            watchers.size() < PAGE
                                ? CompletableFuture.completedStage(failure.or(() -> failed))
                                : pages(
                                    news,
                                    Optional.of(watchers.getLast()),
                                    failure.or(() -> failed))));
  }

  private CompletionStage<Optional<Throwable>> tell(News news, List<Watcher> watchers) {
    return Stages.all(watchers.stream().map(watcher -> told(news, watcher)).toList())
        .thenApply(failures -> failures.stream().flatMap(Optional::stream).findFirst());
  }

  private CompletionStage<Optional<Throwable>> told(News news, Watcher watcher) {
    return tell(news, new SessionId(news.thing().tenant(), watcher.session()), 1)
        .handle((_, failure) -> Optional.ofNullable(failure).map(Causes::of));
  }

  private CompletionStage<Void> tell(News news, SessionId session, int attempt) {
    return permits
        .with(() -> observer.observe(session, news.eventId(), news.fact()))
        .thenCompose(reply -> settle(news, session, attempt, reply));
  }

  private CompletionStage<Void> settle(
      News news, SessionId session, int attempt, SessionReply reply) {
    return switch (reply) {
      case SessionReply.Recorded _ -> CompletableFuture.completedStage(null);
      case SessionReply.Rejected(Rejection.Plain why) ->
          switch (why) {
            case NOT_FOUND, ENDED, SUBJECT_ERASED ->
                watches.unwatch(news.thing(), session.session());
            case BUSY, STORE_UNAVAILABLE, SHARD_MOVING, OUTCOME_UNKNOWN ->
                again(news, session, attempt, why);
            case EXISTS, FORK_TOO_LARGE, REQUEST_ID_REUSED -> misunderstood(why.name());
          };
      case SessionReply.Rejected _,
          SessionReply.SessionView _,
          SessionReply.ContextView _,
          SessionReply.Erased _ ->
          misunderstood(reply.getClass().getSimpleName());
    };
  }

  private CompletionStage<Void> again(
      News news, SessionId session, int attempt, Rejection.Plain why) {
    var untold = new IllegalStateException("a session could not be told of a change: " + why);
    UNTOLD.about(untold);
    if (news.isOver()) {
      return CompletableFuture.failedStage(untold);
    }
    var doubled = AGAIN_MIN.multipliedBy(1L << Math.min(attempt - 1, 10));
    var pause = doubled.compareTo(AGAIN_MAX) < 0 ? doubled : AGAIN_MAX;
    return CompletableFuture.supplyAsync(
            () -> tell(news, session, attempt + 1),
            CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS, executor))
        .thenCompose(told -> told);
  }

  private static CompletionStage<Void> misunderstood(String answer) {
    return CompletableFuture.failedStage(
        new PoisonException(
            "a session did not understand what it was told", new IllegalStateException(answer)));
  }
}
