package switchboard.ops;

import com.google.protobuf.InvalidProtocolBufferException;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import switchboard.ops.client.FindingText;
import switchboard.ops.client.Operations;
import switchboard.ops.client.PlaceText;
import switchboard.ops.client.SagaText;
import switchboard.v1.CancelTurnRequest;
import switchboard.v1.ExplainSessionRequest;
import switchboard.v1.OperationsServiceGrpc;
import switchboard.v1.SessionExplanation;
import switchboard.v1.SessionOperationsServiceGrpc;

/** {@code switchboard turn}. */
@Command(
    name = "turn",
    description = "Steps into the turns that workers are to answer.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = TurnCommand.Cancel.class)
public final class TurnCommand extends Verb {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "say what: switchboard turn cancel NAME");
  }

  /** {@code switchboard turn cancel NAME}. */
  @Command(
      name = "cancel",
      description = {
        "Ends a session's current turn unanswered, as a message that interrupts it does. The next"
            + " one that waits is handed out.",
        "What the turn had asked for goes on, unless --compensate has it taken back."
      })
  static final class Cancel extends Asking {
    @Parameters(paramLabel = "NAME", description = "tenants/TENANT/sessions/SESSION")
    private String name;

    @Option(
        names = "--turn",
        paramLabel = "SEQUENCE",
        defaultValue = "0",
        description =
            "Sequence of the event to be answered, as explain shows it; without it, the"
                + " current turn at the moment of the question")
    private long turn;

    @ArgGroup private Sagas sagas;

    @Mixin private Change change;

    /** What becomes of the sagas. */
    static final class Sagas {
      @Option(names = "--keep-sagas", description = "Its sagas go on, which is the standard")
      private boolean keep;

      @Option(names = "--compensate", description = "Its sagas take back what they did")
      private boolean compensate;
    }

    @Override
    Integer ask(Operations operations) throws InvalidProtocolBufferException {
      var reason = change.reason();
      var request = ExplainSessionRequest.newBuilder().setName(name).setWake(true).build();
      var before =
          operations.soon(
              OperationsServiceGrpc::newBlockingV2Stub, node -> node.explainSession(request));
      long chosen = chosen(before);
      boolean compensate = sagas != null && sagas.compensate;
      var what =
          "end turn "
              + chosen
              + " of "
              + name
              + " unanswered, and "
              + (compensate ? "take back its sagas" : "keep its sagas");
      if (change.isDryRun()) {
        print(
            isJson()
                ? PlaceText.json(before)
                : "This would "
                    + what
                    + ".\n\n"
                    + FindingText.findings(before.getFindingsList(), layout()));
        return 0;
      }
      change.confirm(what);
      var cancel =
          CancelTurnRequest.newBuilder()
              .setSession(name)
              .setTurn(chosen)
              .setCompensate(compensate)
              .setReason(reason)
              .build();
      var response =
          operations.any(
              SessionOperationsServiceGrpc::newBlockingV2Stub, node -> node.cancelTurn(cancel));
      print(
          isJson()
              ? SagaText.json(response)
              : "turn " + chosen + " ended, which is event " + response.getSequence());
      return 0;
    }

    private long chosen(SessionExplanation before) {
      if (turn > 0) {
        return turn;
      }
      if (before.getOpenTurnsCount() == 0) {
        throw new CommandFailure(
            "no turn of the session is known to be open; see switchboard session explain " + name);
      }
      return before.getOpenTurns(0).getTurn();
    }
  }
}
