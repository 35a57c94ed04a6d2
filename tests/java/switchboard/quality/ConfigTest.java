package switchboard.quality;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A key that nobody reads looks like a setting and is none. */
class ConfigTest {
  private static final Config OURS = ConfigFactory.parseResources("switchboard.conf").resolve();
  private static final Config REFERENCE = ConfigFactory.defaultReference();

  /** Below these, keys are names of ours, or belong to another library. */
  private static final List<String> FREE =
      List.of(
          "pekko.actor.serializers.",
          "pekko.actor.serialization-bindings.",
          "pekko.coordinated-shutdown.reason-overrides.",
          "pekko.kafka.consumer.kafka-clients.",
          "pekko.kafka.producer.kafka-clients.",
          "pekko.management.health-checks.liveness-checks.",
          "pekko.management.health-checks.readiness-checks.",
          "pekko.management.http.routes.");

  /** Where a section takes what it does not say itself from another one. */
  private static final Map<String, String> INHERITED =
      Map.of(
          "pekko.cluster.sharding.passivation.switchboard.",
          "pekko.cluster.sharding.passivation.strategy-defaults.",
          "pekko.coordinated-shutdown.phases.before-service-unbind.timeout",
          "pekko.coordinated-shutdown.default-phase-timeout",
          "pekko.coordinated-shutdown.phases.before-cluster-shutdown.timeout",
          "pekko.coordinated-shutdown.default-phase-timeout",
          "pekko.coordinated-shutdown.phases.before-actor-system-terminate.timeout",
          "pekko.coordinated-shutdown.default-phase-timeout",
          "pekko.serialization.jackson.jackson-cbor.",
          "pekko.serialization.jackson.");

  private static List<String> keys(Predicate<String> which) {
    return OURS.entrySet().stream().map(Entry::getKey).filter(which).sorted().toList();
  }

  @Test
  void everyKeyOfPekkoIsOneThatPekkoKnows() {
    var keys = keys(key -> key.startsWith("pekko.") && FREE.stream().noneMatch(key::startsWith));
    assertThat(keys).hasSizeGreaterThan(40);
    assertThat(keys).filteredOn(key -> !isKnown(key)).isEmpty();
  }

  private static boolean isKnown(String key) {
    return REFERENCE.hasPathOrNull(key)
        || INHERITED.entrySet().stream()
            .filter(section -> key.startsWith(section.getKey()))
            .map(section -> section.getValue() + key.substring(section.getKey().length()))
            .anyMatch(REFERENCE::hasPathOrNull);
  }

  @Test
  void everyKeyOfThePluginsIsOneThatPekkoOrWeKnow() {
    for (var plugin : List.of("journal.plugin", "journal.snapshot-store")) {
      var prefix = "switchboard." + plugin + ".";
      var fallback =
          "pekko.persistence."
              + (plugin.endsWith("store") ? "snapshot-store" : "journal")
              + "-plugin-fallback.";
      assertThat(keys(key -> key.startsWith(prefix)))
          .isNotEmpty()
          .allMatch(
              key -> {
                var name = key.substring(prefix.length());
                return REFERENCE.hasPathOrNull(fallback + name) || isRead(name);
              });
    }
  }

  @Test
  void everyKeyOfOursIsRead() {
    var keys =
        keys(key -> key.startsWith("switchboard.") && !key.startsWith("switchboard.journal."));
    assertThat(keys).hasSizeGreaterThan(50);
    assertThat(keys).filteredOn(key -> !isRead(key)).isEmpty();
  }

  /** Its last part stands in the sources as a text, or another key takes its value. */
  private static boolean isRead(String key) {
    var name = key.substring(key.lastIndexOf('.') + 1);
    return TEXT.contains(name + "\"") || TEXT.contains("${" + key + "}");
  }

  private static final String TEXT =
      Sources.java(Sources.MAIN).stream()
              .flatMap(file -> Sources.lines(file).stream())
              .collect(Collectors.joining("\n"))
          + Sources.files(Path.of("config"), ".conf").stream()
              .flatMap(file -> Sources.lines(file).stream())
              .collect(Collectors.joining("\n"));
}
