package switchboard.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.context.Context;
import switchboard.context.Fact;
import switchboard.context.Goal;
import switchboard.context.PendingSaga;
import switchboard.context.Question;
import switchboard.context.SagaOutcome;
import switchboard.context.SagaReport;
import switchboard.context.Slot;
import switchboard.context.Summary;
import switchboard.context.Turn;
import switchboard.context.Versions;
import switchboard.fakes.FixedKey;
import switchboard.privacy.SubjectKey;
import switchboard.saga.Ask;
import switchboard.saga.SagaEvent;
import switchboard.saga.SagaId;
import switchboard.saga.StepAnswer;
import switchboard.session.ObservedEvents;
import switchboard.session.OpenTurns;
import switchboard.session.Pause;
import switchboard.session.PauseEvent;
import switchboard.session.RequestLog;
import switchboard.session.RequestMark;
import switchboard.session.Retention;
import switchboard.session.SessionEvent;
import switchboard.session.SessionEvent.Closed;
import switchboard.session.SessionId;
import switchboard.session.SessionState;

/**
 * Bytes as the first release wrote them, in files that are never changed: every later release must
 * read them as the same. A new manifest adds a file; an old one stays for ever.
 */
class StoredGoldenTest {
  private static final Path GOLDEN = Path.of("tests/resources/golden");
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");
  private static final Instant LATER = Instant.parse("2026-01-02T03:05:00Z");
  private static final RequestMark MARK = new RequestMark("request-1", "00ff10");
  private static final Map<String, String> ORDER = Map.of("orderId", "XYZ-1");
  private static final Fact FACT =
      new Fact("order", "XYZ-1", Map.of("status", "PLACED"), TIME, "order.replies");
  private static final Goal GOAL =
      new Goal(
          "order_status",
          Goal.Status.AWAITING_SYSTEM,
          Map.of("order_id", new Slot("XYZ-1", 0.75, 2)));
  private static final Goal FULL =
      new Goal(
          "order_status",
          "orders",
          Goal.Status.AWAITING_SYSTEM,
          Map.of("order_id", new Slot("XYZ-1", List.of("xyz 1"), 0.75, 2, true)),
          List.of("eta"));
  private static final Goal ASIDE = new Goal("payout", Goal.Status.ABANDONED, Map.of());
  private static final SessionId ID = new SessionId("acme", "s1");
  private static final SagaId SAGA = new SagaId(ID, "s1.3");
  private static final StoredSessions SESSIONS =
      new StoredSessions(new Retention(Duration.ofDays(1), Duration.ofDays(1)), Duration.ofDays(1));
  private static final StoredSagas SAGAS = new StoredSagas();
  private static final SubjectKey KEY = FixedKey.present();

  static Map<String, Object> records() {
    Map<String, Object> records = new TreeMap<>();
    records.put(
        "session-created.v1",
        new SessionEvent.Created("partner-1042", "app", "en-IN", "delivery", MARK, TIME));
    records.put(
        "user-message-recorded.v1",
        new SessionEvent.UserMessageRecorded("Où est XYZ-1? 🛵", MARK, TIME));
    records.put(
        "agent-message-recorded.v1",
        new SessionEvent.AgentMessageRecorded("One moment.", 2, "s1.3", true, TIME));
    records.put("goal-changed.v1", new SessionEvent.GoalChanged(GOAL, List.of(ASIDE), 2, TIME));
    records.put(
        "saga-requested.v1",
        new SessionEvent.SagaRequested("s1.3", "order_status", ORDER, LATER, 2, TIME));
    records.put(
        "saga-progressed.v1",
        new SessionEvent.SagaProgressed("s1.3", 1, "order", List.of(FACT), 2, TIME));
    records.put(
        "saga-ended.v1",
        new SessionEvent.SagaEnded(
            "s1.3", 2, SagaOutcome.FAILED, List.of(FACT), "ORDER_NOT_FOUND", 2, TIME));
    records.put(
        "session-closed.v1",
        new SessionEvent.Closed(Closed.Reason.REQUESTED, Optional.of(MARK), TIME));
    sagaRecords(records);
    records.put("session-state.v1", state(Context.EMPTY));
    sealedRecords(records);
    return records;
  }

