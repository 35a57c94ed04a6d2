package switchboard.simulators;

/**
 * Where the courier of an order is.
 *
 * @param latitude degrees north
 * @param longitude degrees east
 * @param etaMinutes minutes until the delivery, 1 or more
 */
public record Whereabouts(String courier, double latitude, double longitude, int etaMinutes) {}
