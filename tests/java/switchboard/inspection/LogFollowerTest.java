package switchboard.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import switchboard.fakes.MemoryInspection;
import switchboard.internal.v1.Inspected;
import switchboard.v1.InspectedNode;
import switchboard.v1.LogCursor;
import switchboard.v1.TailLogRequest;
import switchboard.v1.TailLogResponse;

/** The logs of several nodes, as one. */
class LogFollowerTest {
  private static final Instant PAST = Instant.now().minusSeconds(3_600);
  private static final int INFO = 20_000;

  private final MemoryInspection inspection = new MemoryInspection();
  private final Map<Integer, LogRing> rings = new HashMap<>();
  private final ArrayDeque<Runnable> rounds = new ArrayDeque<>();
  private final Reader reader = new Reader();

  private static final class Reader implements LogFollower.Reader {
    private final List<String> seen = new ArrayList<>();
    private boolean ready = true;
    private boolean gone;
    private String end = "";

    @Override
    public boolean isReady() {
      return ready;
    }

    @Override
    public boolean isGone() {
      return gone;
    }

    @Override
    public void take(TailLogResponse news) {
      var change = news.getChange();
      seen.add(
          news.hasLine()
              ? news.getLine().getText()
              : change.getKind()
                  + " "
                  + change.getNode().getAddress().split(":")[0]
                  + (change.getLines() > 0 ? " " + change.getLines() : ""));
    }

    @Override
    public void end() {
      end = "ended";
    }

    @Override
    public void unknownNode() {
      end = "unknown";
    }
  }

  private void start(int number) {
    start(number, MemoryInspection.node(number));
  }

  private void start(int number, InspectedNode node) {
    var ring = new LogRing();
    ring.resize(5);
    rings.put(number, ring);
    inspection.silent.remove(node.getAddress());
    inspection.answers(
        node,
        question -> Inspected.newBuilder().setLog(LogPages.read(ring, question.getLog(), node)));
  }

  private void stop(int number, boolean isMember) {
    var address = MemoryInspection.node(number).getAddress();
    inspection.nodes.remove(address);
    inspection.silent.remove(address);
    if (isMember) {
      inspection.silent.add(address);
    }
  }

  private void write(int number, int second, String text) {
    rings.get(number).add(PAST.plusSeconds(second), INFO, "switchboard.a", text, "");
  }

  private void follow(TailLogRequest.Builder request) {
    LogFollower.follow(inspection, request.build(), reader, (_, work) -> rounds.add(work));
  }

  private List<String> next() {
    reader.seen.clear();
    rounds.remove().run();
    return List.copyOf(reader.seen);
  }

  private static TailLogRequest.Builder lines(int lines) {
    return TailLogRequest.newBuilder().setLines(lines);
  }

  @Test
  void theLastLinesOfAllNodesAreInTheOrderOfTheirTimes() {
    start(1);
    start(2);
    write(1, 1, "a");
    write(1, 4, "d");
    write(2, 2, "b");
    write(2, 3, "c");
    inspection.silent.add("10.0.0.3:7625");
    follow(lines(3));
    assertThat(reader.seen).containsExactly("SILENT 10.0.0.3", "b", "c", "d");
    assertThat(reader.end).isEqualTo("ended");
    assertThat(rounds).isEmpty();
  }

  @Test
  void whatComesIsToldOnceAndInOrder() {
    start(1);
    start(2);
    write(1, 1, "old");
    follow(lines(10).setFollow(true));
    assertThat(reader.seen).containsExactly("old");
    write(2, 3, "later");
    write(1, 2, "earlier");
    assertThat(next()).containsExactly("earlier", "later");
    assertThat(next()).isEmpty();
    assertThat(reader.end).isEmpty();
  }

  @Test
  void whatIsYoungerThanItsRoundWaitsForTheNext() {
    start(1);
    start(2);
    follow(lines(10).setFollow(true));
    var soon = Instant.now().plusMillis(200);
    rings.get(1).add(soon, INFO, "a", "young", "");
    assertThat(next()).isEmpty();
    rings.get(2).add(soon.minusMillis(1), INFO, "a", "before it", "");
    while (Instant.now().isBefore(soon.plusMillis(1))) {
      Thread.onSpinWait();
    }
    assertThat(next()).containsExactly("before it", "young");
  }

  @Test
  void aNodeThatStopsIsNamedAndPickedUpAgain() {
    start(1);
    start(2);
    write(2, 1, "first");
    follow(lines(10).setFollow(true));
    stop(2, true);
    assertThat(next()).containsExactly("SILENT 10.0.0.2");
    assertThat(next()).isEmpty();
    stop(2, false);
    assertThat(next()).containsExactly("GONE 10.0.0.2");
    start(2, MemoryInspection.node(2).toBuilder().setUid(22).build());
    write(2, 2, "a new life");
    assertThat(next()).containsExactly("BACK 10.0.0.2", "a new life");
    start(3);
    write(3, 3, "a new node");
    assertThat(next()).containsExactly("BACK 10.0.0.3", "a new node");
  }

  @Test
  void whatWasOverwrittenIsCounted() {
    start(1);
    follow(lines(10).setFollow(true));
    for (int i = 1; i <= 8; i++) {
      write(1, i, "line " + i);
    }
    assertThat(next()).startsWith("MISSED 10.0.0.1 3", "line 4").hasSize(6);
  }

  @Test
  void aReaderThatIsSlowIsNotWrittenToAndOneThatIsGoneIsForgotten() {
    start(1);
    follow(lines(10).setFollow(true));
    write(1, 1, "a");
    reader.ready = false;
    assertThat(next()).isEmpty();
    int asked = inspection.asked.size();
    reader.ready = true;
    assertThat(next()).containsExactly("a");
    assertThat(inspection.asked).hasSize(asked + 1);
    reader.gone = true;
    assertThat(next()).isEmpty();
    assertThat(rounds).isEmpty();
  }

  @Test
  void withCursorsItGoesOnWhereAnotherOneStopped() {
    start(1);
    start(2);
    for (int i = 1; i <= 3; i++) {
      write(1, i, "one " + i);
      write(2, i, "two " + i);
    }
    follow(
        lines(1)
            .setFollow(true)
            .addCursors(LogCursor.newBuilder().setUid(1).setSequence(2))
            .addCursors(LogCursor.newBuilder().setUid(2).setSequence(3)));
    assertThat(reader.seen).containsExactly("one 3");
  }

  @Test
  void aNodeThatIsNoMemberIsUnknown() {
    start(1);
    follow(lines(10).setNode("10.0.0.9:8443#9"));
    assertThat(reader.end).isEqualTo("unknown");
  }
}
