package switchboard.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import java.time.Instant;
import java.util.HexFormat;
import switchboard.session.RequestMark;
import switchboard.session.SessionEvent;
import switchboard.stored.v1.AgentMessageRecorded;
import switchboard.stored.v1.GoalChanged;
import switchboard.stored.v1.SagaEnded;
import switchboard.stored.v1.SagaProgressed;
import switchboard.stored.v1.SagaRequested;
import switchboard.stored.v1.SessionClosed;
import switchboard.stored.v1.SessionCreated;
import switchboard.stored.v1.UserMessageRecorded;

/** A session's events as bytes of the journal. */
final class StoredEvents {
  private StoredEvents() {}

  static String manifest(SessionEvent event) {
    return switch (event) {
      case SessionEvent.Created _ -> "session-created.v1";
      case SessionEvent.UserMessageRecorded _ -> "user-message-recorded.v1";
      case SessionEvent.AgentMessageRecorded _ -> "agent-message-recorded.v1";
      case SessionEvent.GoalChanged _ -> "goal-changed.v1";
      case SessionEvent.SagaRequested _ -> "saga-requested.v1";
      case SessionEvent.SagaProgressed _ -> "saga-progressed.v1";
      case SessionEvent.SagaEnded _ -> "saga-ended.v1";
      case SessionEvent.Closed _ -> "session-closed.v1";
    };
  }

  static MessageLite toStored(SessionEvent event) {
    return switch (event) {
      case SessionEvent.Created created ->
          SessionCreated.newBuilder()
              .setSubject(created.subject())
              .setChannel(created.channel())
              .setLocale(created.locale())
              .setAgent(created.agent())
              .setRequestId(created.request().id())
              .setRequestDigest(digest(created.request()))
              .setTime(created.time().toEpochMilli())
              .build();
      case SessionEvent.UserMessageRecorded said ->
          UserMessageRecorded.newBuilder()
              .setText(said.text())
              .setRequestId(said.request().id())
              .setRequestDigest(digest(said.request()))
              .setTime(said.time().toEpochMilli())
              .build();
      case SessionEvent.AgentMessageRecorded said ->
          AgentMessageRecorded.newBuilder()
              .setText(said.text())
              .setTurn(said.turn())
              .setSaga(said.saga())
              .setInterim(said.interim())
              .setTime(said.time().toEpochMilli())
              .build();
      case SessionEvent.GoalChanged changed ->
          GoalChanged.newBuilder()
              .setGoal(StoredContext.toStored(changed.goal()))
              .addAllSuspended(changed.suspended().stream().map(StoredContext::toStored).toList())
              .setTurn(changed.turn())
              .setTime(changed.time().toEpochMilli())
              .build();
      case SessionEvent.SagaRequested asked -> sagaRequested(asked);
      case SessionEvent.SagaProgressed told -> sagaProgressed(told);
      case SessionEvent.SagaEnded told -> sagaEnded(told);
      case SessionEvent.Closed closed ->
          SessionClosed.newBuilder()
              .setRequestId(closed.request().id())
              .setRequestDigest(digest(closed.request()))
              .setTime(closed.time().toEpochMilli())
              .build();
    };
  }

  private static SagaRequested sagaRequested(SessionEvent.SagaRequested asked) {
    return SagaRequested.newBuilder()
        .setSaga(asked.saga())
        .setType(asked.type())
        .putAllInput(asked.input())
        .setDeadline(asked.deadline().toEpochMilli())
        .setTurn(asked.turn())
        .setTime(asked.time().toEpochMilli())
        .build();
  }

  private static SagaProgressed sagaProgressed(SessionEvent.SagaProgressed told) {
    return SagaProgressed.newBuilder()
        .setSaga(told.saga())
        .setReport(told.report())
        .setStep(told.step())
        .addAllFacts(told.facts().stream().map(StoredContext::toStored).toList())
        .setTurn(told.turn())
        .setTime(told.time().toEpochMilli())
        .build();
  }

  private static SagaEnded sagaEnded(SessionEvent.SagaEnded told) {
    return SagaEnded.newBuilder()
        .setSaga(told.saga())
        .setReport(told.report())
        .setOutcome(told.outcome().number())
        .addAllFacts(told.facts().stream().map(StoredContext::toStored).toList())
        .setReason(told.reason())
        .setTurn(told.turn())
        .setTime(told.time().toEpochMilli())
        .build();
  }

