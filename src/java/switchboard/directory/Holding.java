package switchboard.directory;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import switchboard.context.Question;
import switchboard.session.Pause;
import switchboard.session.SessionId;
import switchboard.session.SessionState.Life;

/**
 * A session in the memory of a node.
 *
 * @param since when it came into that memory
 * @param epoch the number of its claim in the store; 0 if it has none yet
 * @param said what the session says of itself; empty if it did not in time, as while it recovers
 */
public record Holding(
    SessionId session, String shard, Instant since, long epoch, Optional<Said> said) {
  /**
   * What a session says of itself, without anything that is classified.
   *
   * @param lastEvent when its last event was recorded
   * @param open the turns that workers are to answer, the current one first
   * @param worker who was given a turn last; empty if nobody was since it came into memory
   */
  public record Said(
      Life life,
      String agent,
      long lastSequence,
      Instant lastEvent,
      List<Pending> pending,
      List<Turn> open,
      String worker,
      List<Stream> streams,
      Attention attention) {
    public Said {
      pending = List.copyOf(pending);
      open = List.copyOf(open);
      streams = List.copyOf(streams);
      // an earlier release does not say
      attention = attention == null ? Attention.NONE : attention;
    }

    /** Of one that is not paused and has no turn at a worker. */
    public Said(
        Life life,
        String agent,
        long lastSequence,
        Instant lastEvent,
        List<Pending> pending,
        List<Turn> open,
        String worker,
        List<Stream> streams) {
      this(life, agent, lastSequence, lastEvent, pending, open, worker, streams, Attention.NONE);
    }
  }

  /**
   * What keeps a session from going on, beside its sagas.
   *
   * @param pause while it takes no messages
   * @param handedOut when this incarnation handed out the current turn
   * @param heard when a worker took that, or said a piece of its answer, last
   */
  public record Attention(
      Optional<Pause> pause, Optional<Instant> handedOut, Optional<Instant> heard) {
    /** Nothing. */
    public static final Attention NONE =
        new Attention(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * A saga that it waits for.
   *
   * @param saga its id, without the tenant
   * @param question what waits for the user to decide
   */
  public record Pending(
      String saga, String type, Instant deadline, boolean parked, Optional<Question> question) {}

  /**
   * A turn that a worker is to answer.
   *
   * @param turn sequence of the event to be answered
   * @param attempt how often it was handed out; 0 while it waits behind others
   * @param deadline when it ends unanswered
   */
  public record Turn(long turn, int attempt, Instant deadline) {}

  /**
   * An attached stream.
   *
   * @param address of the node whose front door the client called, as nodes talk to each other
   */
  public record Stream(String address, Instant since) {}
}
