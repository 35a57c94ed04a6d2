package switchboard.simulators;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a simulated service is started with.
 *
 * @param bootstrapServers the brokers, as {@code host:port} separated by commas
 * @param dataDir where it keeps its ledger and its dials; its own
 * @param seed of the simulated world: services with one seed agree with one another
 * @param http where it answers HTTP besides, with port 0 for any that is free; empty for nowhere
 */
public record ServiceSettings(
    String bootstrapServers, Path dataDir, long seed, Optional<InetSocketAddress> http) {
  /** A service that answers over Kafka alone. */
  public ServiceSettings(String bootstrapServers, Path dataDir, long seed) {
    this(bootstrapServers, dataDir, seed, Optional.empty());
  }

  public ServiceSettings withHttp(InetSocketAddress address) {
    return new ServiceSettings(bootstrapServers, dataDir, seed, Optional.of(address));
  }
}
