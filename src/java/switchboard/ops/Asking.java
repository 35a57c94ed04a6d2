package switchboard.ops;

import com.google.protobuf.InvalidProtocolBufferException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import switchboard.ops.client.Layout;
import switchboard.ops.client.Operations;

/** What commands have in common that ask nodes' operations. */
@Command
abstract class Asking extends Verb {
  @Spec private CommandSpec spec;

  @Option(names = "--output", paramLabel = "text|json", defaultValue = "text")
  private Output output;

  @Mixin private OperationsTarget target;

  @Override
  public final Integer call() throws InvalidProtocolBufferException {
    try (var operations = target.open()) {
      return ask(operations);
    }
  }

  abstract Integer ask(Operations operations) throws InvalidProtocolBufferException;

  boolean isJson() {
    return output == Output.JSON;
  }

  /** For what is printed for people. */
  Layout layout() {
    return ReadersTerminal.layout();
  }

  void print(String text) {
    var out = spec.commandLine().getOut();
    out.println(text);
    out.flush();
  }
}
