package switchboard.session;

import java.util.Optional;
import switchboard.context.SagaReport;

/** What can be asked of a session. */
public sealed interface SessionCommand {
  record Create(String subject, String channel, String locale, String agent, RequestMark request)
      implements SessionCommand {}

  record SendMessage(String text, RequestMark request) implements SessionCommand {}

  /** Ends the session; refused unless {@code etag}, where given, is current. */
  record Close(RequestMark request, Optional<Long> etag) implements SessionCommand {}

  /**
   * A saga tells of a step or of its end.
   *
   * @param saga the saga's id
   * @param report the saga's own count of its reports, 1, 2, 3, …; a repeated one changes nothing
   */
  record ReportSaga(String saga, long report, SagaReport content) implements SessionCommand {}

  /** Reads the session. */
  enum Get implements SessionCommand {
    SESSION,
    CONTEXT
  }
}
