package switchboard.journal;

import static switchboard.journal.EventLog.list;
import static switchboard.journal.EventLog.number;
import static switchboard.journal.EventLog.text;
import static switchboard.journal.Keys.bytes;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/**
 * Logs of which only the newest entries are kept, each a stream of its own. They belong to no
 * persistence id and have no single writer.
 */
public final class CappedLogs {
  private static final Pattern ID = Pattern.compile("[0-9]{1,19}-[0-9]{1,19}");

  private final Gate gate;
  private final Keys keys;

  CappedLogs(Gate gate, Keys keys) {
    this.gate = gate;
    this.keys = keys;
  }

  /** Whether a text can be the id of an entry. */
  public static boolean isId(String id) {
    return ID.matcher(id).matches();
  }

  /**
   * Adds an entry; completes when it is stored, as durable as all that is. An entry equal to one of
   * the last 32 counts as that one, sent again: let each differ.
   *
   * @param keep how many of the newest entries stay, this one included; 1 or more
   * @return the entry's id
   */
  public CompletionStage<String> append(String log, int keep, byte[] entry) {
    return gate.run(Script.LOG_APPEND, keysOf(log), number(keep), entry)
        .thenApply(reply -> text((byte[]) reply.getFirst()));
  }

  /**
   * At most {@code max} entries, the newest first.
   *
   * @param before the id before which to begin; empty to begin with the newest
   * @param since earlier ones are left out
   */
  public CompletionStage<List<LogEntry>> newest(String log, String before, Instant since, int max) {
    return gate.run(
            Script.GUARDED,
            keysOf(log),
            bytes("XREVRANGE"),
            bytes(before.isEmpty() ? "+" : "(" + before),
            number(Math.max(0, EventLog.millis(since))),
            bytes("COUNT"),
            number(max))
        .thenApply(reply -> entries(list(reply.getFirst())));
  }

  private static List<LogEntry> entries(List<List<Object>> found) {
    var entries = new ArrayList<LogEntry>();
    for (var entry : found) {
      List<byte[]> fields = list(entry.get(1));
      entries.add(new LogEntry(text((byte[]) entry.get(0)), fields.get(1)));
    }
    return entries;
  }

  private byte[][] keysOf(String log) {
    return new byte[][] {keys.marker(Keys.bucketOf(log)), keys.log(log)};
  }
}
