package switchboard.faults.doors;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import switchboard.faults.Scale;
import switchboard.faults.failover.NodeProcesses;

/**
 * Frames that no library sends, to the front door of a real node with little memory, while somebody
 * talks to it: whoever sends them is told so or let go, and nobody else notices.
 */
@Tag("faults")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class FramesIT {
  private static final int MESSAGES = 1_000;
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Duration QUIET = Duration.ofSeconds(2);
  private static final String METHOD = "/switchboard.v1.ConversationService/GetSession";

  private static TriedNode tried;
  private static NodeProcesses node;
  private static SteadyClient steady;

  @BeforeAll
  static void start() throws Exception {
    tried = TriedNode.start("frames");
    node = tried.process();
    steady = tried.steady();
  }

  @AfterAll
  static void stop() {
    if (tried != null) {
      tried.close();
    }
  }

  @AfterEach
  void nobodyElseNotices() throws Exception {
    assertThat(node.isAlive(0)).isTrue();
    assertThat(steady.failures()).isEmpty();
    System.out.println("beside it: " + steady.times());
    assertThat(Files.readString(node.log(0))).doesNotContain("OutOfMemory", "A call failed");
  }

  private static Http2 begun() throws IOException {
    return Http2.begun(node.frontDoor(0));
  }

  /** A message of gRPC: whether it is compressed, its length as it says, and its bytes. */
  private static byte[] message(int length, byte[] bytes) {
    return ByteBuffer.allocate(5 + bytes.length).put((byte) 0).putInt(length).put(bytes).array();
  }

  private static Map<String, String> call(String path, Map<String, String> headers, byte[] data)
      throws IOException {
    try (var connection = begun()) {
      connection.call(1, path, headers);
      connection.frame(Http2.DATA, Http2.END_STREAM, 1, data);
      var ending = connection.ending(1, SOON);
      assertThat(ending.toString()).doesNotContain("Exception", "\tat ", ".java");
      return ending;
    }
  }

  @Test
  void whatIsNotHttp2IsLetGo() throws Exception {
    for (var text :
        List.of("GET / HTTP/1.1\r\nHost: x\r\n\r\n", "\u0016\u0003\u0001\u0000", "\r\n")) {
      try (var connection = new Http2(node.frontDoor(0))) {
        connection.write(text.getBytes(US_ASCII));
        connection.write(new byte[64]);
        assertThat(connection.ends(SOON)).as(text).isTrue();
      }
    }
  }

  @Test
  void aFrameThatIsTooLargeEndsTheConnection() throws Exception {
    try (var connection = begun()) {
      connection.call(1, METHOD, Map.of());
      connection.frame((1 << 24) - 1, Http2.DATA, 0, 1, new byte[9]);
      assertThat(connection.ends(SOON)).isTrue();
    }
  }

  @Test
  void aMessageThatSaysItIsTooLargeIsRefusedBeforeItComes() throws Exception {
    for (int length : List.of(81 * 1024, 4 << 20, Integer.MAX_VALUE)) {
      assertThat(call(METHOD, Map.of(), message(length, new byte[10])))
          .as("%d", length)
          .containsEntry("grpc-status", "8");
    }
  }

  @Test
  void aMessageThatIsCutOffIsAnError() throws Exception {
    assertThat(call(METHOD, Map.of(), message(100, new byte[10])).get("grpc-status"))
        .isNotNull()
        .isNotEqualTo("0");
  }

  @Test
  void aCompressionThatNobodyKnowsIsRefused() throws Exception {
    assertThat(call(METHOD, Map.of("grpc-encoding", "zip-bomb"), message(0, new byte[0])))
        .containsEntry("grpc-status", "12");
  }

  @Test
  void anotherContentTypeAndAnUnknownMethodAreRefused() throws Exception {
    assertThat(call(METHOD, Map.of("content-type", "text/html"), new byte[0]))
        .containsEntry(":status", "415");
    for (var path :
        List.of(
            "/switchboard.v1.ConversationService/Nothing",
            "/nothing.at.All/GetSession",
            "/../../etc/passwd",
            "/",
            "/switchboard.v1.ConversationService/GetSession/")) {
      assertThat(call(path, Map.of(), message(0, new byte[0])))
          .as(path)
          .containsEntry("grpc-status", "12");
    }
  }

  @Test
  void headersWithoutEndAreCutOff() throws Exception {
    try (var connection = begun()) {
      connection.frame(Http2.HEADERS, 0, 1, Http2.block(Map.of(":method", "POST")));
      var more = Http2.block(Map.of("x", "y".repeat(8_000)));
      assertThat(sendUntilRefused(connection, 5_000, Http2.CONTINUATION, more)).isTrue();
    }
  }

  @Test
  void headersThatAreTooLargeAreRefused() throws Exception {
    var headers = new LinkedHashMap<String, String>();
    for (int i = 0; i < 12; i++) {
      headers.put("x-" + i, "y".repeat(1_000));
    }
    var ending = call(METHOD, headers, message(0, new byte[0]));
    assertThat(ending.getOrDefault("grpc-status", "refused")).isNotEqualTo("0");
  }

  @Test
  void whoResetsThousandsOfStreamsIsLetGo() throws Exception {
    try (var connection = begun()) {
      boolean refused = false;
      for (int i = 0; i < 10_000 && !refused; i++) {
        try {
          connection.call(1 + 2 * i, METHOD, Map.of());
          connection.frame(Http2.RST_STREAM, 0, 1 + 2 * i, new byte[] {0, 0, 0, 8});
        } catch (IOException letGo) {
          refused = true;
        }
      }
      assertThat(refused || connection.ends(SOON)).isTrue();
    }
  }

  @Test
  void aFloodOfPingsIsCutOffAndOneOfSettingsHurtsNobodyElse() throws Exception {
    try (var connection = begun()) {
      assertThat(sendUntilRefused(connection, 200_000, Http2.PING, new byte[8])).isTrue();
    }
    try (var connection = begun()) {
      // answered one by one; who does not read the answers is cut off when they fill the buffers
      sendUntilRefused(connection, 200_000, Http2.SETTINGS, new byte[0]);
    }
  }

  /** Sends the same frame again and again, and reads nothing; whether it was let go for it. */
  private static boolean sendUntilRefused(Http2 connection, int most, int type, byte[] payload)
      throws IOException {
    try {
      for (int i = 0; i < most; i++) {
        connection.frame(type, 0, type == Http2.CONTINUATION ? 1 : 0, payload);
      }
    } catch (IOException letGo) {
      return true;
    }
    return connection.ends(SOON);
  }

  @Test
  void manyThatAreSlowHoldUpNobody() throws Exception {
    var slow = new ArrayList<Http2>();
    try {
      for (int i = 0; i < Scale.of(300, 2_000); i++) {
        var connection = new Http2(node.frontDoor(0));
        slow.add(connection);
        connection.write(new byte[] {Http2.PREFACE[0]});
      }
      steady.times();
      for (int sent = 1; sent < Http2.PREFACE.length; sent++) {
        for (var connection : slow) {
          connection.write(new byte[] {Http2.PREFACE[sent]});
        }
      }
      // then calls that begin and never go on
      for (var connection : slow) {
        connection.frame(Http2.SETTINGS, 0, 0, new byte[0]);
        connection.call(1, METHOD, Map.of());
        connection.frame(Http2.DATA, 0, 1, new byte[] {0, 0});
      }
      try (var connection = begun()) {
        connection.call(1, METHOD, Map.of());
        connection.frame(Http2.DATA, Http2.END_STREAM, 1, message(0, new byte[0]));
        assertThat(connection.ending(1, SOON)).containsEntry("grpc-status", "3");
      }
    } finally {
      for (var connection : slow) {
        connection.close();
      }
    }
  }

  /** Printed, not held: both share the processors, and what they can do is not ours to say. */
  @Test
  void howLongOthersTakeMeanwhile() throws Exception {
    assumeTrue(Scale.isSuite(), "takes half a minute of two cores: run ./build faults");
    steady.times();
    awaitMessages(steady.acknowledged() + MESSAGES);
    var quiet = steady.times();
    int rounds = 0;
    for (int before = steady.acknowledged(); steady.acknowledged() < before + MESSAGES; rounds++) {
      whatIsNotHttp2IsLetGo();
      aFrameThatIsTooLargeEndsTheConnection();
      aMessageThatSaysItIsTooLargeIsRefusedBeforeItComes();
      aMessageThatIsCutOffIsAnError();
      aCompressionThatNobodyKnowsIsRefused();
      anotherContentTypeAndAnUnknownMethodAreRefused();
      headersThatAreTooLargeAreRefused();
      headersWithoutEndAreCutOff();
      whoResetsThousandsOfStreamsIsLetGo();
    }
    System.out.printf(
        "alone: %s; beside %d rounds of bad frames: %s%n", quiet, rounds, steady.times());
  }

  private static void awaitMessages(int count) {
    await().atMost(Duration.ofMinutes(2)).until(() -> steady.acknowledged() >= count);
  }

  @Test
  void moreStreamsThanAConnectionMayHaveAreRefused() throws Exception {
    try (var connection = begun()) {
      for (int i = 0; i < 1_100; i++) {
        connection.call(1 + 2 * i, METHOD, Map.of());
      }
      assertThat(connection.rest(QUIET))
          .anyMatch(frame -> frame.type() == Http2.RST_STREAM || frame.type() == Http2.GO_AWAY);
    }
  }
}
