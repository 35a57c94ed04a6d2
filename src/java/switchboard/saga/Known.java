package switchboard.saga;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a saga knows: its input, whom it is for, and what its steps were answered.
 *
 * @param answers of the steps that were taken, in the order of the answers
 */
public record Known(Map<String, String> input, String subject, List<StepAnswer> answers) {
  /** Where the id of the subject is read from. */
  public static final String SUBJECT = "@subject";

  /**
   * Reads a value: {@value #SUBJECT}, a name of the input, or {@code step.attribute} of an answer;
   * empty if there is none.
   */
  public Optional<String> value(String from) {
    if (from.equals(SUBJECT)) {
      return Optional.of(subject);
    }
    int dot = from.indexOf('.');
    return dot < 0
        ? Optional.ofNullable(input.get(from))
        : answer(from.substring(0, dot))
            .map(answer -> answer.attributes().get(from.substring(dot + 1)));
  }

  /** Whether the value is this. */
  public boolean is(String from, String value) {
    return value(from).filter(value::equals).isPresent();
  }

  /** What a step was answered, if it was taken and did not fail. */
  public Optional<StepAnswer> answer(String step) {
    return answers.stream().filter(one -> one.step().equals(step) && one.ok()).findFirst();
  }
}