  /**
   * Reads an event; an unknown manifest stops the entity loudly rather than losing what it says.
   */
  static SessionEvent fromStored(String manifest, byte[] bytes)
      throws InvalidProtocolBufferException {
    return switch (manifest) {
      case "session-created.v1" -> created(SessionCreated.parseFrom(bytes));
      case "user-message-recorded.v1" -> userMessage(UserMessageRecorded.parseFrom(bytes));
      case "agent-message-recorded.v1" -> agentMessage(AgentMessageRecorded.parseFrom(bytes));
      case "goal-changed.v1" -> goalChanged(GoalChanged.parseFrom(bytes));
      case "saga-requested.v1" -> sagaRequested(SagaRequested.parseFrom(bytes));
      case "saga-progressed.v1" -> sagaProgressed(SagaProgressed.parseFrom(bytes));
      case "saga-ended.v1" -> sagaEnded(SagaEnded.parseFrom(bytes));
      case "session-closed.v1" -> closed(SessionClosed.parseFrom(bytes));
      default -> throw new UnknownManifestException(manifest);
    };
  }

  private static SessionEvent created(SessionCreated stored) {
    return new SessionEvent.Created(
        stored.getSubject(),
        stored.getChannel(),
        stored.getLocale(),
        stored.getAgent(),
        mark(stored.getRequestId(), stored.getRequestDigest()),
        Instant.ofEpochMilli(stored.getTime()));
  }

  private static SessionEvent userMessage(UserMessageRecorded stored) {
    return new SessionEvent.UserMessageRecorded(
        stored.getText(),
        mark(stored.getRequestId(), stored.getRequestDigest()),
        Instant.ofEpochMilli(stored.getTime()));
  }

  private static SessionEvent agentMessage(AgentMessageRecorded stored) {
    return new SessionEvent.AgentMessageRecorded(
        stored.getText(),
        stored.getTurn(),
        stored.getSaga(),
        stored.getInterim(),
        Instant.ofEpochMilli(stored.getTime()));
  }

  private static SessionEvent goalChanged(GoalChanged stored) {
    return new SessionEvent.GoalChanged(
        StoredContext.fromStored(stored.getGoal()),
        stored.getSuspendedList().stream().map(StoredContext::fromStored).toList(),
        stored.getTurn(),
        Instant.ofEpochMilli(stored.getTime()));
  }

  private static SessionEvent sagaRequested(SagaRequested stored) {
    return new SessionEvent.SagaRequested(
        stored.getSaga(),
        stored.getType(),
        stored.getInputMap(),
        Instant.ofEpochMilli(stored.getDeadline()),
        stored.getTurn(),
        Instant.ofEpochMilli(stored.getTime()));
  }

  private static SessionEvent sagaProgressed(SagaProgressed stored) {
    return new SessionEvent.SagaProgressed(
        stored.getSaga(),
        stored.getReport(),
        stored.getStep(),
        stored.getFactsList().stream().map(StoredContext::fromStored).toList(),
        stored.getTurn(),
        Instant.ofEpochMilli(stored.getTime()));
  }

  private static SessionEvent sagaEnded(SagaEnded stored) {
    return new SessionEvent.SagaEnded(
        stored.getSaga(),
        stored.getReport(),
        StoredContext.outcome(stored.getOutcome()),
        stored.getFactsList().stream().map(StoredContext::fromStored).toList(),
        stored.getReason(),
        stored.getTurn(),
        Instant.ofEpochMilli(stored.getTime()));
  }

  private static SessionEvent closed(SessionClosed stored) {
    return new SessionEvent.Closed(
        mark(stored.getRequestId(), stored.getRequestDigest()),
        Instant.ofEpochMilli(stored.getTime()));
  }

  static RequestMark mark(String id, ByteString digest) {
    return new RequestMark(id, HexFormat.of().formatHex(digest.toByteArray()));
  }

  static ByteString digest(RequestMark mark) {
    return ByteString.copyFrom(HexFormat.of().parseHex(mark.digest()));
  }
}
