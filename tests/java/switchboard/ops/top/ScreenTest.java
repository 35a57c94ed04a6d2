package switchboard.ops.top;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tamboui.buffer.Buffer;
import dev.tamboui.layout.Rect;
import dev.tamboui.style.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import switchboard.v1.NodeFigures;

/**
 * Whole screens, compared with files; with {@code -Dgolden=write} these are written instead, to be
 * read before they are committed.
 */
class ScreenTest {
  private static final Path GOLDEN = Path.of("tests", "resources", "screens");

  private static TopState looked(int looks) {
    var state = TopState.EMPTY;
    for (int second = 0; second < looks; second++) {
      state =
          state.seen(
              Looks.of(
                      second,
                      uneven(second),
                      Looks.node(2, 7000 + second, 250),
                      Looks.node(3, 200_000 + second, 3))
                  .build());
    }
    return state;
  }

  /** Node 1, which answers now more and now less. */
  private static NodeFigures.Builder uneven(int second) {
    long answered = IntStream.rangeClosed(0, second).mapToLong(it -> 100 + 40 * (it % 7)).sum();
    return Looks.node(1, 100 + second, 1)
        .setMessagesAcknowledged(answered)
        .setMessagesAnswered(answered)
        .setAnswersPushed(2 * answered);
  }

  private static Map<String, TopState> states() {
    var normal = looked(100);
    var reborn = Looks.node(2, 4, 250);
    reborn.getNodeBuilder().getIdentityBuilder().setUid(99);
    reborn.getNodeBuilder().setAppVersion("0.2.0");
    return Map.of(
        "normal",
        normal,
        "one-silent",
        normal.seen(
            Looks.of(100, uneven(100), Looks.node(2, 7100, 250), Looks.silent(3, false)).build()),
        "restarted",
        normal.seen(Looks.of(100, uneven(100), reborn, Looks.node(3, 200_100, 3)).build()),
        "no-data",
        TopState.EMPTY.failed("no node answered within 3 s: 10.0.0.1:8444; see whether they run"),
        "details",
        normal.pressed('2').pressed('p'),
        "help",
        normal.pressed('h'));
  }

  static Stream<Arguments> screens() {
    return states().keySet().stream()
        .sorted()
        .flatMap(name -> Stream.of(Arguments.of(name, 80, 24), Arguments.of(name, 200, 50)));
  }

  private static Buffer drawn(TopState state, int width, int height, boolean colours) {
    var buffer = Buffer.empty(new Rect(0, 0, width, height));
    Screen.draw(buffer, state, new Paint(colours));
    return buffer;
  }

  private static void assertGolden(String name, String seen) throws IOException {
    var file = GOLDEN.resolve(name + ".txt");
    if ("write".equals(System.getProperty("golden"))) {
      Files.createDirectories(GOLDEN);
      Files.writeString(file, seen + "\n");
    }
    assertThat(seen + "\n").isEqualTo(Files.readString(file));
  }

  @ParameterizedTest(name = "{0} {1}x{2}")
  @MethodSource("screens")
  void screensAreAsTheyWere(String name, int width, int height) throws IOException {
    var seen = Screen.text(drawn(states().get(name), width, height, true));
    assertThat(seen.lines()).hasSizeLessThanOrEqualTo(height);
    assertThat(seen.lines()).allMatch(line -> line.length() <= width);
    assertGolden(name + "-" + width + "x" + height, seen);
  }

  @Test
  void onceIsThePlainScreenAsHighAsItTakes() throws IOException {
    assertGolden("once", Screen.text(states().get("one-silent"), 80));
  }

  @Test
  void aSilentNodeIsRedUnlessColoursAreOff() {
    var state = states().get("one-silent");
    assertThat(reds(drawn(state, 80, 24, true)))
        .contains("silent: 10.0.0.3:7625")
        .contains("10.0.0.3:7625", "unreachable")
        .doesNotContain("10.0.0.1:7625");
    assertThat(reds(drawn(state, 80, 24, false))).isEmpty();
    assertThat(Screen.text(drawn(state, 80, 24, false)))
        .isEqualTo(Screen.text(drawn(state, 80, 24, true)));
  }

  private static String reds(Buffer buffer) {
    var reds = new StringBuilder();
    for (int y = 0; y < buffer.height(); y++) {
      for (int x = 0; x < buffer.width(); x++) {
        if (buffer.get(x, y).style().fg().filter(Color.RED::equals).isPresent()) {
          reds.append(buffer.get(x, y).symbol());
        }
      }
      reds.append('\n');
    }
    return reds.toString().strip();
  }

  @Test
  void moreNodesThanRowsAreCounted() {
    var nodes = new NodeFigures.Builder[30];
    for (int node = 0; node < nodes.length; node++) {
      nodes[node] = Looks.node(node + 1, 100, 1);
    }
    var seen = Screen.text(drawn(TopState.EMPTY.seen(Looks.of(0, nodes).build()), 80, 24, true));
    assertThat(seen).contains("and 16 more nodes").contains("q quit").contains("lag ");
  }

  @Test
  void noSizeIsTooSmall() {
    for (int width = 1; width <= 90; width += 7) {
      for (int height = 1; height <= 26; height++) {
        for (var state : states().values()) {
          assertThat(drawn(state, width, height, true).height()).isEqualTo(height);
        }
      }
    }
  }
}
