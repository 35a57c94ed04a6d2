package switchboard.push;

import com.google.rpc.Status;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.BiConsumer;
import switchboard.session.SessionCommand;
import switchboard.session.SessionId;
import switchboard.session.SessionReply;
import switchboard.telemetry.Hop;
import switchboard.telemetry.Traces;
import switchboard.v1.ConversationServiceGrpc;
import switchboard.v1.ConverseRequest;
import switchboard.wire.FieldChecks;
import switchboard.wire.PublicErrors;
import switchboard.wire.PublicRequests;

/**
 * The client's side of a Converse stream: messages that wait, the one that is being recorded, and
 * answers that wait to be written. A stream's messages are recorded one after the other, because a
 * message that is repeated while its session moves must not be overtaken by the next. It stays
 * small because the client may send the next message only when an answer was written.
 */
final class Dialogue {
  private static final String SPAN =
      ConversationServiceGrpc.getConverseMethod().getFullMethodName() + " message";

  private final Outlet outlet;
  private final Traces traces;
  private final BiConsumer<String, SessionCommand> execute;
  // Most streams are idle, and then both take no room.
  private final ArrayDeque<ConverseRequest.Message> waiting = new ArrayDeque<>(0);
  private final ArrayDeque<Runnable> answers = new ArrayDeque<>(0);
  private boolean recording;
  private Hop hop = Hop.NONE;
  private boolean open;

  /**
   * A dialogue whose stream is not attached yet.
   *
   * @param execute sends a command for the message with this request id
   */
  Dialogue(Outlet outlet, Traces traces, BiConsumer<String, SessionCommand> execute) {
    this.outlet = outlet;
    this.traces = traces;
    this.execute = execute;
  }

  /** Takes the first thing that the client says; returns why the stream must end, if it must. */
  Optional<Status> attach(ConverseRequest request, BiConsumer<SessionId, Long> attach) {
    if (!request.hasAttach()) {
      return Optional.of(PublicErrors.invalid("attach", "must come before anything else"));
    }
    var checks = new FieldChecks();
    var session = checks.session("attach.session", request.getAttach().getSession());
    var after =
        checks.afterSequence("attach.after_sequence", request.getAttach().getAfterSequence());
    var problem = checks.problem();
    if (problem.isEmpty()) {
      attach.accept(session, after);
    }
    return problem;
  }

  /** Takes anything after it: a message is sent on when its turn comes. */
  Optional<Status> hear(ConverseRequest request, Runnable typing) {
    return switch (request.getRequestCase()) {
      case ATTACH -> Optional.of(PublicErrors.invalid("attach", "must come only once"));
      case MESSAGE -> {
        waiting.add(request.getMessage());
        sendNext();
        yield Optional.empty();
      }
      case TYPING -> {
        typing.run();
        outlet.request(1);
        yield Optional.empty();
      }
      case REQUEST_NOT_SET ->
          Optional.of(PublicErrors.invalid("request", "must be attach, message or typing"));
    };
  }

  /** The stream is attached: sends on what waits. */
  void opened() {
    open = true;
    sendNext();
  }

  private void sendNext() {
    while (open && !recording && !waiting.isEmpty()) {
      send(waiting.remove());
    }
  }

  private void send(ConverseRequest.Message message) {
    var checks = new FieldChecks();
    var requestId = checks.requestId("message.request_id", message.getRequestId());
    var text = checks.text("message.text", message.getText());
    var busy = checks.whenBusy("message.when_busy", message.getWhenBusy());
    checks
        .problem()
        .ifPresentOrElse(
            problem -> refuse(message.getRequestId(), problem),
            () -> {
              recording = true;
              var trace = entered(message.getTraceparent());
              execute.accept(requestId, PublicRequests.sendMessage(requestId, text, trace, busy));
            });
  }

  /**
   * The message's own span takes the place that a call's has; its parent is what the client says.
   */
  private String entered(String traceparent) {
    hop = traces.on() ? traces.enter(SPAN, traceparent, Instant.now()) : Hop.NONE;
    return hop.carried(Optional.of(traceparent)).get();
  }

  /** The session answered a message. */
  void answered(String requestId, SessionReply reply) {
    recording = false;
    hop.tag(Hop.OUTCOME, reply.getClass().getSimpleName()).end();
    switch (reply) {
      case SessionReply.Recorded(var sequence, var time, _) ->
          answers.add(() -> outlet.acknowledged(requestId, sequence, time));
      case SessionReply.Rejected(var rejection) -> refuse(requestId, PublicErrors.of(rejection));
      case SessionReply.SessionView _, SessionReply.ContextView _, SessionReply.Erased _ ->
          throw new IllegalStateException("a message was answered with a view");
    }
    sendNext();
  }

  /** No answer can be had for a message. */
  void failed(String requestId, Status status) {
    recording = false;
    hop.fail("UNANSWERED");
    refuse(requestId, status);
    sendNext();
  }

  private void refuse(String requestId, Status status) {
    answers.add(() -> outlet.refused(requestId, status));
  }

  /** Writes answers as long as the client reads, and lets it send as many messages more. */
  void flush() {
    while (!answers.isEmpty() && outlet.ready()) {
      answers.remove().run();
      outlet.request(1);
    }
  }

  /** Whether every message has its answer. */
  boolean idle() {
    return !recording && answers.isEmpty() && waiting.isEmpty();
  }
}
