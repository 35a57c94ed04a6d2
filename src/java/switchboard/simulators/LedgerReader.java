package switchboard.simulators;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads a service's ledger from outside, for checks and reports; also while it is written. */
public final class LedgerReader {
  private LedgerReader() {}

  /** What a line notes; the names are those of the file in lower case. */
  public enum Kind {
    /** A command arrived. */
    RECEIVED,
    /** A step was decided, for good: it took effect if {@code ok}, else it is refused for ever. */
    EFFECT,
    /** An answer was sent. */
    ANSWERED,
    /** Something changed unasked and is to be told. */
    EVENT,
    /** The event is in its topic. */
    TOLD
  }

  /**
   * One line of a ledger. A text that does not apply is empty.
   *
   * @param stepKey of an event, its id
   * @param sagaId empty for an answer and an event
   * @param type of the command or the event; empty for lines that only refer to one
   * @param subject the id that was asked about; empty for an answer
   * @param attempt which repeat of the step the sender said it was
   * @param undoes of a compensation: the step key that it takes back
   * @param ok of an effect or an answer: whether it was not refused; else true
   * @param reason why the service refused; empty if it did not
   * @param body of an effect, the command's fields; of an event, its order and its tenant
   * @param facts what the effect or the event told
   */
  public record Entry(
      Kind kind,
      Instant time,
      String stepKey,
      String sagaId,
      String type,
      String subject,
      String attempt,
      String undoes,
      boolean ok,
      String reason,
      Map<String, String> body,
      Map<String, String> facts) {
    public Entry {
      body = Map.copyOf(body);
      facts = Map.copyOf(facts);
    }
  }

  /**
   * All whole lines, oldest first; none if the service never ran.
   *
   * @throws IOException if the ledger cannot be read
   */
  public static List<Entry> read(Path dataDir) throws IOException {
    var entries = new ArrayList<Entry>();
    Ledger.read(dataDir, entries::add);
    return entries;
  }
}
