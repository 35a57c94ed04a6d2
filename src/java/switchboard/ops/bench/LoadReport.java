package switchboard.ops.bench;

/**
 * What the load generator found.
 *
 * @param turns at the concurrency asked for
 * @param single one turn at a time
 * @param acknowledged turns in all, warm-up included
 * @param missing acknowledged turns that are not in the transcript, or not as acknowledged
 * @param doubled acknowledged turns that are in the transcript more than once
 * @param unanswered acknowledged turns without exactly one reply and one slot
 * @param repeats requests that were sent again because their outcome was not known
 * @param settledSeconds from the last acknowledgement until every reply was recorded
 */
public record LoadReport(
    Figures turns,
    Figures single,
    long acknowledged,
    long missing,
    long doubled,
    long unanswered,
    long repeats,
    double settledSeconds) {}
