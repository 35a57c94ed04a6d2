package switchboard.operations;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import switchboard.directory.Directory;
import switchboard.directory.Eviction;
import switchboard.directory.Place;
import switchboard.rpc.Outcome;
import switchboard.rpc.Outcome.Done;
import switchboard.rpc.Outcome.Failed;
import switchboard.session.SessionCommand;
import switchboard.session.SessionId;
import switchboard.session.SessionReply;
import switchboard.session.SessionReply.Recorded;
import switchboard.session.SessionReply.SessionView;
import switchboard.v1.CancelTurnResponse;
import switchboard.v1.EvictSessionResponse;
import switchboard.v1.Session;
import switchboard.wire.PublicErrors;
import switchboard.wire.PublicEvents;
import switchboard.wire.PublicRequests;
import switchboard.wire.PublicSessions;

/** What operators change of sessions, on record. */
final class SessionChanges {
  /** Together with looking before and after it, less than an operator's call waits. */
  private static final Duration CHANGE_WITHIN = Duration.ofMillis(1_500);

  private static final Duration LOOK_WITHIN = Duration.ofMillis(600);

  private static final Duration PLACE_WITHIN = Duration.ofMillis(300);

  private final SessionDesk desk;
  private final Directory directory;
  private final Audit audit;

  SessionChanges(SessionDesk desk, Directory directory, Audit audit) {
    this.desk = desk;
    this.directory = directory;
    this.audit = audit;
  }

  CompletionStage<Outcome<Session>> end(Audit.Asked asked, SessionId session, String requestId) {
    return change(asked, session, PublicRequests.close(requestId, Optional.empty()));
  }

  CompletionStage<Outcome<Session>> pause(
      Audit.Asked asked, SessionId session, Duration length, String requestId) {
    return change(asked, session, PublicRequests.pause(requestId, length, asked.reason()));
  }

  CompletionStage<Outcome<Session>> resume(Audit.Asked asked, SessionId session) {
    return change(asked, session, SessionCommand.Resume.RESUME);
  }

  CompletionStage<Outcome<CancelTurnResponse>> cancelTurn(
      Audit.Asked asked, SessionId session, long turn, boolean compensate) {
    return audit.change(
        asked,
        () -> state(session),
        () ->
            recorded(
                desk.execute(
                    session, new SessionCommand.CancelTurn(turn, compensate), CHANGE_WITHIN),
                SessionChanges::ended));
  }

  private static CompletionStage<Outcome<CancelTurnResponse>> ended(Recorded recorded) {
    return CompletableFuture.completedStage(
        new Done<>(
            CancelTurnResponse.newBuilder()
                .setSequence(recorded.sequence())
                .setRecordTime(PublicEvents.timestamp(recorded.time()))
                .build()));
  }

  CompletionStage<Outcome<EvictSessionResponse>> evict(Audit.Asked asked, SessionId session) {
    return audit.change(
        asked,
        () -> place(session),
        () -> directory.evict(session).thenApply(it -> new Done<>(evicted(it))));
  }

  private static EvictSessionResponse evicted(Eviction eviction) {
    return EvictSessionResponse.newBuilder()
        .addAllNodes(eviction.told().stream().map(PublicPlaces::identity).toList())
        .setLeft(eviction.left())
        .addAllSilent(eviction.silent())
        .build();
  }

  private CompletionStage<Outcome<Session>> change(
      Audit.Asked asked, SessionId session, SessionCommand command) {
    return audit.change(
        asked,
        () -> state(session),
        () -> recorded(desk.execute(session, command, CHANGE_WITHIN), _ -> show(session)));
  }

  private CompletionStage<Outcome<Session>> show(SessionId session) {
    return desk.execute(session, SessionCommand.Get.SESSION, LOOK_WITHIN)
        .thenApply(
            reply ->
                switch (reply) {
                  case SessionView view -> new Done<>(PublicSessions.session(view));
                  case SessionReply.Rejected(var rejection) ->
                      new Failed<Session>(PublicErrors.of(rejection));
                  case Recorded _, SessionReply.ContextView _, SessionReply.Erased _ ->
                      throw new IllegalStateException("a session answers who asks for it so");
                });
  }

  private static <T> CompletionStage<Outcome<T>> recorded(
      CompletionStage<SessionReply> asked, Function<Recorded, CompletionStage<Outcome<T>>> then) {
    return asked.thenCompose(
        reply ->
            switch (reply) {
              case Recorded recorded -> then.apply(recorded);
              case SessionReply.Rejected(var rejection) ->
                  CompletableFuture.completedStage(new Failed<>(PublicErrors.of(rejection)));
              case SessionView _, SessionReply.ContextView _, SessionReply.Erased _ ->
                  throw new IllegalStateException("a change is recorded or refused");
            });
  }

  /** In a few words that are no personal data. */
  private CompletionStage<String> state(SessionId session) {
    return desk.execute(session, SessionCommand.Get.SESSION, LOOK_WITHIN)
        .thenApply(SessionChanges::words);
  }

  private static String words(SessionReply reply) {
    return switch (reply) {
      case SessionView view ->
          view.life()
              + view.pausedUntil().map(until -> ", paused until " + until).orElse("")
              + ", last event "
              + view.lastSequence();
      case SessionReply.Rejected(var rejection) -> rejection.toString();
      case Recorded _, SessionReply.ContextView _, SessionReply.Erased _ -> "UNKNOWN";
    };
  }

  /** Without waking it. */
  private CompletionStage<String> place(SessionId session) {
    return directory
        .where(session)
        .thenApply(found -> found.map(SessionChanges::words).orElse("NOT_FOUND"))
        .toCompletableFuture()
        .copy()
        .completeOnTimeout("UNKNOWN", PLACE_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(_ -> "UNKNOWN");
  }

  private static String words(Place place) {
    return place.state()
        + place.node().map(node -> ", node " + node.address()).orElse("")
        + place.holding().map(held -> ", since " + held.since()).orElse("");
  }
}
