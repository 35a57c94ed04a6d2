package switchboard.operations.explain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import switchboard.operations.SagaView;
import switchboard.operations.SagaView.StepState;
import switchboard.operations.explain.Finding.Code;

/** What a saga waits for, in plain words. Pure. */
public final class SagaFindings {
  /** How long a service may take before one wonders. */
  private static final Duration SOON = Duration.ofSeconds(3);

  private final SagaFacts facts;
  private final Words words;
  private final String called;

  private SagaFindings(SagaFacts facts) {
    this.facts = facts;
    this.words = new Words(facts.now());
    this.called =
        "Saga " + facts.name().saga() + (facts.type().isEmpty() ? "" : " (" + facts.type() + ")");
  }

  /** What keeps it most from going on first; never empty. */
  public static List<Finding> of(SagaFacts facts) {
    return new SagaFindings(facts)
        .all().stream().sorted(Comparator.comparing(Finding::code)).toList();
  }

  private List<Finding> all() {
    if (facts.view().isEmpty()) {
      return facts.reading().map(List::of).orElseGet(() -> List.of(unresponsive()));
    }
    var view = facts.view().get();
    return switch (view.state()) {
      case RUNNING, COMPENSATING -> open(view);
      case PARTIALLY_COMPLETED -> List.of(partial(view));
      case PARKED -> List.of(parked(view));
      case COMPLETED, FAILED, COMPENSATED -> List.of(ended(view));
    };
  }

  private Finding unresponsive() {
    return new Finding(
        Code.SAGA_UNRESPONSIVE,
        called + " gave no answer within a second.",
        List.of("Its node may be silent, or moving it; its deadlines stand in the store."),
        "Ask again in ten seconds; if it stays so, see which nodes are silent.",
        "switchboard cluster show");
  }

  private List<Finding> open(SagaView view) {
    var found = new ArrayList<Finding>();
    for (var step : view.steps()) {
      boolean current =
          step.name().endsWith(".undo") == (view.state() == SagaView.State.COMPENSATING);
      if (current && step.state() == StepState.ASKED) {
        found.add(asked(view, step));
      } else if (current && step.state() == StepState.WAITING) {
        found.add(waiting(view, step));
      }
    }
    if (found.isEmpty()) {
      found.add(
          Finding.of(
              Code.SAGA_STARTING,
              called + " is between two steps.",
              evidence(view, List.of("The next one is asked at once; ask again."))));
    }
    return found;
  }

  private Finding asked(SagaView view, SagaView.Step step) {
    if (step.asks().service().equals(SagaView.Asks.USER)) {
      return SessionFindings.decision(
          words, called, facts.question(), step.name(), step.due(), cancel());
    }
    var service = service(step);
    var evidence = new ArrayList<String>();
    evidence.add(question(step));
    var heard = facts.service(service);
    if (!heard.circuitOpenAt().isEmpty()) {
      return circuitOpen(view, step, heard);
    }
    boolean answersOthers = answersOthers(step, heard);
    evidence.add(lastAnswer(service, heard, answersOthers));
    boolean patient =
        step.asks()
            .at()
            .filter(at -> Duration.between(at, facts.now()).compareTo(SOON) < 0)
            .isPresent();
    if (patient && (answersOthers || step.attempt() == 1)) {
      return Finding.of(
          Code.SERVICE_ASKED,
          called + " waits for " + service + ", which was asked just now.",
          evidence(view, evidence));
    }
    return answersOthers
        ? new Finding(
            Code.SERVICE_SLOW,
            called + " waits for " + service + ", which is slow.",
            evidence(view, evidence),
            "Nothing has to be done: it is asked again when the attempt is given up.",
            show())
        : new Finding(
            Code.SERVICE_SILENT,
            called + " waits for " + service + ", which is silent.",
            evidence(view, evidence),
            "See whether " + service + " runs, and reads its topic or its port.",
            "switchboard saga services");
  }

  private static boolean answersOthers(SagaView.Step step, ServiceFacts heard) {
    return heard
        .answered()
        .filter(last -> step.asks().at().filter(last::isAfter).isPresent())
        .isPresent();
  }

