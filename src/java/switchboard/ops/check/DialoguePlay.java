package switchboard.ops.check;

import com.google.protobuf.FieldMask;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import switchboard.ops.check.Played.Moment;
import switchboard.ops.check.Played.Said;
import switchboard.ops.client.FrontDoors;
import switchboard.ops.replay.Corpus.Dialogue;
import switchboard.ops.replay.Corpus.Frame;
import switchboard.ops.replay.Corpus.UserTurn;
import switchboard.v1.Context;

/** Plays one dialogue, and checks the goals after each of the user's turns. */
final class DialoguePlay {
  private static final String TENANT = "tenants/replay";
  private static final FieldMask GOALS =
      FieldMask.newBuilder().addPaths("goal").addPaths("suspended_goals").build();

  private final FrontDoors doors;
  private final String agent;
  private final Dialogue dialogue;
  private final String sessionId;
  private final int node;
  private final long seed;
  private final Counts counts;
  private final Differences differences;
  private final SessionCalls calls;
  private final Answers answers;
  private final List<Said> said = new ArrayList<>();
  private final Map<String, Frame> annotated = new HashMap<>();
  private final List<String> updates = new ArrayList<>();
  private final List<Moment> moments = new ArrayList<>();
  private Goals expected = Goals.NONE;

  DialoguePlay(
      FrontDoors doors,
      String agent,
      Dialogue dialogue,
      String sessionId,
      int node,
      long seed,
      Counts counts,
      Differences differences) {
    this.doors = doors;
    this.agent = agent;
    this.dialogue = dialogue;
    this.sessionId = sessionId;
    this.node = node;
    this.seed = seed;
    this.counts = counts;
    this.differences = differences;
    this.calls = new SessionCalls(doors, session(), node, counts, differences, seed);
    this.answers = new Answers(doors, session());
  }

  private String session() {
    return TENANT + "/sessions/" + sessionId;
  }

  /** Holds a turn back until it is its time. */
  interface Pace {
    void beforeTurn() throws InterruptedException;
  }

  Played play(Pace pace) throws InterruptedException {
    var subject = subject(dialogue.id());
    calls.create(TENANT, sessionId, subject, agent);
    var second =
        new SecondWriter(
            new SessionCalls(doors, session(), node + 1, counts, differences, ~seed),
            sessionId + "-f",
            counts,
            differences,
            seed);
    var writing = Thread.ofVirtual().name("second-writer").start(second);
    try (answers) {
      for (var turn : dialogue.turns()) {
        pace.beforeTurn();
        turn(turn);
      }
    } finally {
      second.stop();
      writing.join();
    }
    return new Played(
        dialogue.id(),
        session(),
        subject,
        agent,
        calls.node(),
        said,
        annotated,
        expected,
        updates,
        second.requestIds(),
        moments);
  }

  /** A subject's id is 1 to 128 visible ASCII characters; an id of the corpus may be any text. */
  private static String subject(String dialogueId) {
    var visible = dialogueId.replaceAll("[^\\x21-\\x7e]", "_");
    return "sgd-" + visible.substring(0, Math.min(visible.length(), 100));
  }

  private void turn(UserTurn turn) throws InterruptedException {
    // A message has something to say; what is annotated of a turn without words counts all the
    // same, and comes from the message before.
    if (!turn.utterance().isBlank()) {
      var requestId = sessionId + "-m" + said.size();
      said.add(new Said(turn.utterance(), requestId, calls.say(turn.utterance(), requestId)));
    }
    long source = said.isEmpty() ? 0 : said.getLast().sequence();
    if (!turn.frames().isEmpty()) {
      setGoals(turn.frames(), source);
    }
    var fetched = calls.context();
    check("turn " + (counter() + 1), fetched);
    if (fetched.getAgent().getOpenTurnsCount() > 0) {
      // As a person does, who reads the answer before going on.
      answers.await(source, calls.node() + 1);
      check("turn " + (counter() + 1) + ", answered", calls.context());
    }
    counts.turns.increment();
  }

  private int counter() {
    return moments.size();
  }

  /** As the agent: from what the document says, not from what it ought to say. */
  private void setGoals(List<Frame> frames, long source) {
    var updated =
        calls.update(
            GOALS,
            read -> withGoals(read, frames, source),
            sessionId + "-g" + updates.size(),
            counts.conflicts);
    frames.forEach(frame -> annotated.put(frame.service(), frame));
    expected = expected.after(frames, source);
    updates.add(updated.requestId());
    check("answer of the update at turn " + (counter() + 1), updated.context());
    moments.add(new Moment(updated.context().getVersion(), annotated, expected));
  }

  private static Context withGoals(Context read, List<Frame> frames, long source) {
    var changed = read.toBuilder();
    Goals.of(read).after(frames, source).into(changed);
    return changed.build();
  }

  private void check(String when, Context fetched) {
    counts.compared.increment();
    StateCheck.differences(Goals.of(fetched), annotated, expected)
        .forEach(what -> differences.add(when + ": " + what));
  }
}