  /** As the release that began to seal wrote them. */
  private static void sealedRecords(Map<String, Object> records) {
    var uuid = new RequestMark("0f0e0d0c-0b0a-4908-8706-050403020100", "00ff10");
    records.put(
        "c.v2", new SessionEvent.Created("partner-1042", "app", "en-IN", "delivery", uuid, TIME));
    records.put("u.v2", new SessionEvent.UserMessageRecorded("Où est XYZ-1? 🛵", uuid, TIME));
    records.put(
        "u.v2.text-id", new SessionEvent.UserMessageRecorded("Où est XYZ-1? 🛵", MARK, TIME));
    records.put(
        "a.v2", new SessionEvent.AgentMessageRecorded("One moment.", 2, "s1.3", true, TIME));
    records.put("g.v2", new SessionEvent.GoalChanged(FULL, List.of(ASIDE), 2, TIME));
    records.put(
        "q.v2", new SessionEvent.SagaRequested("s1.3", "order_status", ORDER, LATER, 2, TIME));
    records.put(
        "p.v2", new SessionEvent.SagaProgressed("s1.3", 1, "order", List.of(FACT), 2, TIME));
    records.put(
        "e.v2",
        new SessionEvent.SagaEnded(
            "s1.3", 2, SagaOutcome.FAILED, List.of(FACT), "ORDER_NOT_FOUND", 2, TIME));
    records.put("x.v2", new SessionEvent.Closed(Closed.Reason.ERASED, Optional.empty(), TIME));
    records.put(
        "k.v2",
        new SessionEvent.ContextUpdated(
            Optional.of(new SessionEvent.GoalsNow(Optional.of(FULL), List.of(ASIDE))),
            Optional.of(List.of(FACT)),
            MARK,
            TIME));
    records.put(
        "m.v2", new SessionEvent.MemorySummarized(new Summary(2, 30, "It is late."), 31, TIME));
    records.put("f.v2", new SessionEvent.ProfileProposed(Map.of("last_order", "XYZ-1"), 2, TIME));
    withQuestions(records);
    GoldenTurns.put(records);
    pauses(records);
    records.put("z.v2.turns", state(Context.EMPTY, LATER, ObservedEvents.NONE, GoldenTurns.open()));
    records.put("o.v2", new SessionEvent.Forked(new SessionId("acme", "s0"), 17, uuid, TIME));
    records.put(
        "z.v2",
        state(
            new Context(
                Optional.of(FULL),
                List.of(),
                Optional.of(new Summary(2, 3, "It is late.")),
                List.of(),
                List.of(),
                List.of(),
                new Versions(7, 6, 5, 4))));
    records.put(
        "saga.started.v2",
        new SagaEvent.Started(
            "order_status", "partner-1042", ORDER, LATER, Optional.empty(), TIME));
    newSagaRecords(records);
    for (var name : List.of("step-asked", "step-answered", "report-queued")) {
      records.put("saga." + name + ".v2", records.get("saga." + name + ".v1"));
    }
  }

  private static void newSagaRecords(Map<String, Object> records) {
    records.put(
        "saga.started.v2.traced",
        new SagaEvent.Started(
            "order_status", "partner-1042", ORDER, LATER, Optional.of("00-1-2-01"), TIME));
    records.put(
        "saga.step-asked.v2.again",
        new SagaEvent.StepAsked(
            new Ask(
                "order.undo",
                new Ask.Target.Topic("order.commands", "switchboard.order.revert.v1", "XYZ-1"),
                ORDER,
                Optional.of("order")),
            3,
            LATER,
            TIME));
    records.put(
        "saga.step-asked.v2.http",
        new SagaEvent.StepAsked(
            new Ask(
                "payout",
                new Ask.Target.Service("payments", "GET", "/v1/partners/p/payout"),
                Map.of(),
                Optional.empty()),
            1,
            LATER,
            TIME));
    records.put(
        "saga.step-asked.v2.user",
        new SagaEvent.StepAsked(
            new Ask(
                "hold", new Ask.Target.User(List.of("HOLD", "GO_ON")), Map.of(), Optional.empty()),
            1,
            LATER,
            TIME));
    records.put("saga.p.v2", new SagaEvent.StepPaused("order", "SERVICE_ERROR", LATER, TIME));
    records.put("saga.b.v2", new SagaEvent.CompensationBegun("credit", "REFUSED", TIME));
    records.put("saga.r.v2", new SagaEvent.Redriven("payments are back", TIME));
    records.put(
        "saga.report-queued.v2.asked",
        new SagaEvent.ReportQueued(
            2, new SagaReport.Asked("hold", List.of("HOLD", "GO_ON"), LATER, List.of(FACT)), TIME));
    records.put(
        "saga.report-queued.v2.compensating",
        new SagaEvent.ReportQueued(3, new SagaReport.Compensating("credit", "REFUSED"), TIME));
  }

