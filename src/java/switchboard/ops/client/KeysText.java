package switchboard.ops.client;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import switchboard.journal.KeyCensus;
import switchboard.journal.KeyCensus.Kind;

/** What the keys of the store are, as a table and as JSON. */
public final class KeysText {
  private static final JsonMapper JSON = new JsonMapper();

  /** docs/redis-layout.md has all of them. */
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("id", "store markers"),
          Map.entry("c", "documents"),
          Map.entry("e", "journals"),
          Map.entry("s", "snapshots"),
          Map.entry("d", "deadlines"),
          Map.entry("o", "outboxes"),
          Map.entry("i", "indexes"),
          Map.entry("k", "keys of subjects"),
          Map.entry("ks", "sessions of subjects"),
          Map.entry("v", "profiles"),
          Map.entry("w", "watchers"),
          Map.entry(KeyCensus.OTHER, "not ours"));

  private KeysText() {}

  /** A row for each kind, the largest first; below it what should expire and does not. */
  public static String text(KeyCensus census) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("KIND", "OF", "KEYS", "MEMORY", "SHARE", "EACH", "MEASURED", "NO EXPIRY"));
    var kinds =
        census.kinds().stream().sorted(Comparator.comparingLong(Kind::bytes).reversed()).toList();
    long all = kinds.stream().mapToLong(Kind::bytes).sum();
    for (var kind : kinds) {
      rows.add(
          List.of(
              name(kind),
              SagaText.orDash(kind.owner()),
              "" + kind.keys(),
              bytes(kind.bytes()),
              String.format(Locale.ROOT, "%.1f %%", 100.0 * kind.bytes() / Math.max(1, all)),
              bytes(kind.bytes() / kind.keys()),
              "" + kind.sampled(),
              kind.withoutExpiry() == 0 ? "-" : "" + kind.withoutExpiry()));
    }
    var text = new ArrayList<String>();
    text.add(kinds.isEmpty() ? "there are no keys" : SagaText.table(rows));
    text.add(
        "%d keys looked at%s, %s in them; the servers have allocated %s"
            .formatted(
                census.looked(),
                census.whole() ? ", which are all" : "; there are more, see --limit",
                bytes(all),
                bytes(census.usedBytes())));
    kinds.stream().filter(kind -> !kind.examples().isEmpty()).forEach(it -> text.add(strange(it)));
    return String.join("\n\n", text);
  }

  private static String strange(Kind kind) {
    var what =
        kind.letter().equals(KeyCensus.OTHER)
            ? "%d keys are not ours, such as:".formatted(kind.keys())
            : "%d %s never expire, though they should: this is a defect; such as:"
                .formatted(kind.withoutExpiry(), name(kind));
    return what + "\n  " + String.join("\n  ", kind.examples());
  }

  private static String name(Kind kind) {
    return NAMES.containsKey(kind.letter())
        ? NAMES.get(kind.letter()) + " (" + kind.letter() + ")"
        : kind.letter();
  }

  /** The same as one JSON document. */
  public static String json(KeyCensus census) {
    var all =
        JSON.createObjectNode()
            .put("keys", census.looked())
            .put("whole", census.whole())
            .put("usedBytes", census.usedBytes());
    var kinds = all.putArray("kinds");
    for (var kind : census.kinds()) {
      var node =
          kinds
              .addObject()
              .put("letter", kind.letter())
              .put("name", NAMES.getOrDefault(kind.letter(), kind.letter()))
              .put("owner", kind.owner())
              .put("keys", kind.keys())
              .put("bytes", kind.bytes())
              .put("measured", kind.sampled())
              .put("withoutExpiry", kind.withoutExpiry());
      var examples = node.putArray("examples");
      kind.examples().forEach(examples::add);
    }
    return all.toPrettyString();
  }

  static String bytes(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    double left = bytes / 1024.0;
    for (var unit : List.of("KB", "MB")) {
      if (left < 1024) {
        return String.format(Locale.ROOT, "%.1f %s", left, unit);
      }
      left /= 1024;
    }
    return String.format(Locale.ROOT, "%.1f GB", left);
  }
}
