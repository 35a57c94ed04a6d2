package switchboard.erasure;

/**
 * What was done about a page of a subject's sessions.
 *
 * @param last id of the last session of the page: the next page begins after it
 * @param sessions how many were ended or emptied
 * @param sagas how many open sagas were ended
 * @param left how many sessions could not be ended, or have a saga that could not
 * @param more whether there is another page
 */
public record SessionPage(String last, long sessions, long sagas, long left, boolean more) {}
