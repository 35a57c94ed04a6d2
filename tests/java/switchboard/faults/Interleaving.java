package switchboard.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import switchboard.agent.Agent;
import switchboard.agent.AgentAnswer;
import switchboard.agent.AgentPrompt;
import switchboard.agent.AgentView;
import switchboard.context.Context;
import switchboard.context.Fact;
import switchboard.context.Goal;
import switchboard.context.MemoryPolicy;
import switchboard.context.SagaOutcome;
import switchboard.context.SagaReport;
import switchboard.fakes.InMemoryKeys;
import switchboard.faults.SessionModel.Wish;
import switchboard.privacy.Subject;
import switchboard.profile.MemoryProfiles;
import switchboard.profile.ProfileChange;
import switchboard.profile.ProfileFact;
import switchboard.profile.ProfileReply;
import switchboard.profile.Profiles;
import switchboard.session.PauseEvent;
import switchboard.session.RequestMark;
import switchboard.session.SessionCommand;
import switchboard.session.SessionCommand.UpdateContext;
import switchboard.session.SessionCommand.UpdateContext.Part;
import switchboard.session.SessionEvent;
import switchboard.session.SessionFold;
import switchboard.session.SessionId;
import switchboard.session.SessionReply;
import switchboard.session.SessionReply.Rejected;
import switchboard.session.SessionReply.Rejection;
import switchboard.session.SessionRules;
import switchboard.session.SessionState;

/** One session, and what chance has several parties do with it at the same time. */
final class Interleaving {
  private static final SessionId ID = new SessionId("acme", "s");
  private static final Duration PAUSE = Duration.ofMinutes(15);
  private static final Subject SUBJECT = new Subject("acme", "partner");
  private static final MemoryPolicy MEMORY =
      new MemoryPolicy(Context.MAX_TURNS, 1_000_000, turn -> turn.text().length(), (_, _) -> "");

  /** What happened, so that a run can show that it tried all of it. */
  enum Effect {
    TURN,
    TURN_REPEATED,
    TURN_REUSED,
    REPORT,
    REPORT_REPEATED,
    UNASKED,
    UNASKED_REPEATED,
    UNASKED_OLD,
    UPDATE,
    UPDATE_REPEATED,
    UPDATE_STALE,
    PROFILE_NEWS,
    PROFILE_STALE,
    TURN_PAUSED,
    PAUSE,
    PAUSE_REPEATED,
    PAUSE_OVER,
    WRITE_LOST,
    RECOVERY
  }

  /** A change of the context that a writer has prepared from what it read. */
  private record Draft(long etag, boolean goals, boolean facts, boolean whole, String request) {}

  private final Random random;
  private final Instant now;
  private final SessionModel model = new SessionModel();
  private final List<SessionEvent> journal = new ArrayList<>();
  private final Map<String, Wish> wishes = new LinkedHashMap<>();
  private final Map<String, UpdateContext> updates = new LinkedHashMap<>();
  private final List<String> pauses = new ArrayList<>();
  private final List<Draft> drafts = new ArrayList<>();
  private final Map<Effect, Integer> effects = new EnumMap<>(Effect.class);
  private final Profiles profiles;
  private SessionState state = SessionState.none(ID);
  private long profileRead;
  private int number;

  Interleaving(Random random, Instant now) {
    this.random = random;
    this.now = now;
    this.profiles = new MemoryProfiles(new InMemoryKeys(), Clock.fixed(now, ZoneOffset.UTC));
  }

  Map<Effect, Integer> effects() {
    return effects;
  }

  List<SessionEvent> journal() {
    return List.copyOf(journal);
  }

  void run() {
    assertThat(
            carryOut(
                new SessionCommand.Create("partner", "app", "en", "test", mark("create", "0"))))
        .isInstanceOf(SessionReply.Recorded.class);
    model.created();
    int steps = 8 + random.nextInt(20);
    for (int step = 0; step < steps; step++) {
      switch (random.nextInt(12)) {
        case 0, 1, 2 -> userSpeaks();
        case 3, 4, 5 -> sagaReports();
        case 6 -> drafts.add(read());
        case 7, 8 -> writerWrites();
        case 9 -> serviceTells();
        case 10 -> operatorStepsIn();
        default -> profileChanges();
      }
      if (random.nextInt(8) == 0) {
        recover();
      }
      compare();
    }
    recover();
    compare();
  }

