package switchboard.faults.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** What the clients did and saw, as they noted it themselves. Times are of one monotonic clock. */
final class History {
  /** Instead of a status: the stream that a message was sent on ended before its answer came. */
  static final String STREAM_ENDED = "stream ended";

  /** Instead of a status: a message on a stream was not answered in time. */
  static final String NOT_ANSWERED = "not answered";

  /** What a client knows of one attempt. */
  enum Outcome {
    /** Acknowledged. */
    OK,
    /** Refused for good: the message must not be there. */
    FAILED,
    /** Neither: the message may be there. */
    UNKNOWN
  }

  /**
   * One call that says something, or says it again.
   *
   * @param number of the message among its session's, from 1
   * @param node who answered, as HOST:PORT; empty if that is not known
   * @param invoked when it was sent, in ns
   * @param ended when it was answered or given up, in ns
   * @param sequence where it was acknowledged; 0 if it was not
   * @param code the status it ended with, or one of the two above
   */
  record Attempt(
      String session,
      String requestId,
      String text,
      int number,
      String node,
      long invoked,
      long ended,
      Outcome outcome,
      long sequence,
      String code) {}

  /** Who says an event. */
  enum Speaker {
    USER,
    AGENT,
    NOBODY
  }

  /**
   * One event, as a stream showed it or as the journal has it.
   *
   * @param text of messages; else empty
   * @param requestId of messages of the user; else empty
   */
  record Entry(long sequence, Speaker speaker, String text, String requestId) {}

  /** An event, and when a stream showed it, in ns. */
  record Seen(Entry entry, long time) {}

  /**
   * One attached stream, from its beginning to its end.
   *
   * @param stream the same for all attachments of one reader, one after the other
   * @param number of the attachment, from 1
   * @param after the last sequence that the reader had seen
   * @param code the status it ended with; empty if the reader ended it
   */
  record Attachment(
      String session, String stream, int number, long after, List<Seen> seen, String code) {
    Attachment {
      seen = List.copyOf(seen);
    }
  }

  /** How much later than it ended an attempt may be noted, in ns. */
  private static final long NOTED_WITHIN = TimeUnit.SECONDS.toNanos(5);

  private final ConcurrentLinkedDeque<Attempt> attempts = new ConcurrentLinkedDeque<>();
  private final ConcurrentLinkedQueue<Attachment> attachments = new ConcurrentLinkedQueue<>();

  void add(Attempt attempt) {
    attempts.add(attempt);
  }

  void add(Attachment attachment) {
    attachments.add(attachment);
  }

  List<Attempt> attempts() {
    return new ArrayList<>(attempts);
  }

  /** Those that ended after a moment; takes time for these only, however many there were before. */
  List<Attempt> attemptsAfter(long moment) {
    var later = new ArrayList<Attempt>();
    for (var latest = attempts.descendingIterator(); latest.hasNext(); ) {
      var attempt = latest.next();
      if (attempt.ended() < moment - NOTED_WITHIN) {
        return later;
      }
      if (attempt.ended() > moment) {
        later.add(attempt);
      }
    }
    return later;
  }

  List<Attachment> attachments() {
    return new ArrayList<>(attachments);
  }
}
