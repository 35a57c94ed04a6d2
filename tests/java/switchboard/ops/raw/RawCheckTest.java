package switchboard.ops.raw;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import switchboard.ops.raw.Folded.Said;
import switchboard.ops.raw.Folded.Summary;
import switchboard.ops.raw.RawGoal.RawSlot;

/** Each planted difference between journal and document is named. */
class RawCheckTest {
  private static final String PID = "session|acme/s1";
  private static final byte[] KEY = new byte[32];
  private static final RawGoal HOTEL =
      new RawGoal(
          "SearchHotel",
          "Hotels_4",
          "AWAITING_USER",
          Map.of("stars", new RawSlot("3", List.of("three", "तीन"), 1, 2, true)),
          List.of("price"));
  private static final RawGoal WEATHER =
      new RawGoal("NONE", "Weather_1", "AWAITING_USER", Map.of(), List.of());
  private static final String GOALS =
      """
      {"goal": {"slots": {"stars": {"value": "3", "alternatives": ["three", "तीन"],
          "confidence": 1.0, "sourceSequence": 2, "confirmed": true}}, "requestedSlots": ["price"]},
       "suspended": [{"slots": {}, "requestedSlots": []}]}""";
  private static final String GOALS_OUTSIDE =
      """
      {"version": 4,
       "goal": {"intent": "SearchHotel", "domain": "Hotels_4", "status": "AWAITING_USER"},
       "suspended": [{"intent": "NONE", "domain": "Weather_1", "status": "AWAITING_USER"}],""";
  private static final String FACTS =
      """
      {"facts": [{"kind": "check", "id": "w", "attributes": {"changes": "1"},
        "asOf": "1970-01-01T00:00:05Z", "source": "check"}]}""";

  @Test
  void journalAndDocumentThatAgreeHaveNoDifference() {
    var check = RawCheck.of(session(events(), document()));
    assertThat(check.differences()).isEmpty();
    var folded = check.folded();
    assertThat(folded.sequence()).isEqualTo(7);
    assertThat(folded.goal()).contains(HOTEL);
    assertThat(folded.suspended()).containsExactly(WEATHER);
    assertThat(folded.facts())
        .containsExactly(new RawFact("check", "w", Map.of("changes", "1"), 5_000, "check"));
    assertThat(folded.said())
        .containsExactly(
            new Said("three stars", "00000000-0000-0001-0000-000000000002", 2),
            new Said("clear", "r-clear", 6));
    assertThat(folded.repliedTurns()).containsExactly(2L);
    assertThat(folded.turns()).containsExactly(6L);
    assertThat(folded.summary()).contains(new Summary(2, 3, "hotels"));
    assertThat(folded.goalUpdates()).containsExactly("g-1");
    assertThat(folded.factUpdates()).containsExactly("f-1");
    assertThat(folded.subject()).isEqualTo("partner-1");
  }

  @Test
  void aSlotThatIsAnotherInTheDocumentIsNamed() {
    var document = document();
    document.put("goal", goals(GOALS.replace("\"three\"", "\"four\""), PID));
    assertThat(RawCheck.of(session(events(), document)).differences())
        .singleElement()
        .asString()
        .contains("the goal is", "four", "three");
  }

  @Test
  void aLostSuspendedGoalIsNamed() {
    var document = document();
    var outside = "{\"version\": 4, \"suspended\": [], \"goal\": ";
    var hotel = GOALS_OUTSIDE.replaceAll("(?s).*\"goal\": |\\s*\"suspended.*", "");
    var inside = GOALS.replaceFirst("\\[\\{\"slots.*", "[]}");
    document.put("goal", sealed(outside + hotel, inside, PID + "|section:goal"));
    assertThat(RawCheck.of(session(events(), document)).differences())
        .singleElement()
        .asString()
        .startsWith("the goals put aside is []");
  }

  @Test
  void aWrongVersionIsNamed() {
    var document = document();
    document.put("version", bytes("6"));
    assertThat(RawCheck.of(session(events(), document)).differences())
        .containsExactly("the version is 6 in the document and 7 by the events");
  }

  @Test
  void aDoubledEventIsNamed() {
    var events = new ArrayList<>(events());
    events.add(5, events.get(4));
    var check = RawCheck.of(session(events, document()));
    assertThat(check.differences())
        .contains("the version is 7 in the document and 8 by the events");
    assertThat(check.folded().factUpdates()).containsExactly("f-1", "f-1");
  }

