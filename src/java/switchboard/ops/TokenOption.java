package switchboard.ops;

import io.grpc.ManagedChannelBuilder;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;
import switchboard.ops.client.BearerToken;

/** With what right a command calls the front doors. */
final class TokenOption {
  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      defaultValue = "${env:SWITCHBOARD_TOKEN_FILE}",
      description =
          "The file with the token to show to the front doors: a key that `keys new` printed, or a"
              + " JSON Web Token. Default: what SWITCHBOARD_TOKEN_FILE names; without it none is"
              + " shown")
  private Optional<Path> file = Optional.empty();

  /** A channel that shows it with every call. */
  ManagedChannelBuilder<?> sent(ManagedChannelBuilder<?> channel) {
    return file.isPresent() ? channel.intercept(new BearerToken(file.get())) : channel;
  }
}
