package switchboard.health;

/**
 * What a look found.
 *
 * @param name of the look
 * @param ok whether it is there
 * @param millis how long the look took
 * @param detail in a few words: what was found, or the kind of failure
 */
record Finding(String name, boolean ok, long millis, String detail) {}
