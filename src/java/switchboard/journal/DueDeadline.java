package switchboard.journal;

import java.time.Instant;

/** A deadline that has passed and was not cleared. */
public record DueDeadline(String persistenceId, String id, Instant due) {}
