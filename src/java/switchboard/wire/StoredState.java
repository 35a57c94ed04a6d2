package switchboard.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Instant;
import java.util.Optional;
import switchboard.context.Context;
import switchboard.session.RequestLog;
import switchboard.session.SessionId;
import switchboard.session.SessionState;
import switchboard.session.SessionState.Life;

/** A session's snapshot as bytes. */
final class StoredState {
  static final String MANIFEST = "session-state.v1";

  private StoredState() {}

  static byte[] toBytes(SessionState state) {
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
            .setLastSequence(state.lastSequence())
            .setClosed(state.life() == Life.CLOSED);
    for (var entry : state.requests().entries()) {
      stored.addRequests(
          switchboard.stored.v1.SessionState.Request.newBuilder()
              .setId(entry.mark().id())
              .setDigest(StoredEvents.digest(entry.mark()))
              .setSequence(entry.sequence())
              .setTime(entry.time().toEpochMilli()));
    }
    var context = state.context();
    context.goal().ifPresent(goal -> stored.setGoal(StoredContext.toStored(goal)));
    context.suspended().forEach(goal -> stored.addSuspended(StoredContext.toStored(goal)));
    context.turns().forEach(turn -> stored.addTurns(StoredContext.toStored(turn)));
    context.pending().forEach(saga -> stored.addPending(StoredContext.toStored(saga)));
    context.facts().forEach(fact -> stored.addFacts(StoredContext.toStored(fact)));
    return stored.build().toByteArray();
  }

  static SessionState fromBytes(byte[] bytes) throws InvalidProtocolBufferException {
    var stored = switchboard.stored.v1.SessionState.parseFrom(bytes);
    var requests =
        stored.getRequestsList().stream()
            .map(
                request ->
                    new RequestLog.Entry(
                        StoredEvents.mark(request.getId(), request.getDigest()),
                        request.getSequence(),
                        Instant.ofEpochMilli(request.getTime())))
            .toList();
    var context =
        new Context(
            stored.hasGoal()
                ? Optional.of(StoredContext.fromStored(stored.getGoal()))
                : Optional.empty(),
            stored.getSuspendedList().stream().map(StoredContext::fromStored).toList(),
            stored.getTurnsList().stream().map(StoredContext::fromStored).toList(),
            stored.getPendingList().stream().map(StoredContext::fromStored).toList(),
            stored.getFactsList().stream().map(StoredContext::fromStored).toList());
    return new SessionState(
        new SessionId(stored.getTenant(), stored.getSession()),
        stored.getClosed() ? Life.CLOSED : Life.OPEN,
        stored.getSubject(),
        stored.getChannel(),
        stored.getLocale(),
        stored.getAgent(),
        Instant.ofEpochMilli(stored.getCreateTime()),
        Instant.ofEpochMilli(stored.getUpdateTime()),
        stored.getLastSequence(),
        RequestLog.of(requests),
        context);
  }
}
