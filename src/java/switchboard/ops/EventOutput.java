package switchboard.ops;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.PrintWriter;
import picocli.CommandLine.Option;
import switchboard.ops.client.SessionText;
import switchboard.v1.Event;

/** How a session's events are printed. */
final class EventOutput {
  @Option(names = "--values", description = "Shows what was said and is known: personal data")
  private boolean values;

  @Option(
      names = "--output",
      paramLabel = "text|json",
      defaultValue = "text",
      description = "json prints one object a line")
  private Output output;

  /** One line. */
  void print(PrintWriter out, Event event) throws InvalidProtocolBufferException {
    out.println(
        output == Output.JSON ? SessionText.json(event, values) : SessionText.line(event, values));
    out.flush();
  }
}
