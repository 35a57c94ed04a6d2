package switchboard.saga;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import switchboard.context.Fact;
import switchboard.context.SagaOutcome;
import switchboard.context.SagaReport;
import switchboard.http.HttpCall;

/** Which steps come next, and how what was done is taken back. Pure. */
final class SagaSteps {
  /** Why a step is not taken whose input is missing, such as one that an answer left out. */
  static final String INPUT_MISSING = "INPUT_MISSING";

  private SagaSteps() {}

  /** What follows once a step has ended: the next ones, the end, or the way back. */
  static void advance(Unfolding saga) {
    var failed = saga.state().runs().stream().filter(StepRun::hasFailed).findFirst();
    if (failed.isPresent()) {
      takeBack(saga, failed.get().step(), failed.get().reason());
      return;
    }
    for (var step : saga.plan().steps()) {
      if (isNext(saga, step) && !askFirst(saga, step)) {
        takeBack(saga, step.name(), INPUT_MISSING);
        return;
      }
    }
    if (saga.state().runs().stream().noneMatch(StepRun::isOpen)) {
      saga.end(SagaOutcome.COMPLETED, "");
    }
  }

  private static boolean isNext(Unfolding saga, Step step) {
    return saga.state().run(step.name()).isEmpty()
        && step.after().stream().allMatch(before -> isSettled(saga, before))
        && step.when().test(saga.state().known());
  }

  /** Taken, or passed over for good. */
  private static boolean isSettled(Unfolding saga, String name) {
    var run = saga.state().run(name);
    if (run.isPresent()) {
      return run.get().isDone();
    }
    var step = saga.plan().step(name).orElseThrow();
    return step.after().stream().allMatch(before -> isSettled(saga, before))
        && !step.when().test(saga.state().known());
  }

  private static boolean askFirst(Unfolding saga, Step step) {
    var ask = ask(saga.state(), step.name(), step.call(), step.discloses(), Optional.empty());
    ask.ifPresent(
        it -> {
          saga.ask(it, step.repeat());
          if (it.target() instanceof Ask.Target.User(var options)) {
            var due = saga.state().run(step.name()).orElseThrow().due();
            var facts = facts(saga.plan(), saga.state());
            saga.tell(new SagaReport.Asked(step.name(), options, due, facts));
          }
        });
    return ask.isPresent();
  }

  /** Asks a step or a compensation once more. */
  static void askAgain(Unfolding saga, String name) {
    var undone = saga.plan().undoneBy(name);
    if (undone.isPresent()) {
      askBack(saga, undone.get());
    } else {
      var step = saga.plan().step(name).orElseThrow();
      ask(saga.state(), name, step.call(), step.discloses(), Optional.empty())
          .ifPresent(ask -> saga.ask(ask, step.repeat()));
    }
  }

  /** Turns back, or ends it if nothing was done that would have to be taken back. */
  static void takeBack(Unfolding saga, String step, String reason) {
    if (toTakeBack(saga).isEmpty()) {
      saga.end(SagaOutcome.FAILED, reason);
      return;
    }
    saga.add(new SagaEvent.CompensationBegun(step, reason, saga.now()));
    saga.tell(new SagaReport.Compensating(step, reason));
    takeBackNext(saga);
  }

  /**
   * Takes back one step after the other, the last one first. One that cannot be taken back does not
   * keep the others from it.
   */
  static void takeBackNext(Unfolding saga) {
    if (saga.state().runs().stream().anyMatch(run -> isUndo(run) && run.isOpen())) {
      return;
    }
    var next = toTakeBack(saga).stream().findFirst();
    if (next.isPresent()) {
      askBack(saga, next.get());
      return;
    }
    var stuck = saga.state().runs().stream().filter(run -> isUndo(run) && run.hasFailed());
    stuck
        .findFirst()
        .ifPresentOrElse(
            run -> saga.end(SagaOutcome.PARKED, run.reason()),
            () -> saga.end(SagaOutcome.COMPENSATED, saga.state().reason()));
  }

