package switchboard.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MemoryPolicyTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static Turn said(long sequence, String text) {
    return new Turn(sequence, Turn.Role.USER, text, NOW);
  }

  private static MemoryPolicy policy(int turns, int tokens) {
    return new MemoryPolicy(
        turns, tokens, turn -> turn.text().length(), new ExtractiveSummarizer());
  }

  private static Context remembering(int count, String text) {
    var context = Context.EMPTY;
    for (int i = 1; i <= count; i++) {
      context = context.remember(said(i, text));
    }
    return context;
  }

  @Test
  void nothingIsFoldedWithinTheBounds() {
    assertThat(policy(20, 1_000).due(remembering(20, "hello"))).isEmpty();
  }

  @Test
  void oneMessageTooManyFoldsTheOlderHalf() {
    var context = remembering(21, "hello");
    var summary = policy(20, 1_000).due(context).orElseThrow();
    assertThat(summary.fromSequence()).isEqualTo(1);
    assertThat(summary.toSequence()).isEqualTo(11);
    var after = context.summarized(summary, 22);
    assertThat(after.turns()).extracting(Turn::sequence).startsWith(12L).hasSize(10);
    assertThat(after.summary()).contains(summary);
    assertThat(after.versions().memory()).isEqualTo(22);
  }

  @Test
  void aLaterSummaryReplacesTheRangeOfTheEarlierOne() {
    var context = remembering(21, "hello");
    context = context.summarized(policy(20, 1_000).due(context).orElseThrow(), 22);
    for (int i = 23; i < 34; i++) {
      context = context.remember(said(i, "again"));
    }
    var summary = policy(20, 1_000).due(context).orElseThrow();
    assertThat(summary.fromSequence()).isEqualTo(1);
    assertThat(summary.toSequence()).isEqualTo(23);
  }

  @Test
  void tokensBoundTheMemoryToo() {
    var context = remembering(10, "a".repeat(100));
    var summary = policy(20, 500).due(context).orElseThrow();
    assertThat(context.summarized(summary, 11).turns()).hasSize(2);
  }

  @Test
  void aSingleMessageOfAnySizeStays() {
    var context = remembering(1, "a".repeat(10_000));
    assertThat(policy(20, 500).due(context)).isEmpty();
    var two = context.remember(said(2, "b".repeat(10_000)));
    var summary = policy(20, 500).due(two).orElseThrow();
    assertThat(two.summarized(summary, 3).turns()).extracting(Turn::sequence).containsExactly(2L);
  }

  @Test
  void tokensAreNotCountedWhereThereCannotBeTooMany() {
    var counted = new AtomicInteger();
    var policy =
        policy(20, 1_000).counting(turn -> counted.incrementAndGet() * 0 + turn.text().length());
    assertThat(policy.due(remembering(10, "a".repeat(100)))).isEmpty();
    assertThat(counted).hasValue(0);
    // three bytes of UTF-8 each, and as many tokens at most
    assertThat(policy.due(remembering(10, "\u0939".repeat(40)))).isEmpty();
    assertThat(counted).hasPositiveValue();
  }

  @Test
  void whateverIsSaidTheBoundsHoldAndNothingIsForgottenUnsummarized() {
    var random = new SplittableRandom(7);
    var policy = policy(8, 300);
    var context = Context.EMPTY;
    for (int i = 1; i <= 2_000; i++) {
      context = context.remember(said(i, "x".repeat(random.nextInt(1, 200))));
      var due = policy.due(context);
      if (due.isPresent()) {
        context = context.summarized(due.get(), i);
      }
      int tokens = context.turns().stream().mapToInt(turn -> turn.text().length()).sum();
      assertThat(context.turns().size()).isBetween(1, 8);
      assertThat(tokens <= 300 || context.turns().size() == 1).isTrue();
      long last = context.summary().map(Summary::toSequence).orElse(0L);
      assertThat(context.turns().getFirst().sequence()).isEqualTo(last + 1);
    }
  }

  @Test
  void boundsThatCannotBeKeptAreRefused() {
    assertThatThrownBy(() -> policy(1, 10)).hasMessageContaining("max-turns");
    assertThatThrownBy(() -> policy(65, 10)).hasMessageContaining("max-turns");
    assertThatThrownBy(() -> policy(10, 0)).hasMessageContaining("max-tokens");
  }

  @Test
  void theSummaryKeepsTheBeginningAndTheLatestWithinItsLength() {
    var summarizer = new ExtractiveSummarizer();
    var summary = Optional.<Summary>empty();
    for (int i = 1; i <= 100; i++) {
      var text =
          summarizer.summarize(
              summary,
              List.of(
                  said(i, "Question " + i + "? And more."),
                  new Turn(i, Turn.Role.AGENT, "Answer", NOW)));
      summary = Optional.of(new Summary(1, i, text));
      assertThat(text.length()).isLessThanOrEqualTo(ExtractiveSummarizer.MAX_LENGTH);
    }
    assertThat(summary.orElseThrow().text())
        .startsWith("Question 1?\n")
        .endsWith("Question 100?")
        .doesNotContain("And more", "Answer");
  }

  @Test
  void aLongSentenceIsCutBetweenCharacters() {
    var text = "🛵".repeat(200);
    var summary = new ExtractiveSummarizer().summarize(Optional.empty(), List.of(said(1, text)));
    assertThat(summary).isEqualTo("🛵".repeat(50));
  }
}
