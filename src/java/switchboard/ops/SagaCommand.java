package switchboard.ops;

import com.google.protobuf.InvalidProtocolBufferException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import switchboard.ops.client.Operations;
import switchboard.ops.client.SagaText;
import switchboard.v1.GetSagaRequest;
import switchboard.v1.ListServicesRequest;
import switchboard.v1.RedriveSagaRequest;
import switchboard.v1.Saga;

/** {@code switchboard saga}. */
@Command(
    name = "saga",
    description = "Looks into sagas and the services that they call.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      SagaCommand.Services.class,
      SagaListCommand.class,
      SagaCommand.Show.class,
      SagaChangeCommands.Explain.class,
      SagaCommand.Redrive.class,
      SagaChangeCommands.Cancel.class
    })
public final class SagaCommand extends Verb {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(
        spec.commandLine(),
        "say what: switchboard saga services, list, show, explain, redrive or cancel");
  }

  /** {@code switchboard saga services}. */
  @Command(
      name = "services",
      description = {
        "Shows how it stands between every node and each service that is called over HTTP: its"
            + " circuit breaker, calls under way, and what became of calls since the node began.",
        "A node that does not answer within 3 s is listed as missing, and the exit code is 1."
      })
  static final class Services extends Asking {
    @Override
    Integer ask(Operations operations) throws InvalidProtocolBufferException {
      var said =
          operations.all(node -> node.listServices(ListServicesRequest.getDefaultInstance()));
      print(isJson() ? SagaText.servicesJson(said) : SagaText.services(said));
      return said.stream().allMatch(node -> node.response().isPresent()) ? 0 : 1;
    }
  }

  /** {@code switchboard saga show NAME}. */
  @Command(name = "show", description = "Shows one saga with its steps.")
  static final class Show extends Asking {
    @Parameters(paramLabel = "NAME", description = "tenants/TENANT/sagas/SAGA")
    private String name;

    @Override
    Integer ask(Operations operations) throws InvalidProtocolBufferException {
      var request = GetSagaRequest.newBuilder().setName(name).build();
      var saga = operations.any(node -> node.getSaga(request));
      print(isJson() ? SagaText.json(saga) : SagaText.saga(saga, layout()));
      return 0;
    }
  }

  /** {@code switchboard saga redrive NAME}. */
  @Command(
      name = "redrive",
      description = {
        "Lets a parked saga try again what it was parked for, under the step keys it had.",
        "With --dry-run it only shows the saga."
      })
  static final class Redrive extends Asking {
    @Parameters(paramLabel = "NAME", description = "tenants/TENANT/sagas/SAGA")
    private String name;

    @Mixin private Change change;

    @Override
    Integer ask(Operations operations) throws InvalidProtocolBufferException {
      var reason = change.reason();
      if (change.isDryRun()) {
        var asked = GetSagaRequest.newBuilder().setName(name).build();
        show(operations.any(node -> node.getSaga(asked)));
        return 0;
      }
      change.confirm("let " + name + " try again");
      var request = RedriveSagaRequest.newBuilder().setName(name).setReason(reason).build();
      show(operations.any(node -> node.redriveSaga(request)));
      return 0;
    }

    private void show(Saga saga) throws InvalidProtocolBufferException {
      print(isJson() ? SagaText.json(saga) : SagaText.saga(saga, layout()));
    }
  }
}
