package switchboard.placement;

/**
 * A session that is sent many messages.
 *
 * @param name its resource name
 * @param perSecond messages, on average
 */
public record BusySession(String name, String shard, double perSecond) {}
