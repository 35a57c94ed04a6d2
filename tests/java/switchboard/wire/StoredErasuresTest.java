package switchboard.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import switchboard.erasure.ErasureEvent;
import switchboard.erasure.SessionPage;

/** Bytes of erasures as the first release wrote them; never change one. */
class StoredErasuresTest {
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");

  private final StoredErasures codec = new StoredErasures();

  static Stream<Arguments> golden() {
    var time = "08ae9ea6e5b733";
    return Stream.of(
        Arguments.of("erasure.requested.v1", time, new ErasureEvent.Requested(TIME)),
        Arguments.of("erasure.marked.v1", time, new ErasureEvent.Marked(TIME)),
        Arguments.of(
            "erasure.sessions-ended.v1",
            time + "120273351805200228013001",
            new ErasureEvent.SessionsEnded(new SessionPage("s5", 5, 2, 1, true), TIME)),
        Arguments.of("erasure.key-destroyed.v1", time, new ErasureEvent.KeyDestroyed(TIME)),
        Arguments.of("erasure.profile-emptied.v1", time, new ErasureEvent.ProfileEmptied(TIME)),
        Arguments.of(
            "erasure.caches-evicted.v1", time + "1003", new ErasureEvent.CachesEvicted(3, TIME)),
        Arguments.of(
            "erasure.files-rewritten.v1", time + "1001", new ErasureEvent.FilesRewritten(1, TIME)));
  }

  @ParameterizedTest
  @MethodSource("golden")
  void isWrittenAndReadAsEver(String manifest, String hex, ErasureEvent event) {
    var stored = (Stored) codec.stored(event);
    assertThat(stored.manifest()).isEqualTo(manifest);
    assertThat(HexFormat.of().formatHex(stored.bytes())).isEqualTo(hex);
    assertThat(codec.event(new Stored(manifest, HexFormat.of().parseHex(hex)))).isEqualTo(event);
  }

  @Test
  void anUnknownManifestIsNotTakenForAnother() {
    assertThatThrownBy(() -> codec.event(new Stored("erasure.undone.v1", new byte[0])))
        .isInstanceOf(UnknownManifestException.class);
  }
}
