package switchboard.agent;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a session takes of a worker's answer. What it does not take is logged and left out; the rest
 * is recorded, so that a mistake in one part does not cost the user the others.
 *
 * @param sagaTypes whether a saga of a type can be started
 */
public record AnswerLimits(Predicate<String> sagaTypes) {
  /** How long a text may be, in bytes of UTF-8: as long as what a user may say. */
  public static final int MOST_TEXT = 16_384;

  /** Sagas of any type can be started. */
  public static final AnswerLimits ANY_SAGA = new AnswerLimits(_ -> true);

  private static final Logger LOG = LoggerFactory.getLogger(AnswerLimits.class);

  /**
   * What is kept of an answer.
   *
   * @param instead is said where the text is too long; empty to say nothing
   */
  public AnswerLimits.Kept check(AgentAnswer answer, String instead) {
    boolean tooLong = answer.text().filter(AnswerLimits::isTooLong).isPresent();
    var text = tooLong ? Optional.of(instead).filter(it -> !it.isEmpty()) : answer.text();
    var sagas = answer.sagas().stream().filter(saga -> sagaTypes.test(saga.type())).toList();
    boolean whole = !tooLong && sagas.size() == answer.sagas().size();
    return new Kept(
        new AgentAnswer(
            text,
            answer.interim(),
            answer.goals(),
            sagas,
            answer.decisions(),
            answer.profile(),
            answer.takenBack()),
        whole);
  }

  /**
   * What is left of an answer.
   *
   * @param whole whether that is all of it
   */
  public record Kept(AgentAnswer answer, boolean whole) {}

  /** As {@link #check}, and logs if something is left out. */
  public AgentAnswer kept(AgentAnswer answer, String instead) {
    var kept = check(answer, instead);
    if (!kept.whole()) {
      LOG.atWarn()
          .addKeyValue("reason", WorkerNews.Lost.Reason.WORKER_FAILED)
          .log("a worker's answer has a text too long or a saga unknown here: that is left out");
    }
    return kept.answer();
  }

  private static boolean isTooLong(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length > MOST_TEXT;
  }
}
