package switchboard.journal;

import java.util.List;

/**
 * What the store says of itself.
 *
 * @param storeId the id it was given at first use
 * @param servers every master, in no particular order
 */
public record StoreHealth(String storeId, List<Server> servers) {
  public StoreHealth {
    servers = List.copyOf(servers);
  }

  /**
   * One Redis server. What it would not tell is {@code unknown}.
   *
   * @param version as Redis tells it, such as 7.0.15
   * @param appendOnly {@code yes} if every write goes to the append-only file
   * @param appendFsync {@code always}, {@code everysec} or {@code no}
   * @param maxMemoryPolicy {@code noeviction}, or else it would not have been accepted
   */
  public record Server(
      String version, String appendOnly, String appendFsync, String maxMemoryPolicy) {}
}
