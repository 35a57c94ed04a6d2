package switchboard.ops.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import switchboard.v1.ListSettingsResponse;
import switchboard.v1.NodeSettings;
import switchboard.v1.Setting;

/** Nodes' settings as a table. */
public final class SettingText {
  private static final String MISSING = "(no such key)";

  private SettingText() {}

  /**
   * A row for each key that all nodes have alike; where they differ, one for each of them. A line
   * for each silent node.
   */
  public static String settings(ListSettingsResponse response) {
    var text = new ArrayList<String>();
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("KEY", "NODE", "ORIGIN", "VALUE"));
    var byKey = byKey(response.getNodesList());
    int different = 0;
    for (var key : byKey.entrySet()) {
      var values = key.getValue();
      boolean isAlike =
          values.size() == response.getNodesCount()
              && values.values().stream().map(SettingText::told).distinct().count() == 1;
      if (isAlike) {
        rows.add(row(values.values().iterator().next(), "all"));
      } else {
        different++;
        response.getNodesList().forEach(node -> rows.add(row(key.getKey(), values, node)));
      }
    }
    text.add(byKey.isEmpty() ? "there is no such setting" : SagaText.table(rows));
    if (different > 0) {
      text.add("different between nodes: " + different);
    }
    if (response.getNodesList().stream().anyMatch(NodeSettings::getTruncated)) {
      text.add("there are more than one answer can hold: name a longer PREFIX");
    }
    text.addAll(SystemText.silent(response.getSilentList()));
    return String.join("\n", text);
  }

  private static Map<String, Map<NodeSettings, Setting>> byKey(List<NodeSettings> nodes) {
    var byKey = new TreeMap<String, Map<NodeSettings, Setting>>();
    for (var node : nodes) {
      for (var setting : node.getSettingsList()) {
        byKey.computeIfAbsent(setting.getKey(), _ -> new LinkedHashMap<>()).put(node, setting);
      }
    }
    return byKey;
  }

  /** Where a value comes from may differ. */
  private static String told(Setting setting) {
    return setting.getValue();
  }

  private static List<String> row(
      String key, Map<NodeSettings, Setting> values, NodeSettings node) {
    var name = SystemText.node(node.getNode());
    var setting = values.get(node);
    return setting == null ? List.of(key, name, "-", MISSING) : row(setting, name);
  }

  private static List<String> row(Setting setting, String node) {
    return List.of(
        setting.getKey(),
        node,
        setting.getOrigin(),
        setting.getValue().isEmpty() ? "\"\"" : setting.getValue().replace('\n', ' '));
  }
}