  @Test
  void aLostFactAndAnotherMemoryAreNamed() {
    var document = document();
    document.remove("entities");
    document.put("memory", bytes("{\"version\": 7, \"fromSequence\": 2, \"toSequence\": 6}"));
    document.remove("summary");
    assertThat(RawCheck.of(session(events(), document)).differences())
        .hasSize(4)
        .anyMatch(difference -> difference.startsWith("the versions of the sections is"))
        .anyMatch(difference -> difference.startsWith("the facts is []"))
        .anyMatch(difference -> difference.startsWith("the range of the memory is"))
        .anyMatch(difference -> difference.startsWith("the summary is"));
  }

  @Test
  void aKeyThatNeverExpiresIsNamed() {
    var session =
        new RawSession(PID, document(), events(), Map.of("events", -1L), Optional.of(KEY));
    assertThat(RawCheck.of(session).differences())
        .containsExactly("the key of its events never expires");
  }

  @Test
  void aDocumentWithoutAnExpiryIsNamed() {
    var document = document();
    document.remove("expire");
    assertThat(RawCheck.of(session(events(), document)).differences())
        .containsExactly("the document does not say when it expires");
  }

  @Test
  void whatSagasAskAndTakeBackIsPendingAsTheEventsHaveIt() {
    var asks =
        "{\"version\": %d, \"sagas\": [{\"id\": \"s1.8\", \"partial\": false, \"parked\": false,"
            + " \"question\": {\"step\": \"decide\", \"options\": [\"KEEP\", \"CANCEL\"],"
            + " \"due\": \"1970-01-01T00:00:09Z\"}}]}";
    var events = new ArrayList<>(events());
    events.add(Bytes.message().text(1, "s1.8").element2("q.v2"));
    var asked = Bytes.message().text(1, "s1.8").number(2, 1).text(3, "decide");
    events.add(asked.text(4, "KEEP").text(4, "CANCEL").number(5, 9_000).element2("w.v2"));
    assertThat(RawCheck.of(session(events, pending(9, asks.formatted(9)))).differences()).isEmpty();
    var lost = pending(9, asks.formatted(9).replace("CANCEL", "STOP"));
    assertThat(RawCheck.of(session(events, lost)).differences())
        .singleElement()
        .asString()
        .startsWith("what is pending is");
    events.add(Bytes.message().text(1, "s1.8").text(2, "decide").element2("d.v2"));
    var waits =
        "{\"version\": %d, \"sagas\": [{\"id\": \"s1.8\", \"partial\": %s, \"parked\": %s}]}";
    var decided = waits.formatted(10, false, false);
    assertThat(RawCheck.of(session(events, pending(10, decided))).differences()).isEmpty();
    events.add(Bytes.message().text(1, "s1.8").number(2, 2).element2("b.v2"));
    var back = waits.formatted(11, false, false);
    assertThat(RawCheck.of(session(events, pending(11, back))).differences()).isEmpty();
    events.add(Bytes.message().text(1, "s1.8").number(2, 3).number(3, 2).element2("e.v2"));
    events.add(Bytes.message().text(1, "s1.8").number(2, 4).number(3, 5).element2("e.v2"));
    var parked = waits.formatted(13, true, true);
    assertThat(RawCheck.of(session(events, pending(13, parked))).differences()).isEmpty();
    events.add(Bytes.message().text(1, "s1.8").number(2, 5).number(3, 4).element2("e.v2"));
    var none = "{\"version\": 14, \"sagas\": []}";
    assertThat(RawCheck.of(session(events, pending(14, none))).differences()).isEmpty();
  }

  private static Map<String, byte[]> pending(int version, String section) {
    var document = document();
    document.put("version", bytes(Integer.toString(version)));
    document.put("pending", bytes(section));
    return document;
  }

