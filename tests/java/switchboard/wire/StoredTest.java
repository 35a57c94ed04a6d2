package switchboard.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.NotSerializableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import switchboard.context.Context;
import switchboard.context.Fact;
import switchboard.context.Goal;
import switchboard.context.PendingSaga;
import switchboard.context.SagaOutcome;
import switchboard.context.SagaReport;
import switchboard.context.Slot;
import switchboard.context.Turn;
import switchboard.saga.SagaEvent;
import switchboard.saga.SagaType;
import switchboard.saga.StepAnswer;
import switchboard.session.RequestLog;
import switchboard.session.RequestMark;
import switchboard.session.SessionEvent;
import switchboard.session.SessionId;
import switchboard.session.SessionState;

/**
 * What was stored once must be read for ever. {@code tests/resources/stored} holds one file of hex
 * for each manifest that was ever released: never change one, add the next version beside it.
 */
class StoredTest {
  private static final Path GOLDEN = Path.of("tests/resources/stored");
  private static final Instant NOW = Instant.parse("2026-11-22T10:15:30.123Z");
  private static final RequestMark MARK = new RequestMark("r-1", "00ff10");
  private static final Goal GOAL =
      new Goal(
          "order_status",
          Goal.Status.AWAITING_SYSTEM,
          Map.of("order_id", new Slot("XYZ-123", 0.5, 2)));
  private static final Fact FACT =
      new Fact("order", "XYZ-123", Map.of("status", "PLACED"), NOW, "order.replies");
  private static final Map<String, String> INPUT = Map.of("orderId", "XYZ-123");

  private final StoredSerializer serializer = new StoredSerializer();

  static Stream<Object> stored() {
    return Stream.of(
        new SessionEvent.Created("partner-1", "app", "en", "delivery", MARK, NOW),
        new SessionEvent.UserMessageRecorded("Wo ist XYZ-123? ü", MARK, NOW),
        new SessionEvent.AgentMessageRecorded("One moment.", 2, "s.4", true, NOW),
        new SessionEvent.GoalChanged(GOAL, List.of(GOAL.with(Goal.Status.ABANDONED)), 2, NOW),
        new SessionEvent.SagaRequested("s.4", "order_status", INPUT, NOW.plusSeconds(20), 2, NOW),
        new SessionEvent.SagaProgressed("s.4", 1, "order", List.of(FACT), 2, NOW),
        new SessionEvent.SagaEnded(
            "s.4", 2, SagaOutcome.FAILED, List.of(FACT), "ORDER_NOT_FOUND", 2, NOW),
        new SessionEvent.Closed(MARK, NOW),
        state(),
        new SagaEvent.Started("order_status", INPUT, NOW.plusSeconds(20), NOW),
        new SagaEvent.StepAsked(
            new SagaType.Move.Ask("order", "order.commands", "t.v1", "XYZ-123", INPUT), NOW),
        new SagaEvent.StepAnswered(
            new StepAnswer("order", true, "", Map.of("status", "PLACED"), NOW, "order.replies"),
            NOW),
        new SagaEvent.ReportQueued(1, new SagaReport.Progressed("order", List.of(FACT)), NOW),
        new SagaEvent.ReportAcknowledged(1, NOW),
        new SagaEvent.Ended(SagaOutcome.PARTIALLY_COMPLETED, "DEADLINE_EXCEEDED", NOW));
  }

  private static SessionState state() {
    var pending = new PendingSaga("s.4", "order_status", INPUT, 4, 2, NOW.plusSeconds(20), 1, true);
    var context =
        new Context(
            Optional.of(GOAL),
            List.of(GOAL.with(Goal.Status.ACHIEVED)),
            List.of(
                new Turn(2, Turn.Role.USER, "hi", NOW), new Turn(5, Turn.Role.AGENT, "ho", NOW)),
            List.of(pending),
            List.of(FACT));
    return new SessionState(
        new SessionId("acme", "s"),
        SessionState.Life.CLOSED,
        "partner-1",
        "app",
        "en",
        "delivery",
        NOW,
        NOW.plusMillis(1),
        7,
        RequestLog.of(List.of(new RequestLog.Entry(MARK, 2, NOW))),
        context);
  }

  @ParameterizedTest
  @MethodSource("stored")
  void whatEveryReleaseStoredIsRead(Object object) throws Exception {
    var manifest = serializer.manifest(object);
    var golden = HexFormat.of().parseHex(Files.readString(GOLDEN.resolve(manifest)).strip());
    same(serializer.fromBinary(golden, manifest), object);
  }

  @ParameterizedTest
  @MethodSource("stored")
  void whatIsStoredNowIsWhatTheManifestSays(Object object) throws Exception {
    var golden = Files.readString(GOLDEN.resolve(serializer.manifest(object))).strip();
    assertThat(HexFormat.of().formatHex(serializer.toBinary(object))).isEqualTo(golden);
  }

  private static void same(Object read, Object written) {
    if (read instanceof SessionState one && written instanceof SessionState other) {
      assertThat(one).usingRecursiveComparison().ignoringFields("requests").isEqualTo(other);
      assertThat(one.requests().entries()).isEqualTo(other.requests().entries());
    } else {
      assertThat(read).isEqualTo(written);
    }
  }

  @Test
  void aRequestIsRememberedThroughASnapshot() throws Exception {
    var bytes = serializer.toBinary(state());
    var read = (SessionState) serializer.fromBinary(bytes, "session-state.v1");
    assertThat(read.requests().find("r-1", NOW.plus(Duration.ofHours(24))))
        .contains(new RequestLog.Entry(MARK, 2, NOW));
  }

  @Test
  void aNewerReleasesManifestAndDamagedBytesAreRefusedLoudly() {
    assertThatThrownBy(() -> serializer.fromBinary(new byte[0], "session-created.v9"))
        .isInstanceOf(UnknownManifestException.class);
    assertThatThrownBy(() -> serializer.fromBinary(new byte[0], "saga.started.v9"))
        .isInstanceOf(UnknownManifestException.class);
    assertThatThrownBy(() -> serializer.fromBinary(new byte[] {7}, "session-created.v1"))
        .isInstanceOf(NotSerializableException.class);
  }
}