  private String lastAnswer(String service, ServiceFacts heard, boolean answersOthers) {
    if (heard.answered().isEmpty()) {
      return service + " has answered nobody since the nodes began.";
    }
    var last = heard.answered().get();
    return answersOthers
        ? service + " answered another question " + words.ago(last) + "."
        : service + " has answered nobody " + words.since(last) + ".";
  }

  private Finding circuitOpen(SagaView view, SagaView.Step step, ServiceFacts heard) {
    var evidence = new ArrayList<String>();
    evidence.add(
        "The circuit to "
            + heard.service()
            + " is open at "
            + String.join(", ", heard.circuitOpenAt())
            + ", because too many calls failed.");
    evidence.add(question(step));
    return new Finding(
        Code.CIRCUIT_OPEN,
        called + " cannot ask " + heard.service() + ", which is left alone for now.",
        evidence(view, evidence),
        "Bring " + heard.service() + " back; the circuit closes by itself then.",
        "switchboard saga services");
  }

  private Finding waiting(SagaView view, SagaView.Step step) {
    var service = service(step);
    var heard = facts.service(service);
    if (!heard.circuitOpenAt().isEmpty() || step.reason().equals("CIRCUIT_OPEN")) {
      return circuitOpen(view, step, heard);
    }
    return new Finding(
        Code.SERVICE_FAILING,
        called + " waits to ask " + service + " again, which could not: " + step.reason() + ".",
        evidence(view, List.of(question(step))),
        "See what is wrong with " + service + "; the saga asks again by itself.",
        "switchboard saga services");
  }

  private static String service(SagaView.Step step) {
    return step.asks().service().isEmpty() ? "a service" : step.asks().service();
  }

  /** The attempt, and what comes next of it. */
  private String question(SagaView.Step step) {
    var attempts = step.asks().attempts();
    var attempt = "attempt " + step.attempt() + (attempts == 0 ? "" : " of " + attempts);
    if (step.state() == StepState.WAITING) {
      return "Step "
          + step.name()
          + " made "
          + attempt
          + step.due().map(due -> ", the next is made " + words.at(due)).orElse("")
          + ".";
    }
    return "Step "
        + step.name()
        + " asked it"
        + step.asks().at().map(at -> " " + words.ago(at)).orElse("")
        + ", "
        + attempt
        + step.due().map(due -> ", given up " + words.at(due)).orElse("")
        + ".";
  }

  /** With what becomes of the saga if nothing happens. */
  private List<String> evidence(SagaView view, List<String> first) {
    var all = new ArrayList<>(first);
    if (view.state() == SagaView.State.COMPENSATING) {
      all.add("It takes back what it did" + because(view) + ".");
    } else {
      view.deadline()
          .ifPresent(
              deadline ->
                  all.add(
                      (view.takesBack() ? "It takes back what it did " : "It tells what it knows ")
                          + words.at(deadline)
                          + "."));
    }
    return all;
  }

  private static String because(SagaView view) {
    return view.reason().isEmpty() ? "" : ": " + view.reason();
  }

  private Finding parked(SagaView view) {
    var evidence = new ArrayList<String>();
    evidence.add("It was to take back what it did" + because(view) + ".");
    view.steps().stream()
        .filter(step -> step.name().endsWith(".undo") && step.state() == StepState.FAILED)
        .map(
            step ->
                "Step "
                    + step.name()
                    + " failed after "
                    + Words.count(step.attempt(), "attempt", "attempts")
                    + " at "
                    + service(step)
                    + ": "
                    + step.reason()
                    + ".")
        .forEach(evidence::add);
    return new Finding(
        Code.SAGA_PARKED,
        called + " could not take back what it did, and waits for an operator.",
        evidence,
        "Mend what the step failed at, then let it try again; no service does anything twice.",
        "switchboard saga redrive " + facts.name().name() + " --reason REASON");
  }

  private Finding partial(SagaView view) {
    return Finding.of(
        Code.SAGA_PARTIAL,
        called + " told what it knew when its deadline passed.",
        List.of("Answers that come within an hour are told still" + because(view) + "."));
  }

  private Finding ended(SagaView view) {
    return Finding.of(
        Code.SAGA_ENDED,
        called + " has ended: " + view.state() + because(view) + ".",
        List.of("It waits for nothing."));
  }

  private String show() {
    return "switchboard saga show " + facts.name().name();
  }

  private String cancel() {
    return "switchboard saga cancel " + facts.name().name() + " --reason REASON";
  }
}
