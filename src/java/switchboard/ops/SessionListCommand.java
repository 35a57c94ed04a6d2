package switchboard.ops;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import switchboard.ops.client.Operations;
import switchboard.ops.client.SagaText;
import switchboard.ops.client.SessionText;
import switchboard.v1.FindSessionsRequest;
import switchboard.v1.FindSessionsResponse;
import switchboard.v1.Session;
import switchboard.v1.SessionOperationsServiceGrpc;

/** {@code switchboard session list}. */
@Command(
    name = "list",
    description = {
      "Lists a tenant's sessions, or those with one person, as they are stored: nobody is woken.",
      "Uses the system that `up` runs from --data, unless --operations names nodes."
    })
final class SessionListCommand extends Asking {
  private static final int PAGE = 500;

  @Option(
      names = "--tenant",
      paramLabel = "TENANT",
      required = true,
      description = "Whose sessions, such as demo")
  private String tenant;

  @Option(
      names = "--subject",
      paramLabel = "SUBJECT",
      defaultValue = "",
      description = "Only those with this person, such as partner-1042")
  private String subject;

  /** Which to show. */
  enum Wanted {
    OPEN,
    CLOSED,
    PAUSED
  }

  @Option(
      names = "--state",
      paramLabel = "open|closed|paused",
      description = "Only those in this state; all without it")
  private Wanted state;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "The most to show, 1 or more; 100 without it")
  private int limit;

  @Override
  Integer ask(Operations operations) throws InvalidProtocolBufferException {
    if (limit < 1) {
      throw new CommandFailure("--limit is 1 or more");
    }
    var found = FindSessionsResponse.newBuilder();
    var token = "";
    do {
      var request = request(limit - found.getSessionsCount(), token);
      var page =
          operations.soon(
              SessionOperationsServiceGrpc::newBlockingV2Stub, node -> node.findSessions(request));
      found.addAllSessions(page.getSessionsList());
      token = page.getNextPageToken();
    } while (!token.isEmpty() && found.getSessionsCount() < limit);
    var all = found.setNextPageToken(token).build();
    print(isJson() ? SagaText.json(all) : SessionText.sessions(all) + more(all));
    return 0;
  }

  private FindSessionsRequest request(int left, String token) {
    var request =
        FindSessionsRequest.newBuilder()
            .setParent("tenants/" + tenant)
            .setSubject(subject)
            .setPageSize(Math.min(PAGE, left))
            .setPageToken(token);
    if (state == Wanted.PAUSED) {
      request.setPaused(true);
    } else if (state != null) {
      request.setState(Session.State.valueOf(state.name().toUpperCase(Locale.ROOT)));
    }
    return request.build();
  }

  private String more(FindSessionsResponse found) {
    return found.getNextPageToken().isEmpty() ? "" : "\nthere are more: see --limit";
  }
}
