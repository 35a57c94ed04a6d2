package switchboard.session;

import switchboard.context.MemoryPolicy;

/** What is configured of sessions. */
public record SessionSettings(MemoryPolicy memory, Retention retention) {}
