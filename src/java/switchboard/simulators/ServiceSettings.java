package switchboard.simulators;

import java.nio.file.Path;

/**
 * What a simulated service is started with.
 *
 * @param bootstrapServers the brokers, as {@code host:port} separated by commas
 * @param dataDir where it keeps its ledger and its dials; its own
 * @param seed of the simulated world: services with one seed agree with one another
 */
public record ServiceSettings(String bootstrapServers, Path dataDir, long seed) {}
