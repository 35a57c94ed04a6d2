package switchboard.ops;

/** How a command that reads prints what it found. */
enum Output {
  TEXT,
  JSON
}
