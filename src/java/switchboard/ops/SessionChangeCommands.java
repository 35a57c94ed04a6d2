package switchboard.ops;

import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import switchboard.ops.client.FindingText;
import switchboard.ops.client.Operations;
import switchboard.ops.client.PlaceText;
import switchboard.ops.client.SagaText;
import switchboard.ops.client.SessionText;
import switchboard.v1.EndSessionRequest;
import switchboard.v1.EvictSessionRequest;
import switchboard.v1.ExplainSessionRequest;
import switchboard.v1.OperationsServiceGrpc;
import switchboard.v1.PauseSessionRequest;
import switchboard.v1.ResumeSessionRequest;
import switchboard.v1.Session;
import switchboard.v1.SessionExplanation;
import switchboard.v1.SessionOperationsServiceGrpc;
import switchboard.v1.SessionOperationsServiceGrpc.SessionOperationsServiceBlockingV2Stub;

/** What an operator changes of a session. */
final class SessionChangeCommands {
  private SessionChangeCommands() {}

  /** What these have in common: they show the session first. */
  @Command
  abstract static class Changing extends Asking {
    @Parameters(paramLabel = "NAME", description = "tenants/TENANT/sessions/SESSION")
    private String name;

    @Mixin private Change change;

    String name() {
      return name;
    }

    /** What it does, after "This will". */
    abstract String what();

    abstract void make(Operations operations, String reason) throws InvalidProtocolBufferException;

    @Override
    final Integer ask(Operations operations) throws InvalidProtocolBufferException {
      var reason = change.reason();
      var before = explanation(operations);
      if (change.isDryRun()) {
        print(
            isJson()
                ? PlaceText.json(before)
                : "This would "
                    + what()
                    + ".\n\n"
                    + FindingText.findings(before.getFindingsList(), layout()));
        return 0;
      }
      change.confirm(what());
      make(operations, reason);
      return 0;
    }

    /** Also finds a node that answers, before anything is changed by way of one that hangs. */
    private SessionExplanation explanation(Operations operations) {
      var request = ExplainSessionRequest.newBuilder().setName(name).build();
      return operations.soon(
          OperationsServiceGrpc::newBlockingV2Stub, node -> node.explainSession(request));
    }

    <T> T call(
        Operations operations,
        Operations.ServiceCall<SessionOperationsServiceBlockingV2Stub, T> call) {
      return operations.any(SessionOperationsServiceGrpc::newBlockingV2Stub, call);
    }

    void show(Session session) throws InvalidProtocolBufferException {
      print(isJson() ? SagaText.json(session) : SessionText.session(session));
    }
  }

  /** {@code switchboard session close NAME}. */
  @Command(
      name = "close",
      description = {
        "Ends a session: it can be read, and takes no messages any more. Its open turns end, and"
            + " its sagas go on without telling it.",
      })
  static final class Close extends Changing {
    @Override
    String what() {
      return "end " + name() + " for good";
    }

    @Override
    void make(Operations operations, String reason) throws InvalidProtocolBufferException {
      var request =
          EndSessionRequest.newBuilder()
              .setName(name())
              .setReason(reason)
              .setRequestId(UUID.randomUUID().toString())
              .build();
      show(call(operations, node -> node.endSession(request)));
    }
  }

  /** {@code switchboard session pause NAME}. */
  @Command(
      name = "pause",
      description = {
        "Has a session's messages refused for a while (FAILED_PRECONDITION, SESSION_PAUSED). What"
            + " is under way goes on: sagas' reports are recorded, open turns are answered.",
        "It survives the loss of the node and ends by itself. Pausing again moves its end."
      })
  static final class PauseCommand extends Changing {
    @Option(
        names = "--for",
        paramLabel = "DURATION",
        defaultValue = "15m",
        converter = Lengths.class,
        description = "For how long, such as 90s, 15m or 2h; at most 24h, 15m without it")
    private Duration length;

    @Override
    String what() {
      return "have messages of " + name() + " refused for " + Lengths.text(length);
    }

    @Override
    void make(Operations operations, String reason) throws InvalidProtocolBufferException {
      var request =
          PauseSessionRequest.newBuilder()
              .setName(name())
              .setReason(reason)
              .setLength(com.google.protobuf.Duration.newBuilder().setSeconds(length.toSeconds()))
              .setRequestId(UUID.randomUUID().toString())
              .build();
      show(call(operations, node -> node.pauseSession(request)));
    }
  }

  /** {@code switchboard session resume NAME}. */
  @Command(name = "resume", description = "Has a paused session take messages again.")
  static final class Resume extends Changing {
    @Override
    String what() {
      return "have " + name() + " take messages again";
    }

    @Override
    void make(Operations operations, String reason) throws InvalidProtocolBufferException {
      var request = ResumeSessionRequest.newBuilder().setName(name()).setReason(reason).build();
      show(call(operations, node -> node.resumeSession(request)));
    }
  }

  /** {@code switchboard session evict NAME}. */
  @Command(
      name = "evict",
      description = {
        "Has a session leave the memory of its node after its current command. It comes back with"
            + " the next one, read anew from the store: the remedy for one that is stuck.",
        "Nothing recorded is lost, and an open turn is handed out again."
      })
  static final class Evict extends Changing {
    @Override
    String what() {
      return "have " + name() + " leave its node's memory";
    }

    @Override
    void make(Operations operations, String reason) throws InvalidProtocolBufferException {
      var request = EvictSessionRequest.newBuilder().setName(name()).setReason(reason).build();
      var response = call(operations, node -> node.evictSession(request));
      print(isJson() ? SagaText.json(response) : SessionText.eviction(response));
      if (!response.getLeft()) {
        throw new CommandFailure("it has not left yet");
      }
    }
  }
}
