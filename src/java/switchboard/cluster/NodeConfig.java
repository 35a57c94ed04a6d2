package switchboard.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import switchboard.access.AccessSettings;
import switchboard.access.ListenerRules;
import switchboard.agent.WorkerAgent;
import switchboard.delivery.DeliverySettings;
import switchboard.erasure.ErasureSettings;
import switchboard.failover.CrashSettings;
import switchboard.frontdoor.FrontDoorSettings;
import switchboard.health.HealthSettings;
import switchboard.inspection.LogSettings;
import switchboard.journal.RedisSettings;
import switchboard.kafka.KafkaSettings;
import switchboard.metrics.Metrics;
import switchboard.privacy.KeyEncryptionKeys;
import switchboard.privacy.StoredSubjectKeys;
import switchboard.profile.ProfileSettings;
import switchboard.push.PushSettings;
import switchboard.session.SessionSettings;
import switchboard.settings.ConfigCheck;
import switchboard.settings.Defaults;
import switchboard.settings.Origins;
import switchboard.settings.Problem;
import switchboard.telemetry.TraceSettings;
import switchboard.tls.TlsSettings;
import switchboard.worker.WorkersSettings;

/** A node's configuration: read from where it is written, and checked as a whole. */
public final class NodeConfig {
  private static final String CONTACT_POINTS = "switchboard.cluster.contact-points";
  private static final String TRANSPORT = "pekko.remote.artery.transport";
  private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{\\??([^}]+)}");
  private static final Pattern HOST_AND_PORT = Pattern.compile("[^\\s:]+:\\d{1,5}");

  /** Stands for what a substitution does not find, so that the rest can be looked at. */
  private static final String UNRESOLVED = "unresolved";

  /** Who reads which section, and refuses what it cannot keep to. */
  private static final List<Consumer<Config>> READERS =
      List.of(
          NodeConfig::endpoints,
          config -> config.getDuration("switchboard.node.start-timeout"),
          config -> RedisSettings.of(config.getConfig("switchboard.redis")),
          KafkaSettings::from,
          FrontDoorSettings::from,
          AccessSettings::from,
          ListenerRules::check,
          PushSettings::from,
          SessionSettings::from,
          WorkersSettings::from,
          WorkerAgent::from,
          WatchSettings::from,
          StoredSubjectKeys.CacheSettings::from,
          ErasureSettings::from,
          ProfileSettings::from,
          DeliverySettings::from,
          NodeOperations.Settings::from,
          MoveSettings::from,
          Rehearsal::messages,
          CrashSettings::from,
          TlsSettings::from,
          LogSettings::from,
          TraceSettings::from,
          HealthSettings::from,
          Metrics::lagInterval);

  private final List<Problem> problems = new ArrayList<>();
  private Config config = ConfigFactory.empty();

  private NodeConfig() {}

  /**
   * Reads a configuration without a node.
   *
   * @param file HOCON over the built-in configuration, if any
   * @param overrides KEY=VALUE, over the file and the environment
   * @param keys whether key-encryption keys and certificates are looked for, which nodes have
   * @return everything that is wrong with it; empty if a node can start with it
   */
  public static List<Problem> check(Optional<Path> file, List<String> overrides, boolean keys) {
    var read = new NodeConfig();
    read.read(file, overrides, keys);
    return List.copyOf(read.problems);
  }

  /**
   * Reads a node's configuration.
   *
   * @throws Node.StartFailure if anything is wrong with it; the message has a line for each problem
   */
  static Config load(Optional<Path> file, List<String> overrides) {
    return load(file, overrides, true);
  }

  /**
   * The same, for others than nodes too.
   *
   * @param keys whether key-encryption keys and certificates are looked for, which nodes have
   */
  public static Config load(Optional<Path> file, List<String> overrides, boolean keys) {
    var read = new NodeConfig();
    read.read(file, overrides, keys);
    if (!read.problems.isEmpty()) {
      var lines = read.problems.stream().map(Problem::toString).toList();
      throw new Node.StartFailure(
          lines.size() == 1
              ? "the configuration is wrong: " + lines.getFirst()
              : "the configuration is wrong in "
                  + lines.size()
                  + " places:\n"
                  + String.join("\n", lines),
          null);
    }
    // discovery looks contact points up by a service's name; ours stand in the configuration
    return withTransport(read.config)
        .withValue(
            "pekko.discovery.config.services.switchboard.endpoints",
            ConfigValueFactory.fromIterable(endpoints(read.config)));
  }

  /** Nodes with certificates talk to each other with TLS, and to no others. */
  private static Config withTransport(Config config) {
    return TlsSettings.from(config).own().isPresent()
        ? config.withValue(TRANSPORT, ConfigValueFactory.fromAnyRef("tls-tcp", "switchboard.tls"))
        : config;
  }

  private void read(Optional<Path> file, List<String> overrides, boolean keys) {
    var defaults = Defaults.load();
    config = ConfigFactory.parseResources("switchboard.conf");
    file.ifPresent(this::add);
    overrides.forEach(this::add);
    var readers = new ArrayList<>(READERS);
    if (keys) {
      readers.addFirst(KeyEncryptionKeys::from);
      readers.add(TlsSettings::checkFiles);
      readers.add(AccessSettings::openFiles);
    }
    resolved().ifPresent(whole -> check(whole, defaults, readers));
  }

  private void check(Config whole, Defaults defaults, List<Consumer<Config>> readers) {
    config = whole;
    ConfigCheck.of(defaults, whole, readers).stream()
        .filter(problem -> !problem.origin().equals(UNRESOLVED))
        .forEach(problems::add);
  }

  private void add(Path file) {
    if (!Files.isReadable(file)) {
      problems.add(new Problem("", "there is no readable file " + file));
      return;
    }
    try {
      config = ConfigFactory.parseFile(file.toFile()).withFallback(config);
    } catch (ConfigException wrong) {
      problems.add(Problem.of(wrong));
    }
  }

  private void add(String override) {
    var options = ConfigParseOptions.defaults().setOriginDescription(Origins.COMMAND_LINE);
    try {
      config = ConfigFactory.parseString(override, options).withFallback(config);
    } catch (ConfigException wrong) {
      problems.add(Problem.of(wrong));
    }
  }

  /** Empty if a substitution cannot even be left out, so that nothing else can be looked at. */
  private Optional<Config> resolved() {
    var given = config;
    var leftOut = new HashSet<String>();
    while (true) {
      try {
        return Optional.of(ConfigFactory.load(given));
      } catch (ConfigException wrong) {
        problems.add(Problem.of(wrong));
        var missing = SUBSTITUTION.matcher(wrong.getMessage());
        if (!missing.find() || !leftOut.add(missing.group(1))) {
          return Optional.empty();
        }
        var nothing = ConfigFactory.parseMap(Map.of(missing.group(1), ""), UNRESOLVED);
        given = nothing.withFallback(given);
      }
    }
  }

  private static List<Map<String, Object>> endpoints(Config config) {
    return config.getStringList(CONTACT_POINTS).stream().map(NodeConfig::endpoint).toList();
  }

  private static Map<String, Object> endpoint(String hostAndPort) {
    if (!HOST_AND_PORT.matcher(hostAndPort).matches()) {
      throw new IllegalArgumentException(CONTACT_POINTS + ": not HOST:PORT: " + hostAndPort);
    }
    int colon = hostAndPort.lastIndexOf(':');
    return Map.of(
        "host",
        hostAndPort.substring(0, colon),
        "port",
        Integer.parseInt(hostAndPort.substring(colon + 1)));
  }
}
