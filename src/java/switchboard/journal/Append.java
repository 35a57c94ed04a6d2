package switchboard.journal;

/**
 * An event on its way to the journal together with what must commit in the same step. Only the
 * event is stored as one: a replay delivers it bare.
 *
 * @param event the event to store; serialized by Pekko's serialization
 * @param side what else the step changes
 */
public record Append(Object event, SideData side) {}