  @Test
  void turnsOfWorkersAreFoldedAndChangeNothingOfTheDocument() {
    var events = new ArrayList<>(events());
    events.add(turn(6).number(3, 9_000).number(5, 8_000).element2("h.v2"));
    assertThat(RawCheck.of(session(events, version(8))).differences())
        .containsExactly("event 8 opens turn 6, which is not the event right before");
    events.add(Bytes.message().text(1, "next").text(2, "r-2").element1("user-message-recorded.v1"));
    events.add(turn(9).element2("h.v2"));
    events.add(turn(6).number(2, 2).element2("i.v2"));
    assertThat(RawCheck.of(session(events, version(11))).folded().workerTurns().open())
        .containsExactly(6L, 9L);
    events.add(turn(6).number(2, 1).number(3, 2).text(4, "one").element2("j.v2"));
    events.add(turn(9).number(2, 4).number(3, 1).element2("j.v2"));
    var turns = RawCheck.of(session(events, version(13))).folded().workerTurns();
    assertThat(turns.open()).isEmpty();
    assertThat(turns.answered()).containsExactly(6L);
    assertThat(turns.unanswered()).containsExactly(9L);
    assertThat(turns.violations()).hasSize(1);
  }

  @Test
  void aPauseAndItsEndChangeNothingOfTheDocument() {
    var events = new ArrayList<>(events());
    events.add(Bytes.message().number(1, 9_000).text(2, "why").element2("s.v2"));
    events.add(Bytes.message().number(1, 2).element2("r.v2"));
    assertThat(RawCheck.of(session(events, version(events.size()))).differences()).isEmpty();
  }

  @Test
  void aTurnThatIsHandedOutOrEndedOutOfOrderIsNamed() {
    var events = new ArrayList<>(events().subList(0, 2));
    events.add(turn(2).element2("h.v2"));
    events.add(turn(1).number(2, 2).element2("i.v2"));
    events.add(turn(2).number(2, 3).element2("i.v2"));
    events.add(turn(2).number(2, 1).number(3, 2).element2("j.v2"));
    events.add(turn(2).number(2, 1).number(3, 3).element2("j.v2"));
    assertThat(RawCheck.of(session(events, document())).folded().workerTurns().violations())
        .containsExactly(
            "event 4 hands out turn 1, which is not the oldest that is open",
            "event 5 hands out turn 2 as attempt 3, which is not the next",
            "event 6 is an answer to attempt 2 of turn 2, not the last",
            "event 7 ends turn 2, which is not open");
  }

  private static Bytes turn(long turn) {
    return Bytes.message().number(1, turn);
  }

  private static Map<String, byte[]> version(int version) {
    var document = document();
    document.put("version", bytes(Integer.toString(version)));
    return document;
  }

  @Test
  void whatWasToldUnaskedGoesOverWhatIsKnownOfTheSameThing() {
    var attribute = Bytes.message().text(1, "more").text(2, "2");
    var told =
        Bytes.message()
            .text(1, "check")
            .text(2, "w")
            .message(3, attribute)
            .number(4, 6_000)
            .text(5, "events");
    var events = new ArrayList<>(events());
    events.add(
        sealed(
            Bytes.message().text(1, "event-1"),
            Bytes.message().message(2, told),
            "FactObserved",
            "t.v2"));
    var document = document();
    document.put("version", bytes("8"));
    var facts =
        """
        {"facts": [{"kind": "check", "id": "w", "attributes": {"changes": "1", "more": "2"},
          "asOf": "1970-01-01T00:00:06Z", "source": "events"}]}""";
    document.put(
        "entities", sealed("{\"version\": 8, \"count\": 1,", facts, PID + "|section:entities"));
    assertThat(RawCheck.of(session(events, document)).differences()).isEmpty();
  }

  @Test
  void aSectionThatWasSealedForAnotherPlaceIsNotOpened() {
    var document = document();
    document.put("goal", goals(GOALS, "session|acme/s2"));
    assertThatThrownBy(() -> RawCheck.of(session(events(), document)))
        .isInstanceOf(RawFailure.class)
        .hasMessageContaining("cannot be opened");
  }

  @Test
  void anEventOfAnUnknownKindIsRefused() {
    var events = new ArrayList<>(events());
    events.add(Bytes.message().element2("zz.v9"));
    assertThatThrownBy(() -> RawCheck.of(session(events, document())))
        .isInstanceOf(RawFailure.class)
        .hasMessage("event 8 is of the unknown kind zz.v9");
  }

  @Test
  void aRejectedEventKeepsItsPlace() {
    var events = new ArrayList<>(events());
    events.add(new byte[0]);
    assertThat(RawCheck.of(session(events, document())).folded().sequence()).isEqualTo(8);
  }

