package switchboard.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import switchboard.faults.Interleaving.Effect;

/**
 * User turns, sagas' reports, updates of the context and news of the profile, in every order that
 * chance makes of them: whatever was accepted is in the session, whatever was refused is not.
 */
@Tag("faults")
class InterleavingsTest {
  private static final int INTERLEAVINGS = 10_000;

  @Test
  @Timeout(120)
  void noInterleavingLosesAnEffectOrLetsARefusedOneIn() {
    long seed = Scale.seed();
    var effects = new EnumMap<Effect, Integer>(Effect.class);
    for (int i = 0; i < INTERLEAVINGS; i++) {
      var interleaving = new Interleaving(new Random(seed + i), Instant.EPOCH);
      try {
        interleaving.run();
      } catch (AssertionError | RuntimeException wrong) {
        throw new AssertionError(
            "interleaving " + i + ", repeat it with -Dseed=" + seed + ": " + wrong.getMessage(),
            wrong);
      }
      interleaving.effects().forEach((effect, count) -> effects.merge(effect, count, Integer::sum));
    }
    System.out.println(INTERLEAVINGS + " interleavings of seed " + seed + ": " + effects);
    assertThat(effects).containsOnlyKeys(Effect.values());
    assertThat(effects.values()).allMatch(count -> count > INTERLEAVINGS / 10);
  }

  @Test
  void theSameSeedGivesTheSameInterleaving() {
    var twice =
        IntStream.range(0, 2)
            .mapToObj(_ -> new Interleaving(new Random(42), Instant.EPOCH))
            .peek(Interleaving::run)
            .map(Interleaving::journal)
            .toList();
    assertThat(twice.getFirst()).isEqualTo(twice.getLast()).isNotEmpty();
  }
}
