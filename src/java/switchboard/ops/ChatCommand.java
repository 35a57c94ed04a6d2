package switchboard.ops;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.UUID;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.TerminalBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import switchboard.ops.client.Conversation;
import switchboard.ops.client.EventText;
import switchboard.ops.client.FrontDoors;
import switchboard.ops.client.Retries;
import switchboard.v1.CreateSessionRequest;
import switchboard.v1.Event;
import switchboard.v1.Session;

/** {@code switchboard chat}. */
@Command(
    name = "chat",
    description = {
      "Talks with the assistant in the terminal. What the session has to tell appears above the"
          + " prompt as it happens; when a node is lost, the chat goes on at another.",
      "Ends with Ctrl-D or /quit; the session stays, and --session takes it up again."
    })
public final class ChatCommand extends Verb {
  @Option(
      names = "--session",
      paramLabel = "NAME",
      description = "Goes on with tenants/TENANT/sessions/ID; default: a new session")
  private String session;

  @Option(
      names = "--subject",
      defaultValue = "partner-1042",
      description = "Whom a new session is with, 1 to 128 visible ASCII characters")
  private String subject;

  @Option(
      names = "--tenant",
      defaultValue = "demo",
      description = "Whose new session it is: 1 to 63 of a-z, 0-9 and '-'")
  private String tenant;

  @Option(names = "--agent", defaultValue = "delivery", description = "delivery or echo")
  private String agent;

  @Option(names = "--all", description = "Shows every event, not only what was said")
  private boolean all;

  @Mixin private Target target;

  @Override
  public Integer call() throws IOException {
    try (var doors = target.open();
        var terminal = TerminalBuilder.builder().system(true).build()) {
      var name = session == null ? create(doors) : session;
      var reader = LineReaderBuilder.builder().terminal(terminal).build();
      var screen = new Screen(reader, all);
      screen.line("Session " + name + ". /quit or Ctrl-D ends the chat.");
      try (var conversation = Conversation.attach(doors, name, 0, 0, screen)) {
        talk(reader, conversation, screen);
      }
    }
    return 0;
  }

  private String create(FrontDoors doors) {
    var request =
        CreateSessionRequest.newBuilder()
            .setParent("tenants/" + tenant)
            .setSession(Session.newBuilder().setSubject(subject).setAgent(agent))
            .setRequestId(UUID.randomUUID().toString())
            .build();
    return Retries.untilKnown(attempt -> doors.calls(attempt, 10).createSession(request)).getName();
  }

  private static void talk(LineReader reader, Conversation conversation, Screen screen) {
    while (true) {
      String text;
      try {
        text = reader.readLine("> ");
      } catch (EndOfFileException | UserInterruptException e) {
        return;
      }
      if (text.strip().equals("/quit")) {
        return;
      }
      if (!text.isBlank()) {
        conversation
            .say(text, UUID.randomUUID().toString())
            .whenComplete(
                (_, failure) -> {
                  if (failure != null) {
                    screen.line("  not sent: " + failure.getMessage());
                  }
                });
      }
    }
  }

  /** Prints above the prompt, wherever the cursor is. */
  private record Screen(LineReader reader, boolean all) implements Conversation.Listener {
    void line(String text) {
      if (reader.isReading()) {
        reader.printAbove(text);
      } else {
        PrintWriter out = reader.getTerminal().writer();
        out.println(text);
        out.flush();
      }
    }

    @Override
    public void event(Event event) {
      if (all || event.hasAgentMessage() || event.hasUserMessage() || event.hasSessionClosed()) {
        line("  #" + event.getSequence() + " " + EventText.of(event));
      }
    }

    @Override
    public void detached(String address, String why) {
      line("  lost " + address + " (" + why + "), going on at another node");
    }

    @Override
    public void ended(Throwable failureOrNull) {
      line(failureOrNull == null ? "  the session has ended" : "  " + failureOrNull.getMessage());
    }
  }
}
