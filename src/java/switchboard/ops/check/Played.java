package switchboard.ops.check;

import java.util.List;
import java.util.Map;
import switchboard.ops.replay.Corpus.Frame;

/**
 * A dialogue that was played, and what has to be there of it from now on.
 *
 * @param dialogue its id in the corpus
 * @param session the session's name
 * @param subject whom it is with
 * @param agent whom it was created with
 * @param node the node that was asked last
 * @param said the user's messages, in order
 * @param annotated the last frame of each service
 * @param goals the same in order, with sources
 * @param updates request ids of the changes of goals, in order
 * @param factUpdates request ids of the changes of facts, in order
 * @param moments how it stood after earlier turns
 */
record Played(
    String dialogue,
    String session,
    String subject,
    String agent,
    int node,
    List<Said> said,
    Map<String, Frame> annotated,
    Goals goals,
    List<String> updates,
    List<String> factUpdates,
    List<Moment> moments) {

  /**
   * A message as its client knows it.
   *
   * @param sequence that it was acknowledged with
   */
  record Said(String text, String requestId, long sequence) {}

  /**
   * How a session stood after a turn.
   *
   * @param version of the document that the goals were set with
   */
  record Moment(long version, Map<String, Frame> annotated, Goals goals) {
    Moment {
      annotated = Map.copyOf(annotated);
    }
  }

  Played {
    said = List.copyOf(said);
    annotated = Map.copyOf(annotated);
    updates = List.copyOf(updates);
    factUpdates = List.copyOf(factUpdates);
    moments = List.copyOf(moments);
  }
}
