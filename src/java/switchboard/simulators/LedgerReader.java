package switchboard.simulators;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads a service's ledger from outside, for checks and reports; also while it is written. */
public final class LedgerReader {
  private LedgerReader() {}

  /** What a line notes; the names are those of the file in lower case. */
  public enum Kind {
    RECEIVED,
    EFFECT,
    ANSWERED
  }

  /**
   * One line of a ledger.
   *
   * @param sagaId empty for an answer
   * @param subject the id that was asked about; empty for an answer
   * @param reason why the service refused; empty if it did not
   * @param facts what the effect told; empty for other lines
   */
  public record Entry(
      Kind kind,
      Instant time,
      String stepKey,
      String sagaId,
      String subject,
      String reason,
      Map<String, String> facts) {
    public Entry {
      facts = Map.copyOf(facts);
    }
  }

  /**
   * All whole lines, oldest first; none if the service never ran.
   *
   * @throws IOException if the ledger cannot be read
   */
  public static List<Entry> read(Path dataDir) throws IOException {
    return Ledger.lines(dataDir).stream()
        .map(
            line -> {
              var facts = new HashMap<String, String>();
              line.path("facts")
                  .properties()
                  .forEach(fact -> facts.put(fact.getKey(), fact.getValue().asText()));
              return new Entry(
                  Kind.valueOf(line.path("kind").asText().toUpperCase(Locale.ROOT)),
                  Instant.parse(line.path("time").asText()),
                  line.path("stepKey").asText(),
                  line.path("sagaId").asText(),
                  line.path("subject").asText(),
                  line.path("reason").asText(),
                  facts);
            })
        .toList();
  }
}
