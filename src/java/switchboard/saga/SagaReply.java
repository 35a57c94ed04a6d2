package switchboard.saga;

/** What a saga answers. */
public enum SagaReply {
  /** Done and durable, or nothing was to be done. */
  DONE,
  /** The deadline that passed is none that the saga waits for. */
  STALE,
  /** There is no such saga. */
  UNKNOWN_SAGA,
  /** The store is away, the saga moves, or its type is unknown to this release: try again. */
  UNAVAILABLE;

  /** What a command is answered when what it led to is recorded. */
  static SagaReply to(SagaCommand command, SagaState after) {
    return switch (command) {
      // what is being taken back has to be before the key is destroyed
      case SagaCommand.Cancel.CANCEL ->
          after.life() == SagaState.Life.COMPENSATING ? UNAVAILABLE : DONE;
      case SagaCommand.PassDeadline(var deadline) -> after.awaits(deadline) ? DONE : STALE;
      case SagaCommand.Answer _,
          SagaCommand.AcknowledgeReport _,
          SagaCommand.TakeBack _,
          SagaCommand.Redrive _ ->
          after.life() == SagaState.Life.NONE ? UNKNOWN_SAGA : DONE;
      case SagaCommand.Start _ -> DONE;
    };
  }
}
