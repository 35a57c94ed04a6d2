package switchboard.context;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * When messages leave the short-term memory, and what becomes of them.
 *
 * @param maxTurns how many messages it holds at most, 2 to {@link Context#MAX_TURNS}
 * @param maxTokens how many tokens they may have in all; a single message may have more
 * @param tokens counts the tokens of a message: never more than its bytes of UTF-8
 */
public record MemoryPolicy(
    int maxTurns, int maxTokens, ToIntFunction<Turn> tokens, Summarizer summarizer) {
  public MemoryPolicy {
    if (maxTurns < 2 || maxTurns > Context.MAX_TURNS) {
      throw new IllegalArgumentException("memory.max-turns must be 2 to " + Context.MAX_TURNS);
    }
    if (maxTokens < 1) {
      throw new IllegalArgumentException("memory.max-tokens must be at least 1");
    }
  }

  /** The same with another way to count. */
  public MemoryPolicy counting(ToIntFunction<Turn> otherwise) {
    return new MemoryPolicy(maxTurns, maxTokens, otherwise, summarizer);
  }

  /**
   * The summary that is due: half of the memory is folded at once, so that it is due every so many
   * messages and not with each.
   */
  public Optional<Summary> due(Context context) {
    var turns = context.turns();
    if (turns.size() <= maxTurns && fits(context)) {
      return Optional.empty();
    }
    int kept = 1;
    long total = tokens.applyAsInt(turns.getLast());
    while (kept < maxTurns / 2 && kept < turns.size()) {
      total += tokens.applyAsInt(turns.get(turns.size() - 1 - kept));
      if (total > maxTokens / 2) {
        break;
      }
      kept++;
    }
    var leaving = turns.subList(0, turns.size() - kept);
    if (leaving.isEmpty()) {
      return Optional.empty();
    }
    long from = context.summary().map(Summary::fromSequence).orElse(leaving.getFirst().sequence());
    return Optional.of(
        new Summary(
            from, leaving.getLast().sequence(), summarizer.summarize(context.summary(), leaving)));
  }

  /** Counting tokens is dear, so it is done only where there are more bytes than may be tokens. */
  private boolean fits(Context context) {
    var turns = context.turns();
    return turns.size() < 2
        || turns.stream().mapToLong(turn -> bytes(turn.text())).sum() <= maxTokens
        || turns.stream().mapToLong(tokens::applyAsInt).sum() <= maxTokens;
  }

  /** The platform counts the bytes of a text that is to be encoded faster than a loop does. */
  private static long bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