  /** As the release wrote them that began to ask, to take back and to take unasked facts. */
  private static void withQuestions(Map<String, Object> records) {
    var trace = Optional.of("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    records.put(
        "u.v2.traced", new SessionEvent.UserMessageRecorded("Où est XYZ-1? 🛵", MARK, trace, TIME));
    records.put(
        "a.v2.traced",
        new SessionEvent.AgentMessageRecorded("One moment.", 2, "s1.3", true, trace, TIME));
    records.put(
        "q.v2.traced",
        new SessionEvent.SagaRequested("s1.3", "order_status", ORDER, LATER, 2, trace, TIME));
    records.put(
        "w.v2",
        new SessionEvent.SagaAsked(
            "s1.3", 2, "decide", List.of("KEEP", "CANCEL"), LATER, List.of(FACT), 2, TIME));
    records.put("d.v2", new SessionEvent.SagaDecided("s1.3", "decide", "CANCEL", 2, TIME));
    records.put(
        "b.v2", new SessionEvent.SagaCompensating("s1.3", 3, "credit", "PARTNER_BLOCKED", 2, TIME));
    records.put("t.v2", new SessionEvent.FactObserved("event-7", FACT, TIME));
    var asking =
        new PendingSaga(
            "s1.3",
            "report_problem",
            ORDER,
            3,
            2,
            LATER,
            2,
            false,
            false,
            Optional.of(new Question("decide", List.of("KEEP", "CANCEL"), LATER)),
            trace);
    var parked =
        new PendingSaga(
            "s1.9", "t", ORDER, 9, 8, LATER, 4, true, true, Optional.empty(), Optional.empty());
    records.put(
        "z.v2.asking",
        state(
            new Context(
                Optional.empty(),
                List.of(),
                Optional.empty(),
                List.of(),
                List.of(asking, parked),
                List.of(FACT),
                new Versions(7, 6, 5, 4)),
            TIME,
            new ObservedEvents(List.of("event-6", "event-7"))));
  }

  private static void sagaRecords(Map<String, Object> records) {
    records.put(
        "saga.started.v1",
        new SagaEvent.Started("order_status", "", ORDER, LATER, Optional.empty(), TIME));
    records.put(
        "saga.step-asked.v1",
        new SagaEvent.StepAsked(
            new Ask(
                "order",
                new Ask.Target.Topic("order.commands", "switchboard.order.get-status.v1", "XYZ-1"),
                ORDER,
                Optional.empty()),
            1,
            Instant.EPOCH,
            TIME));
    records.put(
        "saga.step-answered.v1",
        new SagaEvent.StepAnswered(
            new StepAnswer(
                "order", false, "ORDER_NOT_FOUND", Map.of("a", "b"), LATER, "order.replies"),
            TIME));
    records.put(
        "saga.report-queued.v1",
        new SagaEvent.ReportQueued(1, new SagaReport.Progressed("order", List.of(FACT)), TIME));
    records.put(
        "saga.report-queued.v1.ended",
        new SagaEvent.ReportQueued(
            2,
            new SagaReport.Ended(
                SagaOutcome.PARTIALLY_COMPLETED, List.of(FACT), "DEADLINE_EXCEEDED"),
            TIME));
    records.put("saga.report-acknowledged.v1", new SagaEvent.ReportAcknowledged(2, TIME));
    records.put("saga.finished.v1", new SagaEvent.Ended(SagaOutcome.COMPLETED, "", TIME));
  }

  private static void pauses(Map<String, Object> records) {
    records.put("s.v2", new PauseEvent.Paused(LATER, "the agent loops", MARK, TIME));
    records.put("r.v2", new PauseEvent.Resumed(PauseEvent.Why.EXPIRED, TIME));
    var pause = Optional.of(new Pause(TIME, LATER, "the agent loops"));
    records.put(
        "z.v2.paused", state(Context.EMPTY, LATER, ObservedEvents.NONE, OpenTurns.NONE, pause));
  }

  private static SessionState state(Context other) {
    return state(other, LATER, ObservedEvents.NONE);
  }

  private static SessionState state(Context other, Instant active, ObservedEvents observed) {
    return state(other, active, observed, OpenTurns.NONE);
  }

  private static SessionState state(
      Context other, Instant active, ObservedEvents observed, OpenTurns open) {
    return state(other, active, observed, open, Optional.empty());
  }

  private static SessionState state(
      Context other,
      Instant active,
      ObservedEvents observed,
      OpenTurns open,
      Optional<Pause> pause) {
    return new SessionState(
        new SessionId("acme", "s1"),
        SessionState.Life.CLOSED,
        "partner-1042",
        "app",
        "en-IN",
        "delivery",
        TIME,
        LATER,
        active,
        7,
        RequestLog.of(List.of(new RequestLog.Entry(MARK, 2, TIME))),
        observed,
        open,
        pause,
        other != Context.EMPTY
            ? other
            : new Context(
                Optional.of(GOAL),
                List.of(ASIDE),
                Optional.empty(),
                List.of(
                    new Turn(2, Turn.Role.USER, "hello", TIME),
                    new Turn(4, Turn.Role.AGENT, "One moment.", LATER)),
                List.of(new PendingSaga("s1.3", "order_status", ORDER, 3, 2, LATER, 1, true)),
                List.of(FACT),
                Versions.NONE));
  }

