package switchboard.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import switchboard.examples.JavaSource;
import switchboard.examples.Program;
import switchboard.examples.TypeScript;
import switchboard.v1.Event;

/** The clients of the guide, as they stand in examples, through the loss of their node. */
class ClientGuideIT {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int MESSAGES = 60;
  private static TestCluster cluster;

  enum Language {
    TYPESCRIPT {
      @Override
      Program start(String targets, String session) throws Exception {
        return TypeScript.start("client", "--targets", targets, "--session", session);
      }
    },
    JAVA {
      @Override
      Program start(String targets, String session) throws Exception {
        return JavaSource.start("ChatClient", targets, session, "0");
      }
    };

    abstract Program start(String targets, String session) throws Exception;
  }

  @BeforeAll
  static void start() throws Exception {
    cluster = TestCluster.shared();
  }

  @ParameterizedTest
  @EnumSource
  void aNodeThatStopsUnderAChatCostsItNoEventAndNoMessage(Language language) throws Exception {
    var session = Talk.create(cluster.client(1), "echo");
    var targets = target(0) + "," + target(1);
    try (var chat = language.start(targets, session)) {
      await().atMost(Duration.ofSeconds(60)).until(() -> count(chat, "attached") == 1);
      var stopping = Thread.ofVirtual().unstarted(ClientGuideIT::restart);
      for (int i = 0; i < MESSAGES; i++) {
        int before = i;
        chat.say("message " + i);
        if (i == MESSAGES / 3) {
          stopping.start();
        }
        // about five a second, so that the node leaves in the middle of them
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> count(chat, "acknowledged") > before - 3);
      }
      stopping.join();
      await().atMost(Duration.ofSeconds(60)).until(() -> count(chat, "acknowledged") == MESSAGES);
      var recorded = Talk.events(cluster.client(1), session);
      await().atMost(Duration.ofSeconds(20)).until(() -> count(chat, "event") >= recorded.size());
      chat.endInput();
      assertThat(chat.exitCode(30)).as(String.join("\n", chat.lines())).isZero();
      assertTold(chat, recorded);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aReasonThatIsNotWorthRepeatingEndsTheChat(Language language) throws Exception {
    try (var chat = language.start(target(1), Talk.TENANT + "/sessions/nobody-made-it")) {
      await().atMost(Duration.ofSeconds(60)).until(() -> count(chat, "ended") == 1);
      chat.say("anybody there?");
      await().atMost(Duration.ofSeconds(20)).until(() -> count(chat, "failed") == 1);
      chat.endInput();
      assertThat(chat.exitCode(30)).as(String.join("\n", chat.lines())).isZero();
      assertThat(values(chat, "ended")).containsExactly("SESSION_NOT_FOUND");
      assertThat(count(chat, "detached")).isZero();
    }
  }

  private static void assertTold(Program chat, List<Event> recorded) {
    var told = String.join("\n", chat.lines());
    assertThat(sequences(chat, "event"))
        .as(told)
        .isEqualTo(LongStream.rangeClosed(1, recorded.size()).boxed().toList());
    assertThat(count(chat, "failed")).as(told).isZero();
    assertThat(values(chat, "why")).as("why it was detached\n" + told).contains("NODE_LEAVING");
    assertThat(
            recorded.stream()
                .filter(Event::hasUserMessage)
                .map(it -> it.getUserMessage().getText()))
        .containsExactlyElementsOf(
            IntStream.range(0, MESSAGES).mapToObj(i -> "message " + i).toList());
    assertThat(sequences(chat, "sequence"))
        .isEqualTo(
            recorded.stream().filter(Event::hasUserMessage).map(Event::getSequence).toList());
  }

  private static void restart() {
    try {
      cluster.stopNode(0);
      cluster.startNode(0);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static String target(int node) {
    var address = cluster.node(node).address();
    return address.getHostString() + ":" + address.getPort();
  }

  private static long count(Program chat, String what) {
    return lines(chat).stream().filter(line -> line.has(what)).count();
  }

  private static List<Long> sequences(Program chat, String field) {
    return lines(chat).stream()
        .filter(line -> line.has(field))
        .map(line -> line.get(field).asLong())
        .toList();
  }

  private static List<String> values(Program chat, String field) {
    return lines(chat).stream()
        .filter(line -> line.has(field))
        .map(line -> line.get(field).asText())
        .toList();
  }

  private static List<JsonNode> lines(Program chat) {
    return chat.lines().stream().filter(it -> it.startsWith("{")).map(ClientGuideIT::json).toList();
  }

  private static JsonNode json(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