  private void userSpeaks() {
    if (!wishes.isEmpty() && random.nextInt(4) == 0) {
      userRepeats();
      return;
    }
    var request = "message-" + number++;
    var wish = pick(Wish.values());
    var command = message(request, wish + " " + request);
    if (isLost(command)) {
      return;
    }
    if (model.paused) {
      assertThat(carryOut(command))
          .isEqualTo(new Rejected(new Rejection.OfOperator.Paused(now.plus(PAUSE))));
      count(Effect.TURN_PAUSED);
      if (random.nextInt(3) > 0) {
        pauseEnds();
      }
      return;
    }
    assertThat(carryOut(command)).isEqualTo(new SessionReply.Recorded(model.last + 1, now));
    model.userSaid(request, wish, wish + " " + request);
    wishes.put(request, wish);
    count(Effect.TURN);
  }

  private void userRepeats() {
    var request = pick(wishes.keySet().toArray(String[]::new));
    if (random.nextBoolean()) {
      var again = message(request, wishes.get(request) + " " + request);
      assertThat(carryOut(again))
          .isEqualTo(new SessionReply.Recorded(model.results.get(request), now));
      count(Effect.TURN_REPEATED);
    } else {
      assertThat(carryOut(message(request, "other")))
          .isEqualTo(new Rejected(Rejection.Plain.REQUEST_ID_REUSED));
      count(Effect.TURN_REUSED);
    }
  }

  private void sagaReports() {
    if (model.pending.isEmpty()) {
      return;
    }
    var saga = pick(model.pending.keySet().toArray(String[]::new));
    long known = model.pending.get(saga);
    if (known > 0 && random.nextInt(3) == 0) {
      var old = new SagaReport.Progressed("step", List.of(fact(saga, "old news")));
      carryOut(new SessionCommand.ReportSaga(saga, 1 + random.nextLong(known), old));
      count(Effect.REPORT_REPEATED);
      return;
    }
    boolean end = random.nextInt(3) == 0;
    var news = saga + " report " + (known + 1);
    var facts = List.of(fact(saga, news));
    var report =
        end
            ? new SagaReport.Ended(SagaOutcome.COMPLETED, facts, "")
            : new SagaReport.Progressed("step", facts);
    var command = new SessionCommand.ReportSaga(saga, known + 1, report);
    if (isLost(command)) {
      return;
    }
    carryOut(command);
    model.reported(saga, known + 1, end, news);
    count(Effect.REPORT);
  }

  /** Now and then again, or of a time before that of what is known. */
  private void serviceTells() {
    var event = "event-" + random.nextInt(5);
    var thing = "a thing";
    boolean repeated = model.observed.contains(event);
    boolean old = model.facts.containsKey(thing) && random.nextBoolean();
    var news = thing + " " + number++;
    var asOf = old ? Instant.EPOCH.minusSeconds(1) : Instant.EPOCH;
    var told = new Fact("thing", thing, Map.of("status", news), asOf, "a service");
    var command = new SessionCommand.Observe(event, told);
    if (isLost(command)) {
      return;
    }
    var reply = carryOut(command);
    if (repeated || old) {
      assertThat(reply).isEqualTo(new SessionReply.Recorded(model.last, now));
      count(repeated ? Effect.UNASKED_REPEATED : Effect.UNASKED_OLD);
    } else {
      assertThat(reply).isEqualTo(new SessionReply.Recorded(model.last + 1, now));
      model.observed(event, thing, news);
      count(Effect.UNASKED);
    }
  }

  /** He pauses, again with the same request or anew, or ends it; or it ends by itself. */
  private void operatorStepsIn() {
    if (model.paused && random.nextInt(3) > 0) {
      pauseEnds();
      return;
    }
    boolean repeated = !pauses.isEmpty() && random.nextBoolean();
    var request = repeated ? pauses.getLast() : "pause-" + number++;
    var command = new SessionCommand.Pause(PAUSE, "why", mark(request, "0"));
    if (isLost(command)) {
      return;
    }
    var reply = carryOut(command);
    if (repeated) {
      assertThat(reply).isEqualTo(new SessionReply.Recorded(model.results.get(request), now));
      count(Effect.PAUSE_REPEATED);
    } else {
      assertThat(reply).isEqualTo(new SessionReply.Recorded(model.last + 1, now));
      model.paused(request);
      pauses.add(request);
      count(Effect.PAUSE);
    }
  }

