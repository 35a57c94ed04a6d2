package switchboard.wire;

import com.google.rpc.Status;
import java.util.UUID;
import org.slf4j.Logger;

/**
 * Failures that are nobody's input: the log has the cause, the client an id that leads an operator
 * to it.
 */
public final class Incidents {
  private Incidents() {}

  /**
   * Logs an incident and returns what the client sees of it.
   *
   * @param what static text, what was being done
   * @param where what it was done with, such as a method or a session
   */
  public static Status report(Logger log, String what, Object where, Throwable cause) {
    var incident = UUID.randomUUID().toString();
    log.error("{}: incident {}, at {}", what, incident, where, cause);
    return PublicErrors.internal(incident);
  }
}
