package switchboard.inspection;

import com.typesafe.config.Config;
import switchboard.settings.Defaults;
import switchboard.v1.NodeSettings;
import switchboard.v1.Setting;

/** The settings that a node runs with. */
final class SettingFacts {
  private static final int LONGEST = 1_000;

  private SettingFacts() {}

  static NodeSettings.Builder of(Config config, String prefix, int mostBytes) {
    var settings = NodeSettings.newBuilder();
    int size = 0;
    for (var each : switchboard.settings.Setting.of(Defaults.load(), config, prefix)) {
      var setting =
          Setting.newBuilder()
              .setKey(each.key())
              .setValue(cut(each.value()))
              .setOrigin(each.origin())
              .setHidden(each.hidden())
              .build();
      size += setting.getSerializedSize() + 4;
      if (size > mostBytes) {
        return settings.setTruncated(true);
      }
      settings.addSettings(setting);
    }
    return settings;
  }

  private static String cut(String value) {
    return value.length() > LONGEST ? value.substring(0, LONGEST - 1) + "…" : value;
  }
}
