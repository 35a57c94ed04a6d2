package switchboard.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Instant;
import java.util.Optional;
import switchboard.context.Context;
import switchboard.context.Summary;
import switchboard.context.Versions;
import switchboard.session.ObservedEvents;
import switchboard.session.RequestLog;
import switchboard.session.SessionId;
import switchboard.session.SessionState;
import switchboard.session.SessionState.Life;

/** A session's snapshot as bytes. */
final class StoredState {
  static final String MANIFEST = "z.v2";

  /** Of a release that stored everything in clear. */
  static final String CLEAR_MANIFEST = "session-state.v1";

  private StoredState() {}

  static switchboard.stored.v1.SessionState toStored(SessionState state) {
    var stored =
        switchboard.stored.v1.SessionState.newBuilder()
            .setTenant(state.id().tenant())
            .setSession(state.id().session())
            .setSubject(state.subject())
            .setChannel(state.channel())
            .setLocale(state.locale())
            .setAgent(state.agent())
            .setCreateTime(state.createTime().toEpochMilli())
            .setUpdateTime(state.updateTime().toEpochMilli())
            .setActiveTime(storedActiveTime(state))
            .addAllObserved(state.observed().ids())
            .setLastSequence(state.lastSequence())
            .setClosed(state.life() == Life.CLOSED)
            .setErased(state.life() == Life.ERASED);
    state.open().turns().forEach(turn -> stored.addOpenTurns(StoredTurns.toStored(turn)));
    state.pause().map(StoredPauses::toStored).ifPresent(stored::setPause);
    stored.setRequestLog(ByteString.copyFrom(state.requests().toBytes()));
    var context = state.context();
    context.goal().ifPresent(goal -> stored.setGoal(StoredContext.toStored(goal)));
    context.suspended().forEach(goal -> stored.addSuspended(StoredContext.toStored(goal)));
    context.turns().forEach(turn -> stored.addTurns(StoredContext.toStored(turn)));
    context.pending().forEach(saga -> stored.addPending(StoredContext.toStored(saga)));
    context.facts().forEach(fact -> stored.addFacts(StoredContext.toStored(fact)));
    context
        .summary()
        .ifPresent(
            summary ->
                stored.setSummary(
                    switchboard.stored.v1.SessionState.Summary.newBuilder()
                        .setFromSequence(summary.fromSequence())
                        .setToSequence(summary.toSequence())
                        .setText(summary.text())));
    var versions = context.versions();
    stored.setVersions(
        switchboard.stored.v1.SessionState.Versions.newBuilder()
            .setGoals(versions.goals())
            .setMemory(versions.memory())
            .setPending(versions.pending())
            .setFacts(versions.facts()));
    return stored.build();
  }

  static SessionState fromStored(switchboard.stored.v1.SessionState stored)
      throws InvalidProtocolBufferException {
    return new SessionState(
        new SessionId(stored.getTenant(), stored.getSession()),
        life(stored),
        stored.getSubject(),
        stored.getChannel(),
        stored.getLocale(),
        stored.getAgent(),
        Instant.ofEpochMilli(stored.getCreateTime()),
        Instant.ofEpochMilli(stored.getUpdateTime()),
        activeTime(stored),
        stored.getLastSequence(),
        requests(stored),
        new ObservedEvents(stored.getObservedList()),
        StoredTurns.fromStored(stored.getOpenTurnsList()),
        stored.hasPause()
            ? Optional.of(StoredPauses.fromStored(stored.getPause()))
            : Optional.empty(),
        context(stored));
  }

  /** 0 where it is the time of the last event, as it is of most sessions. */
  private static long storedActiveTime(SessionState state) {
    return state.activeTime().equals(state.updateTime()) ? 0 : state.activeTime().toEpochMilli();
  }

  private static Instant activeTime(switchboard.stored.v1.SessionState stored) {
    return Instant.ofEpochMilli(
        stored.getActiveTime() == 0 ? stored.getUpdateTime() : stored.getActiveTime());
  }

  private static RequestLog requests(switchboard.stored.v1.SessionState stored)
      throws InvalidProtocolBufferException {
    if (stored.getRequestLog().isEmpty()) {
      return RequestLog.of(stored.getRequestsList().stream().map(StoredState::request).toList());
    }
    try {
      return RequestLog.fromBytes(stored.getRequestLog().toByteArray());
    } catch (IllegalArgumentException damaged) {
      throw new InvalidProtocolBufferException(damaged.getMessage(), damaged);
    }
  }

  private static RequestLog.Entry request(switchboard.stored.v1.SessionState.Request request) {
    return new RequestLog.Entry(
        StoredRequests.mark(request.getId(), ByteString.EMPTY, request.getDigest()),
        request.getSequence(),
        Instant.ofEpochMilli(request.getTime()));
  }

  private static Life life(switchboard.stored.v1.SessionState stored) {
    if (stored.getErased()) {
      return Life.ERASED;
    }
    return stored.getClosed() ? Life.CLOSED : Life.OPEN;
  }

  private static Context context(switchboard.stored.v1.SessionState stored) {
    return new Context(
        stored.hasGoal()
            ? Optional.of(StoredContext.fromStored(stored.getGoal()))
            : Optional.empty(),
        stored.getSuspendedList().stream().map(StoredContext::fromStored).toList(),
        stored.hasSummary() ? Optional.of(summary(stored.getSummary())) : Optional.empty(),
        stored.getTurnsList().stream().map(StoredContext::fromStored).toList(),
        stored.getPendingList().stream().map(StoredContext::fromStored).toList(),
        stored.getFactsList().stream().map(StoredContext::fromStored).toList(),
        new Versions(
            stored.getVersions().getGoals(),
            stored.getVersions().getMemory(),
            stored.getVersions().getPending(),
            stored.getVersions().getFacts()));
  }

  private static Summary summary(switchboard.stored.v1.SessionState.Summary stored) {
    return new Summary(stored.getFromSequence(), stored.getToSequence(), stored.getText());
  }
}
