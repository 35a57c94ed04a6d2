package switchboard.ops;

import java.io.PrintWriter;
import java.io.StringWriter;
import switchboard.Main;

/**
 * A command as an operator runs it.
 *
 * @param exitCode how it ended
 * @param out what it printed
 * @param err what it said about itself
 */
record CommandRun(int exitCode, String out, String err) {
  static CommandRun of(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    int exitCode =
        Main.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    return new CommandRun(exitCode, out.toString(), err.toString());
  }
}
