package switchboard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.agent.Agents;
import switchboard.agent.EchoAgent;
import switchboard.agent.ParrotAgent;
import switchboard.context.ExtractiveSummarizer;
import switchboard.context.MemoryPolicy;
import switchboard.fakes.FixedKey;
import switchboard.privacy.SubjectKey;
import switchboard.session.RequestMark;
import switchboard.session.Retention;
import switchboard.session.SessionCommand;
import switchboard.session.SessionEvent;
import switchboard.session.SessionFold;
import switchboard.session.SessionId;
import switchboard.session.SessionRules;
import switchboard.session.SessionState;

/** A turn writes what it changed, however long the session is. */
class BytesPerTurnTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final SubjectKey KEY = FixedKey.present();
  private static final String MESSAGE =
      "What's the status of my order? ".repeat(5).substring(0, 150);

  private final StoredSessions codec =
      new StoredSessions(
          new Retention(Duration.ofDays(30), Duration.ofDays(30)), Duration.ofDays(90));
  private final Agents agents = new Agents(List.of(new EchoAgent(), new ParrotAgent()));
  private SessionState state = SessionState.none(new SessionId("acme", "s1"));

  private int execute(SessionCommand command, String agent) {
    var memory =
        new MemoryPolicy(20, 4_000, turn -> turn.text().length() / 4, new ExtractiveSummarizer());
    var around =
        new SessionRules.Surroundings(agents.named(agent), List.of(), memory, "k1", "here", NOW);
    List<SessionEvent> events = SessionRules.decide(state, command, around).events();
    var after = SessionFold.apply(state, events);
    int bytes = 0;
    for (var event : events) {
      bytes += ((Stored) codec.stored(state.id(), event, KEY)).bytes().length;
    }
    var side = codec.side(state, after, events, KEY);
    for (var section : side.sections().entrySet()) {
      bytes += section.getKey().length() + section.getValue().length;
    }
    state = after;
    return bytes;
  }

  private static RequestMark mark() {
    return new RequestMark(UUID.randomUUID().toString(), "00".repeat(16));
  }

  @ParameterizedTest
  @ValueSource(strings = {EchoAgent.NAME, ParrotAgent.NAME})
  void aLongSessionWritesNoMorePerTurnThanAShortOne(String agent) {
    execute(new SessionCommand.Create("partner", "app", "en", agent, mark()), agent);
    var turns = new ArrayList<Integer>();
    for (int turn = 0; turn < 1_000; turn++) {
      turns.add(execute(new SessionCommand.SendMessage(MESSAGE, mark()), agent));
    }
    double first = turns.subList(0, 10).stream().mapToInt(it -> it).average().orElseThrow();
    double all = turns.stream().mapToInt(it -> it).average().orElseThrow();
    System.out.printf(
        "%s: %.0f bytes a turn in a session of 10 turns, %.0f in one of 1,000%n",
        agent, first, all);
    // beside the turn itself, every five turns or so a summary, as an event and as a section
    double summaries = (2.5 * ExtractiveSummarizer.MAX_LENGTH + 200) / 5;
    assertThat(all - first).isLessThan(summaries);
  }
}