  /** Has the compensations that failed made once more. */
  static void takeBackAgain(Unfolding saga) {
    saga.state().runs().stream()
        .filter(run -> isUndo(run) && run.hasFailed())
        .toList()
        .forEach(run -> askAgain(saga, run.step()));
  }

  private static boolean isUndo(StepRun run) {
    return run.step().endsWith(Step.UNDO);
  }

  /** The steps that may have had an effect and were not taken back yet, the last one first. */
  private static List<Step> toTakeBack(Unfolding saga) {
    var state = saga.state();
    return state.runs().reversed().stream()
        .filter(run -> !isUndo(run) && run.mayHaveHadEffect())
        .flatMap(run -> saga.plan().step(run.step()).stream())
        .filter(step -> step.undo().isPresent() && state.run(step.undoName()).isEmpty())
        .toList();
  }

  private static void askBack(Unfolding saga, Step step) {
    var undo = step.undo().orElseThrow();
    ask(saga.state(), step.undoName(), undo.call(), undo.discloses(), Optional.of(step.name()))
        // what the step itself could be asked with is still there
        .ifPresent(ask -> saga.ask(ask, undo.repeat()));
  }

  /** What is asked; empty if something it needs is not known. */
  private static Optional<Ask> ask(
      SagaState state,
      String name,
      Step.Call call,
      Map<String, String> discloses,
      Optional<String> undoes) {
    var known = state.known();
    var body = new HashMap<String, String>();
    for (var field : discloses.entrySet()) {
      var value = known.value(field.getValue());
      if (value.isEmpty()) {
        return Optional.empty();
      }
      body.put(field.getKey(), value.get());
    }
    return switch (call) {
      case Step.Call.Command(var topic, var type, var keyedBy) ->
          known
              .value(keyedBy)
              .filter(key -> !key.isBlank())
              .map(key -> new Ask(name, new Ask.Target.Topic(topic, type, key), body, undoes));
      case Step.Call.Http(var service, var method, var path) ->
          http(name, service, method, path, body, undoes);
      case Step.Call.Decision(var options, _) ->
          Optional.of(new Ask(name, new Ask.Target.User(options), body, undoes));
    };
  }

  /** What stands in the path is not said again in the body; nothing in it can change the path. */
  private static Optional<Ask> http(
      String name,
      String service,
      String method,
      String path,
      Map<String, String> body,
      Optional<String> undoes) {
    var filled = path;
    var rest = new HashMap<>(body);
    for (var field : body.entrySet()) {
      var place = "{" + field.getKey() + "}";
      if (filled.contains(place)) {
        if (field.getValue().isEmpty()) {
          return Optional.empty();
        }
        filled = filled.replace(place, HttpCall.segment(field.getValue()));
        rest.remove(field.getKey());
      }
    }
    return Optional.of(
        new Ask(name, new Ask.Target.Service(service, method, filled), rest, undoes));
  }

  /**
   * What is known by the answers so far, as far as the session is told. What a compensation was
   * answered takes the place of what its step was.
   */
  static List<Fact> facts(SagaPlan plan, SagaState state) {
    var facts = new LinkedHashMap<String, Fact>();
    for (var answer : state.known().answers()) {
      var step = plan.undoneBy(answer.step()).or(() -> plan.step(answer.step()));
      var telling = step.flatMap(Step::tells);
      if (answer.ok() && telling.isPresent()) {
        var id = state.known().value(telling.get().idFrom()).orElse("");
        var fact =
            new Fact(telling.get().kind(), id, answer.attributes(), answer.asOf(), answer.source());
        facts.put(step.get().name(), fact);
      }
    }
    facts.values().removeIf(fact -> fact.attributes().isEmpty());
    return List.copyOf(facts.values());
  }
}
