package switchboard.ops.bench;

import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import switchboard.ops.client.FrontDoors;
import switchboard.ops.client.Retries;
import switchboard.v1.CreateSessionRequest;
import switchboard.v1.GetSessionRequest;
import switchboard.v1.SendMessageRequest;
import switchboard.v1.Session;

/** One session in which a lot is said: messages of 1,000 bytes at an even pace. */
final class BusySession {
  private static final int CALL_SECONDS = 10;
  private static final String TEXT = "Where is it? ".repeat(77);

  private final FrontDoors doors;
  private final String name;
  private long turns;

  private BusySession(FrontDoors doors, String name) {
    this.doors = doors;
    this.name = name;
  }

  static BusySession start(FrontDoors doors) {
    var request =
        CreateSessionRequest.newBuilder()
            .setParent("tenants/bench")
            .setSession(Session.newBuilder().setSubject("partner-busy").setAgent("parrot"))
            .setRequestId(UUID.randomUUID().toString())
            .build();
    var session =
        Retries.untilKnown(attempt -> doors.calls(attempt, CALL_SECONDS).createSession(request));
    return new BusySession(doors, session.getName());
  }

  String name() {
    return name;
  }

  long turns() {
    return turns;
  }

  /** Says so many messages each second, for so long. */
  void talk(int perSecond, int seconds) {
    long began = System.nanoTime();
    long pause = TimeUnit.SECONDS.toNanos(1) / perSecond;
    for (long i = 0; i < (long) perSecond * seconds; i++) {
      LockSupport.parkNanos(began + i * pause - System.nanoTime());
      var request =
          SendMessageRequest.newBuilder()
              .setSession(name)
              .setText(TEXT)
              .setRequestId(UUID.randomUUID().toString())
              .build();
      Retries.untilKnown(attempt -> doors.calls(attempt, CALL_SECONDS).sendMessage(request));
      turns++;
    }
  }

  long lastSequence() {
    var request = GetSessionRequest.newBuilder().setName(name).build();
    return Retries.untilKnown(attempt -> doors.calls(attempt, CALL_SECONDS).getSession(request))
        .getLastSequence();
  }
}
