package switchboard.ops.client;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import switchboard.v1.ConversationServiceGrpc;
import switchboard.v1.Event;
import switchboard.v1.ListEventsRequest;
import switchboard.v1.SubscribeRequest;

/** Reads a session as a client does that was not there when it happened. */
public final class SessionReader {
  private final FrontDoors doors;
  private final String session;

  public SessionReader(FrontDoors doors, String session) {
    this.doors = doors;
    this.session = session;
  }

  /** All recorded events after a sequence, a page at a time. */
  public List<Event> list(int node, long afterSequence, int pageSize) {
    var events = new ArrayList<Event>();
    var token = "";
    do {
      var request =
          ListEventsRequest.newBuilder()
              .setParent(session)
              .setAfterSequence(afterSequence)
              .setPageSize(pageSize)
              .setPageToken(token)
              .build();
      var page = Retries.untilKnown(attempt -> doors.calls(node + attempt, 10).listEvents(request));
      events.addAll(page.getEventsList());
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    return events;
  }

  /** What a subscription brings after a sequence, up to and including another. */
  public List<Event> subscribe(int node, long afterSequence, long upTo) {
    var events = new ArrayList<Event>();
    var request =
        SubscribeRequest.newBuilder().setSession(session).setAfterSequence(afterSequence).build();
    var stub =
        ConversationServiceGrpc.newBlockingStub(doors.channel(node))
            .withDeadlineAfter(20, TimeUnit.SECONDS);
    try {
      for (var pushed = stub.subscribe(request); pushed.hasNext(); ) {
        events.add(pushed.next().getEvent());
        if (events.getLast().getSequence() >= upTo) {
          return events;
        }
      }
    } catch (StatusRuntimeException e) {
      if (!Retries.isWorthRepeating(Status.fromThrowable(e))) {
        throw e;
      }
      // What has come so far is compared, and found to be too little.
    }
    return events;
  }
}
