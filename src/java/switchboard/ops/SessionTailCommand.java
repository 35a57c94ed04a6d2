package switchboard.ops;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import switchboard.ops.client.Conversation;
import switchboard.v1.Event;
import switchboard.v1.GetSessionRequest;

/** {@code switchboard session tail NAME}. */
@Command(
    name = "tail",
    description = {
      "Prints the events of a session as they happen, a line each, in order and without a gap,"
          + " until the session ends or Ctrl-C. If its node is lost it goes on by way of another"
          + " one. What was said and what is known is personal data, and hidden without --values.",
      "Uses the system that `up` runs from --data, unless --address names front doors."
    })
final class SessionTailCommand extends Verb {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "tenants/TENANT/sessions/SESSION")
  private String name;

  @Option(
      names = "--from",
      paramLabel = "SEQUENCE",
      defaultValue = "0",
      description = "Begins with this event; without it, with what happens from now on")
  private long from;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "0",
      description = "Ends after so many events; 0, the standard, for no end")
  private long limit;

  @Mixin private EventOutput output;
  @Mixin private Target target;

  @Override
  public Integer call() throws InterruptedException {
    try (var doors = target.following()) {
      // also says at once that there is no such session
      var request = GetSessionRequest.newBuilder().setName(name).build();
      var session = doors.soon(door -> door.getSession(request));
      long after = from > 0 ? from - 1 : session.getLastSequence();
      var printed = new Printed(after);
      try (var _ = Conversation.attach(doors, name, 0, after, printed)) {
        printed.end.get();
      } catch (ExecutionException failed) {
        throw new CommandFailure(failed.getCause().getMessage(), failed);
      }
    }
    return 0;
  }

  /** Prints what it hears; what happens to the connection goes to standard error. */
  private final class Printed implements Conversation.Listener {
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final long after;

    Printed(long after) {
      this.after = after;
    }

    @Override
    public void event(Event event) {
      if (end.isDone()) {
        return;
      }
      try {
        output.print(spec.commandLine().getOut(), event);
      } catch (InvalidProtocolBufferException impossible) {
        throw new IllegalStateException("an event cannot be written as JSON", impossible);
      }
      if (limit > 0 && event.getSequence() >= after + limit) {
        end.complete(null);
      }
    }

    @Override
    public void detached(String address, String why) {
      var err = spec.commandLine().getErr();
      err.println("-- lost " + address + " (" + why + "), attaching elsewhere");
      err.flush();
    }

    @Override
    public void ended(Throwable failureOrNull) {
      if (failureOrNull == null) {
        end.complete(null);
      } else {
        end.completeExceptionally(failureOrNull);
      }
    }
  }
}