  private void pauseEnds() {
    if (random.nextBoolean()) {
      var over = new PauseEvent.Resumed(PauseEvent.Why.EXPIRED, now);
      journal.add(over);
      state = SessionFold.apply(state, over);
    } else {
      if (isLost(SessionCommand.Resume.RESUME)) {
        return;
      }
      assertThat(carryOut(SessionCommand.Resume.RESUME))
          .isEqualTo(new SessionReply.Recorded(model.last + 1, now));
    }
    model.resumed();
    assertThat(carryOut(SessionCommand.Resume.RESUME))
        .isEqualTo(new Rejected(Rejection.OfOperator.NotSo.NOT_PAUSED));
    count(Effect.PAUSE_OVER);
  }

  private Draft read() {
    int parts = 1 + random.nextInt(3);
    return new Draft(
        model.last,
        (parts & 1) != 0,
        (parts & 2) != 0,
        parts == 3 && random.nextBoolean(),
        "update-" + number++);
  }

  private void writerWrites() {
    if (drafts.isEmpty() || !updates.isEmpty() && random.nextInt(5) == 0) {
      writerRepeats();
      return;
    }
    var draft = drafts.remove(random.nextInt(drafts.size()));
    var goals = List.of("goal of " + draft.request(), "older goal");
    var facts = Map.of("fact of " + draft.request(), "so");
    var command = update(draft, goals, facts);
    if (isLost(command)) {
      drafts.add(draft);
      return;
    }
    var reply = carryOut(command);
    if (model.admits(draft.etag(), draft.whole(), draft.goals(), draft.facts())) {
      assertThat(reply).isInstanceOf(SessionReply.ContextView.class);
      model.updated(
          draft.request(),
          draft.goals() ? Optional.of(goals) : Optional.empty(),
          draft.facts() ? Optional.of(facts) : Optional.empty());
      updates.put(draft.request(), command);
      count(Effect.UPDATE);
    } else {
      assertThat(reply).isEqualTo(new Rejected(new Rejection.StaleEtag(model.last)));
      count(Effect.UPDATE_STALE);
    }
  }

  /** A repetition is recognised although its etag is stale by now. */
  private void writerRepeats() {
    if (updates.isEmpty()) {
      return;
    }
    var request = pick(updates.keySet().toArray(String[]::new));
    assertThat(carryOut(updates.get(request)))
        .isEqualTo(new SessionReply.Recorded(model.results.get(request), now));
    count(Effect.UPDATE_REPEATED);
  }

  /** Another session, or a service, reads the profile and some time later changes it. */
  private void profileChanges() {
    if (random.nextInt(3) == 0) {
      profileRead = model.profileVersion;
      return;
    }
    var value = "news " + number++;
    var fact = new ProfileFact("news", value, "elsewhere", now, now.plusSeconds(60));
    var change =
        new ProfileChange(value, value, Optional.of(profileRead), List.of(fact), List.of());
    var reply = profiles.update(SUBJECT, change, Duration.ofSeconds(1));
    if (profileRead == model.profileVersion) {
      assertThat(now(reply)).isInstanceOf(ProfileReply.Found.class);
      model.profile = value;
      model.profileVersion++;
      count(Effect.PROFILE_NEWS);
    } else {
      assertThat(now(reply)).isEqualTo(new ProfileReply.StaleEtag(model.profileVersion));
      count(Effect.PROFILE_STALE);
    }
  }

  private static ProfileReply now(CompletionStage<ProfileReply> reply) {
    return reply.toCompletableFuture().resultNow();
  }

  /** Now and then a decision's write fails: nothing of it may be seen afterwards. */
  private boolean isLost(SessionCommand command) {
    if (random.nextInt(10) > 0) {
      return false;
    }
    SessionRules.decide(state, command, around());
    recover();
    count(Effect.WRITE_LOST);
    return true;
  }

  /** Another incarnation reads the journal. */
  private void recover() {
    state = SessionFold.apply(SessionState.none(ID), journal);
    count(Effect.RECOVERY);
  }

  private SessionReply carryOut(SessionCommand command) {
    var decision = SessionRules.decide(state, command, around());
    journal.addAll(decision.events());
    state = SessionFold.apply(state, decision.events());
    return decision.reply();
  }

