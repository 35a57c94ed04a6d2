package switchboard.ops.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.ops.CommandFailure;
import switchboard.ops.FakeAgents;
import switchboard.ops.FakeCluster;
import switchboard.ops.client.FrontDoors;
import switchboard.ops.replay.Corpus.Dialogue;
import switchboard.ops.replay.Corpus.UserTurn;
import switchboard.tls.ClientTls;
import switchboard.v1.Event;

class ReplayerTest {
  private static final String FILE =
      """
      [{"dialogue_id": "1_00000", "services": ["Trains_1"], "turns": [
        {"speaker": "USER", "utterance": "I want a train", "frames": []},
        {"speaker": "SYSTEM", "utterance": "Where to?"},
        {"speaker": "USER", "utterance": "To Pune"}]}]
      """;

  @TempDir Path directory;

  @Test
  void readsTheUsersTurnsFromPlainAndGzippedFiles() throws IOException {
    var plain = Files.writeString(directory.resolve("a.json"), FILE);
    var zipped = directory.resolve("b.json.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
      out.write(FILE.getBytes(StandardCharsets.UTF_8));
    }
    var expected = List.of(dialogue("1_00000", "I want a train", "To Pune"));
    assertThat(Corpus.read(plain)).isEqualTo(expected);
    assertThat(Corpus.read(zipped)).isEqualTo(expected);
  }

  @Test
  void refusesAFileOfAnotherFormatInOneLine() throws IOException {
    var other = Files.writeString(directory.resolve("a.json"), "{\"dialogues\": []}");
    assertThatThrownBy(() -> Corpus.read(other))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("not a list of dialogues");
  }

  @Test
  void findsNoDifferenceWhereThereIsNone() throws Exception {
    try (var cluster = new FakeCluster(2, FakeAgents::echo);
        var doors = new FrontDoors(cluster.addresses(), ClientTls.PLAIN)) {
      var report = new Replayer(doors, "echo", 8, 1).replay(dialogues(40));
      assertThat(report.differences()).isEmpty();
      assertThat(report.line())
          .contains("dialogues 40 (converse 20, unary 20)", "turns 120", "differences 0")
          .doesNotContain("re-sent 0 ");
      assertThat(report.json()).contains("\"turns\":120");
    }
  }

  @Test
  void whatIsRecordedOfTurnsOfWorkersIsNoDifference() throws Exception {
    FakeCluster.Agent worker =
        (cluster, session, said) -> {
          var opened = Event.TurnOpened.getDefaultInstance();
          var ended = Event.TurnEnded.newBuilder().setOutcome(Event.TurnEnded.Outcome.ANSWERED);
          synchronized (cluster) {
            cluster.append(session, said.getSequence(), Event.newBuilder().setTurnOpened(opened));
            FakeAgents.echo(cluster, session, said);
            cluster.append(session, said.getSequence(), Event.newBuilder().setTurnEnded(ended));
          }
        };
    try (var cluster = new FakeCluster(1, worker);
        var doors = new FrontDoors(cluster.addresses(), ClientTls.PLAIN)) {
      var report = new Replayer(doors, "helper", 4, 1).replay(dialogues(4));
      assertThat(report.differences()).isEmpty();
    }
  }

  @Test
  void findsAReplyThatIsMissing() throws Exception {
    FakeCluster.Agent forgetful =
        (cluster, session, said) -> {
          if (!said.getUserMessage().getText().startsWith("two 3")) {
            FakeAgents.echo(cluster, session, said);
          } else {
            // As many events as there should be, of the wrong kind.
            cluster.append(session, said.getSequence(), said.toBuilder());
            cluster.append(session, said.getSequence(), said.toBuilder());
          }
        };
    try (var cluster = new FakeCluster(1, forgetful);
        var doors = new FrontDoors(cluster.addresses(), ClientTls.PLAIN)) {
      var report = new Replayer(doors, "echo", 4, 1).replay(dialogues(6));
      assertThat(report.differences())
          .isNotEmpty()
          .allSatisfy(difference -> assertThat(difference).startsWith("d3: "))
          .anySatisfy(difference -> assertThat(difference).contains("0 replies"))
          .anySatisfy(difference -> assertThat(difference).contains("5 user messages"));
    }
  }

  private static List<Dialogue> dialogues(int count) {
    return new ArrayList<>(
        IntStream.range(0, count)
            .mapToObj(i -> dialogue("d" + i, "one " + i, "two " + i, "three " + i))
            .toList());
  }

  private static Dialogue dialogue(String id, String... utterances) {
    return new Dialogue(
        id, Stream.of(utterances).map(text -> new UserTurn(text, List.of())).toList());
  }
}
