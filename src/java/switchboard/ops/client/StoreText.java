package switchboard.ops.client;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import switchboard.journal.StoreFinding;
import switchboard.journal.StoreFinding.Level;
import switchboard.journal.StoreInspector.Wrappings;

/** What was found in the store, as a table and as JSON. */
public final class StoreText {
  private static final JsonMapper JSON = new JsonMapper();

  private StoreText() {}

  /** A row for each finding, the worst first, with the remedy below it. */
  public static String text(List<StoreFinding> findings) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("LEVEL", "ABOUT", "SERVER", "FOUND"));
    for (var finding : sorted(findings)) {
      rows.add(
          List.of(
              finding.level().name(),
              finding.about(),
              finding.server().orElse("-"),
              finding.evidence()));
      if (!finding.remedy().isEmpty()) {
        rows.add(List.of("", "", "", "do: " + finding.remedy()));
      }
    }
    var counts =
        findings.stream()
            .collect(
                Collectors.groupingBy(StoreFinding::level, TreeMap::new, Collectors.counting()));
    return SagaText.table(rows)
        + "\n\n"
        + counts.descendingMap().entrySet().stream()
            .map(it -> it.getValue() + " " + it.getKey())
            .collect(Collectors.joining(", "));
  }

  private static List<StoreFinding> sorted(List<StoreFinding> findings) {
    return findings.stream()
        .sorted(Comparator.comparing(StoreFinding::level, Comparator.reverseOrder()))
        .toList();
  }

  /** The same as one JSON document. */
  public static String json(List<StoreFinding> findings) {
    var all = JSON.createObjectNode().putArray("findings");
    for (var finding : sorted(findings)) {
      all.addObject()
          .put("level", finding.level().name())
          .put("about", finding.about())
          .put("server", finding.server().orElse(""))
          .put("evidence", finding.evidence())
          .put("remedy", finding.remedy());
    }
    return JSON.createObjectNode().set("findings", all).toPrettyString();
  }

  /**
   * Whether the nodes can open what is sealed.
   *
   * @param had the ids of the key-encryption keys that the nodes have; empty if that is not known
   */
  public static StoreFinding keys(Wrappings wrappings, Optional<Set<String>> had) {
    var seen =
        new TreeMap<>(wrappings.by())
            .entrySet().stream()
                .map(it -> it.getValue() + " by " + it.getKey())
                .collect(Collectors.joining(", "));
    var evidence =
        seen.isEmpty()
            ? "no subject has a key yet"
            : "subjects' keys are wrapped: "
                + seen
                + (wrappings.whole() ? "" : " (of those looked at)");
    var missing =
        had.map(
                ids ->
                    wrappings.by().entrySet().stream()
                        .filter(it -> !ids.contains(it.getKey()))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)))
            .map(TreeMap::new)
            .orElseGet(TreeMap::new);
    if (missing.isEmpty()) {
      return new StoreFinding(
          Level.OK,
          "keys",
          Optional.empty(),
          evidence
              + (had.isEmpty() && !seen.isEmpty()
                  ? "; not compared with the nodes' key-encryption keys: name them by --keys"
                  : ""),
          "");
    }
    return lacking(missing, had.orElseThrow());
  }

  private static StoreFinding lacking(Map<String, Long> missing, Set<String> had) {
    var ids = String.join(", ", new TreeSet<>(missing.keySet()));
    return new StoreFinding(
        Level.BAD,
        "keys",
        Optional.empty(),
        "the nodes lack key-encryption key %s, which wraps the keys of %d subjects; they have %s."
                .formatted(
                    ids,
                    missing.values().stream().mapToLong(Long::longValue).sum(),
                    String.join(", ", new TreeSet<>(had)))
            + " No session of these subjects can be opened",
        "put %s back into the file of every node (SWITCHBOARD_KEK_FILE), below the others, and"
                .formatted(ids)
            + " restart them; drop a key only after `switchboard subject rotate-keys`. Without it"
            + " what is stored of these subjects is lost for good");
  }
}