  static Stream<String> names() {
    return records().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void bytesOfEveryReleaseAreReadAsWhatTheyMeant(String name) throws Exception {
    assertSame(read(manifest(name), golden(name)), records().get(name));
  }

  @ParameterizedTest
  @MethodSource("names")
  void whatIsWrittenTodayIsReadAsTheSame(String name) {
    var record = records().get(name);
    var written = written(record);
    assertSame(read(written.manifest(), written.bytes()), record);
  }

  /** The key seals the same text to the same bytes, so today's bytes must be those on file. */
  @ParameterizedTest
  @MethodSource("sealed")
  void todaysBytesAreThoseOnFile(String name) throws Exception {
    var written = written(records().get(name));
    assertThat(written.manifest()).isEqualTo(manifest(name));
    assertThat(HexFormat.of().formatHex(written.bytes()))
        .isEqualTo(HexFormat.of().formatHex(golden(name)));
  }

  static Stream<String> sealed() {
    return names()
        .filter(name -> name.contains(".v2") || manifest(name).equals("saga.finished.v1"));
  }

  private static Stored written(Object record) {
    return (Stored)
        switch (record) {
          case SessionState state -> SESSIONS.snapshot(state, KEY);
          case SagaEvent event -> SAGAS.stored(SAGA, event, KEY);
          case SessionEvent event -> SESSIONS.stored(ID, event, KEY);
          default -> throw new IllegalArgumentException("not stored");
        };
  }

  private static Object read(String manifest, byte[] bytes) {
    var stored = new StoredSerializer().fromBinary(bytes, manifest);
    if (manifest.startsWith("session-state") || manifest.startsWith("z.")) {
      return SESSIONS.state(ID, stored, KEY);
    }
    return manifest.startsWith("saga.")
        ? SAGAS.event(SAGA, stored, KEY)
        : SESSIONS.event(ID, stored, KEY);
  }

  @Test
  void everyManifestHasItsBytes() throws Exception {
    try (var files = Files.list(GOLDEN)) {
      var names =
          files
              .filter(Files::isRegularFile)
              .map(file -> file.getFileName().toString().replace(".hex", ""));
      assertThat(names).containsExactlyInAnyOrderElementsOf(records().keySet());
    }
    var covered = records().values().stream().map(Object::getClass).collect(Collectors.toSet());
    for (var family : List.of(SessionEvent.class, SagaEvent.class)) {
      assertThat(covered).containsAll(cases(family));
    }
  }

  private static List<Class<?>> cases(Class<?> family) {
    return Arrays.stream(family.getPermittedSubclasses())
        .flatMap(each -> each.isInterface() ? cases(each).stream() : Stream.of(each))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "session-created.v3",
        "saga.started.v3",
        "saga.",
        "session-state.v2",
        "z.v3",
        "x"
      })
  void anUnknownManifestIsRefusedLoudly(String manifest) {
    assertThatThrownBy(() -> read(manifest, new byte[0]))
        .isInstanceOf(UnknownManifestException.class)
        .hasMessageContaining("'" + manifest + "'")
        .hasMessageContaining("run the release that wrote it");
  }

  @ParameterizedTest
  @MethodSource("names")
  void damagedBytesAreRefused(String name) {
    assertThatThrownBy(() -> read(manifest(name), new byte[] {(byte) 0xff}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("damaged");
  }

  @Test
  void damagedRequestsOfASnapshotAreRefused() throws Exception {
    for (var log : List.of("01", "02", "0121")) {
      var snapshot =
          switchboard.stored.v1.SessionState.parseFrom(golden("z.v2")).toBuilder()
              .setRequestLog(ByteString.fromHex(log));
      assertThatThrownBy(() -> read("z.v2", snapshot.build().toByteArray()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("tenants/acme/sessions/s1 is damaged")
          .hasRootCauseInstanceOf(IllegalArgumentException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void fieldsOfALaterReleaseAreNoObstacle(String name) throws Exception {
    var bytes = golden(name);
    // field 500, a varint
    var more = new byte[] {(byte) 0xa0, 0x1f, 0x01};
    var longer = Arrays.copyOf(bytes, bytes.length + more.length);
    System.arraycopy(more, 0, longer, bytes.length, more.length);
    assertSame(read(manifest(name), longer), records().get(name));
  }

  private static void assertSame(Object actual, Object expected) {
    assertThat(actual).usingRecursiveComparison().isEqualTo(expected);
    assertThat(actual).hasSameClassAs(expected);
  }

  /** A name is a manifest, and what distinguishes two files of one. */
  private static String manifest(String name) {
    return name.replaceFirst("(\\.v\\d+)\\..*$", "$1");
  }

  private static byte[] golden(String name) throws IOException {
    var hex = Files.readString(GOLDEN.resolve(name + ".hex"));
    return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
  }
}