  @Test
  void elementsAreReadInEveryFormat() {
    var payload = Bytes.message().text(1, "hello");
    for (var element :
        List.of(payload.element1("a.v1"), payload.element2("a.v1"), payload.fullElement2("a.v1"))) {
      var read = RawElement.read(element);
      assertThat(read.manifest()).isEqualTo("a.v1");
      assertThat(read.payload()).isEqualTo(payload.done());
    }
    assertThatThrownBy(() -> RawElement.read(new byte[] {5, 0}))
        .hasMessageContaining("unknown format");
  }

  @Test
  void bucketsAreThoseOfTheLayout() {
    // CRC-32C of "123456789" is e3069283.
    assertThat(RawStore.bucket("123456789")).isEqualTo((int) (0xe3069283L % 1024));
  }

  /** Created, said, replied, goals set, a fact set, said in the old format, summarized. */
  private static List<byte[]> events() {
    var goals = Bytes.message().message(6, hotel()).message(7, weather());
    var facts = Bytes.message().message(8, fact());
    return List.of(
        Bytes.message().text(1, "partner-1").text(4, "parrot").element2("c.v2"),
        sealed(
            Bytes.message().bytes(14, uuid()),
            Bytes.message().text(1, "three stars"),
            "UserMessageRecorded",
            "u.v2"),
        sealed(
            Bytes.message().number(2, 2),
            Bytes.message().text(1, "I see."),
            "AgentMessageRecorded",
            "a.v2"),
        sealed(Bytes.message().text(1, "g-1").number(4, 1), goals, "ContextUpdated", "k.v2"),
        sealed(Bytes.message().text(1, "f-1").number(5, 1), facts, "ContextUpdated", "k.v2"),
        Bytes.message().text(1, "clear").text(2, "r-clear").element1("user-message-recorded.v1"),
        sealed(
            Bytes.message().number(1, 2).number(2, 3),
            Bytes.message().text(3, "hotels"),
            "MemorySummarized",
            "m.v2"));
  }

  private static byte[] sealed(Bytes outside, Bytes inside, String message, String manifest) {
    var context = PID + "|switchboard.stored.v1." + message;
    return outside.bytes(15, Bytes.seal(KEY, inside.done(), context)).element2(manifest);
  }

  private static byte[] uuid() {
    return new byte[] {0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2};
  }

  private static Bytes hotel() {
    var stars =
        Bytes.message()
            .text(1, "3")
            .real(2, 1)
            .number(3, 2)
            .text(4, "three")
            .text(4, "तीन")
            .number(5, 1);
    return Bytes.message()
        .text(1, "SearchHotel")
        .number(2, 1)
        .entry(3, "stars", stars)
        .text(4, "Hotels_4")
        .text(5, "price");
  }

  private static Bytes weather() {
    return Bytes.message().text(1, "NONE").number(2, 1).text(4, "Weather_1");
  }

  private static Bytes fact() {
    var attribute = Bytes.message().text(1, "changes").text(2, "1");
    return Bytes.message()
        .text(1, "check")
        .text(2, "w")
        .message(3, attribute)
        .number(4, 5_000)
        .text(5, "check");
  }

  private static Map<String, byte[]> document() {
    var document = new HashMap<String, byte[]>();
    document.put("version", bytes("7"));
    document.put("epoch", bytes("12"));
    document.put("expire", bytes("1800000000000"));
    document.put("session", bytes("{\"state\": \"OPEN\"}"));
    document.put("goal", goals(GOALS, PID));
    document.put(
        "entities", sealed("{\"version\": 5, \"count\": 1,", FACTS, PID + "|section:entities"));
    document.put("memory", bytes("{\"version\": 7, \"fromSequence\": 6, \"toSequence\": 6}"));
    document.put(
        "summary",
        sealed(
            "{\"fromSequence\": 2, \"toSequence\": 3,",
            "{\"text\": \"hotels\"}",
            PID + "|section:summary"));
    return document;
  }

  private static byte[] goals(String inside, String owner) {
    return sealed(GOALS_OUTSIDE, inside, owner + "|section:goal");
  }

  /** A section: what is in clear, to be continued, and what is sealed. */
  private static byte[] sealed(String outside, String clear, String context) {
    var sealed = Base64.getEncoder().encodeToString(Bytes.seal(KEY, bytes(clear), context));
    return bytes(outside + "\"sealed\": \"" + sealed + "\"}");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static RawSession session(List<byte[]> events, Map<String, byte[]> document) {
    return new RawSession(
        PID, document, events, Map.of("events", 1_000L, "document", 1_000L), Optional.of(KEY));
  }
}