  private void compare() {
    var context = state.context();
    assertThat(state.pause().isPresent()).isEqualTo(model.paused);
    assertThat(state.lastSequence()).isEqualTo(model.last).isEqualTo(journal.size());
    assertThat(context.turns().stream().map(turn -> turn.role() + " " + turn.text()))
        .containsExactlyElementsOf(model.said);
    var goals = new ArrayList<String>();
    context.goal().map(Goal::intent).ifPresent(goals::add);
    context.suspended().forEach(goal -> goals.add(goal.intent()));
    assertThat(goals).containsExactlyElementsOf(model.goals);
    var facts = new LinkedHashMap<String, String>();
    context.facts().forEach(fact -> facts.put(fact.id(), fact.attributes().get("status")));
    assertThat(facts).containsExactlyEntriesOf(model.facts);
    var pending = new LinkedHashMap<String, Long>();
    context.pending().forEach(saga -> pending.put(saga.saga(), saga.lastReport()));
    assertThat(pending).containsExactlyEntriesOf(model.pending);
    var kept = new ArrayList<String>();
    for (var event : journal) {
      if (event instanceof SessionEvent.ProfileProposed proposed) {
        kept.add(proposed.facts().get("last"));
      }
    }
    assertThat(kept).isEqualTo(model.kept);
  }

  private SessionRules.Surroundings around() {
    var profile = ((ProfileReply.Found) now(profiles.read(SUBJECT))).profile();
    return new SessionRules.Surroundings(
        new WishingAgent(), profile.live(now), MEMORY, "kek", "here:1", now);
  }

  /** Does what the message asks for, and says what it knows of the profile. */
  private static final class WishingAgent implements Agent {
    @Override
    public String name() {
      return "test";
    }

    @Override
    public AgentAnswer answer(AgentPrompt prompt, AgentView view) {
      return switch (prompt) {
        case AgentPrompt.UserSaid(var text, _, _, _) -> answer(text, view);
        case AgentPrompt.SagaReported(_, var report, _) ->
            AgentAnswer.say("told " + report.facts().getFirst().attributes().get("status"));
        case AgentPrompt.FactObserved(var fact, _) ->
            AgentAnswer.say("told " + fact.attributes().get("status"));
      };
    }

    private static AgentAnswer answer(String text, AgentView view) {
      var known = view.profile("news").orElse("nothing");
      var answer = AgentAnswer.say("heard " + text + ", knowing " + known);
      return switch (Wish.valueOf(text.substring(0, text.indexOf(' ')))) {
        case TALK -> answer;
        case GOAL -> answer.with(AgentAnswer.Goals.begin(goal("goal of " + text), view.context()));
        case WORK ->
            answer.starting(new AgentAnswer.SagaStart("work", Map.of(), Duration.ofSeconds(9)));
        case KEEP -> answer.keeping("last", text);
      };
    }
  }

  private static UpdateContext update(Draft draft, List<String> goals, Map<String, String> facts) {
    var parts = new HashSet<Part>();
    if (draft.goals()) {
      parts.addAll(Set.of(Part.GOAL, Part.SUSPENDED_GOALS));
    }
    if (draft.facts()) {
      parts.add(Part.FACTS);
    }
    return new UpdateContext(
        parts,
        draft.whole(),
        draft.etag(),
        Optional.of(goal(goals.getFirst())),
        goals.stream().skip(1).map(Interleaving::goal).toList(),
        facts.entrySet().stream().map(it -> fact(it.getKey(), it.getValue())).toList(),
        mark(draft.request(), "0"));
  }

  private static SessionCommand.SendMessage message(String request, String text) {
    return new SessionCommand.SendMessage(text, mark(request, text));
  }

  private static Goal goal(String intent) {
    return new Goal(intent, Goal.Status.AWAITING_USER, Map.of());
  }

  private static Fact fact(String id, String status) {
    return new Fact("thing", id, Map.of("status", status), Instant.EPOCH, "a service");
  }

  private static RequestMark mark(String request, String digest) {
    return new RequestMark(request, digest);
  }

  private <T> T pick(T[] among) {
    return among[random.nextInt(among.length)];
  }

  private void count(Effect effect) {
    effects.merge(effect, 1, Integer::sum);
  }
}
