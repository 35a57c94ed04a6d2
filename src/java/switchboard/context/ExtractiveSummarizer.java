package switchboard.context;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keeps the first sentence of what the user said: the first of the conversation and the latest
 * ones, as many as fit. The same messages always make the same summary.
 */
public final class ExtractiveSummarizer implements Summarizer {
  /** The longest summary, in characters. */
  public static final int MAX_LENGTH = 600;

  private static final int MAX_LINE = 100;

  @Override
  public String summarize(Optional<Summary> before, List<Turn> leaving) {
    var lines = new ArrayList<String>();
    before
        .map(Summary::text)
        .filter(text -> !text.isEmpty())
        .ifPresent(text -> text.lines().forEach(lines::add));
    leaving.stream()
        .filter(turn -> turn.role() == Turn.Role.USER)
        .map(turn -> firstSentence(turn.text()))
        .filter(sentence -> !sentence.isEmpty())
        .forEach(lines::add);
    while (lines.size() > 1 && length(lines) > MAX_LENGTH) {
      // what the conversation began with stays
      lines.remove(1);
    }
    return String.join("\n", lines);
  }

  private static int length(List<String> lines) {
    return lines.stream().mapToInt(line -> line.length() + 1).sum() - 1;
  }

  private static String firstSentence(String text) {
    int end = 0;
    while (end < text.length() && end < MAX_LINE && !endsSentence(text, end)) {
      end++;
    }
    if (end < text.length() && end < MAX_LINE) {
      end++;
    } else if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end).strip();
  }

  private static boolean endsSentence(String text, int at) {
    return switch (text.charAt(at)) {
      case '\n', '\r' -> true;
      case '.', '?', '!' -> at + 1 == text.length() || Character.isWhitespace(text.charAt(at + 1));
      default -> false;
    };
  }
}
