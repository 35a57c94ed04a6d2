package switchboard.ops;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import switchboard.local.SystemState;
import switchboard.ops.client.Operations;
import switchboard.tls.ClientTls;
import switchboard.v1.ClusterMember;
import switchboard.v1.ClusterView;

/** {@code switchboard cluster join NODE --to ADDRESS}. */
@Command(
    name = "join",
    description = {
      "Says whether a node is in the cluster of another one and, if not, what to do. It changes"
          + " nothing: a process joins one cluster in its life, by itself, through the contact"
          + " points of its configuration, and two clusters never merge.",
      "The exit code is 1 if it is not."
    })
final class ClusterJoinCommand extends Verb implements Callable<Integer> {
  private static final String CONTACTS = "switchboard.cluster.contact-points";

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NODE", description = "The node's operations, HOST:PORT")
  private String node;

  @Option(
      names = "--to",
      paramLabel = "ADDRESS",
      required = true,
      description = "Cluster address of a member of the other cluster, HOST:PORT")
  private String other;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = ".switchboard",
      description = "Data directory of the system that the node may be of")
  private Path data;

  @Mixin private TlsOptions tls;

  @Override
  public Integer call() {
    var view = view();
    if (view.getMembersList().stream().map(ClusterJoinCommand::address).anyMatch(other::equals)) {
      var out = spec.commandLine().getOut();
      out.println(node + " is in the cluster of " + other + " already");
      out.flush();
      return 0;
    }
    var members = view.getMembersCount();
    throw new CommandFailure(
        node
            + (members == 1
                ? " is the only member of a cluster of its own"
                : " is in another cluster, of " + members + " members")
            + ", and a process joins one cluster in its life: stop it, let "
            + CONTACTS
            + " name the management ports of the cluster of "
            + other
            + ", and start it again");
  }

  private ClusterView view() {
    try (var operations = new Operations(List.of(node), "", tls())) {
      return ClusterCommand.view(operations);
    } catch (CommandFailure nothing) {
      throw new CommandFailure(
          node
              + " gives no answer: a node serves its operations only as a member. One that runs and"
              + " is no member yet joins by itself, once "
              + CONTACTS
              + " names the management ports of the cluster; see its log",
          nothing);
    }
  }

  private ClientTls tls() {
    return tls.forNamed(List.of(node), data, SystemState::operations, SystemState::forOperators);
  }

  private static String address(ClusterMember member) {
    return member.getNode().getIdentity().getAddress();
  }
}
