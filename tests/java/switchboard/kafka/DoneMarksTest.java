package switchboard.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DoneMarksTest {
  @Test
  void nothingIsDoneAtFirst() {
    var marks = DoneMarks.of(null, 3, 10);
    assertThat(marks.before()).isEqualTo(3);
    assertThat(marks.isDone(3)).isFalse();
    assertThat(marks.open(10)).isEqualTo(7);
    assertThat(marks.committed()).isEqualTo(new OffsetAndMetadata(3, ""));
  }

  @Test
  void whatIsDoneBeyondAnOpenLetterIsInTheMetadata() {
    var marks = DoneMarks.of(null, 0, 10).with(List.of(2L, 4L, 5L, 6L));
    assertThat(marks.committed()).isEqualTo(new OffsetAndMetadata(0, "done.v1:2,4-6"));
    assertThat(marks.open(10)).isEqualTo(6);
    var again = DoneMarks.of(marks.committed(), 0, 10).with(List.of(0L, 1L));
    assertThat(again.committed()).isEqualTo(new OffsetAndMetadata(3, "done.v1:1-3"));
    assertThat(again.with(List.of(3L)).committed()).isEqualTo(new OffsetAndMetadata(7, ""));
  }

  @Test
  void whatTheBrokerRemovedIsDone() {
    var marks = DoneMarks.of(new OffsetAndMetadata(0, "done.v1:2,4-6"), 4, 10);
    assertThat(marks.before()).isEqualTo(7);
    assertThat(marks.open(10)).isEqualTo(3);
  }

  @Test
  void theMarksOfATopicThatWasMadeAnewAreForgotten() {
    var marks = DoneMarks.of(new OffsetAndMetadata(50, "done.v1:2"), 0, 10);
    assertThat(marks.before()).isZero();
    assertThat(marks.open(10)).isEqualTo(10);
  }

  @Test
  void tooManyGapsDoNotFit() {
    var every = LongStream.range(0, 400).mapToObj(i -> 2 * i + 1).toList();
    assertThat(DoneMarks.of(null, 0, 4_000).with(every).fits()).isTrue();
    var many = LongStream.range(0, 4_000).mapToObj(i -> 2 * i + 1).toList();
    var marks = DoneMarks.of(null, 0, 9_000).with(many);
    assertThat(marks.fits()).isFalse();
    assertThat(marks.with(LongStream.range(0, 8_000).boxed().toList()).fits()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"hello", "done.v1:x", "done.v1:3-1", "done.v1:1,,2", "done.v2:1"})
  void marksOfSomebodyElseAreAnError(String metadata) {
    assertThatThrownBy(() -> DoneMarks.of(new OffsetAndMetadata(0, metadata), 0, 10))
        .isInstanceOf(DeadLetterFailure.class)
        .hasMessageContaining("marks that this version cannot read");
  }

  /** Against a plain set, through the committed form after every step. */
  @Test
  void theyAgreeWithASetOfOffsets() {
    for (int seed = 0; seed < 50; seed++) {
      var random = new Random(seed);
      var done = new TreeSet<Long>();
      var marks = DoneMarks.of(null, 0, 60);
      for (int i = 0; i < 60; i++) {
        long next = random.nextInt(60);
        done.add(next);
        marks = DoneMarks.of(marks.with(List.of(next)).committed(), 0, 60);
        for (long offset = 0; offset < 60; offset++) {
          assertThat(marks.isDone(offset)).as("seed " + seed).isEqualTo(done.contains(offset));
        }
        assertThat(marks.open(60)).as("seed " + seed).isEqualTo(60 - done.size());
      }
    }
  }
}
