package switchboard.ops;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** What every command has: {@code --help}, and an exit code to return. */
@Command(
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:it worked",
      "1:it did not; the last line on standard error says why",
      "2:the command line was not understood"
    })
abstract class Verb implements Callable<Integer> {}
