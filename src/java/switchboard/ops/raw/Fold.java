package switchboard.ops.raw;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import switchboard.ops.raw.Folded.Said;
import switchboard.ops.raw.Folded.Summary;

/** Folds the events of one session, in their order. */
final class Fold {
  private static final int SEALED = 15;
  private static final int REQUEST_UUID = 14;
  private static final int ERASED = 3;
  private static final int NO_FACTS = 0;
  private static final int MOST_FACTS = 32;
  private static final int MOST_SUSPENDED = 16;
  private static final int MOST_TURNS = 64;

  /** The stored message of each kind of event, by the manifest without its version. */
  private static final Map<String, String> MESSAGES =
      Map.ofEntries(
          Map.entry("c", "SessionCreated"),
          Map.entry("session-created", "SessionCreated"),
          Map.entry("u", "UserMessageRecorded"),
          Map.entry("user-message-recorded", "UserMessageRecorded"),
          Map.entry("a", "AgentMessageRecorded"),
          Map.entry("agent-message-recorded", "AgentMessageRecorded"),
          Map.entry("g", "GoalChanged"),
          Map.entry("goal-changed", "GoalChanged"),
          Map.entry("q", "SagaRequested"),
          Map.entry("saga-requested", "SagaRequested"),
          Map.entry("p", "SagaProgressed"),
          Map.entry("saga-progressed", "SagaProgressed"),
          Map.entry("e", "SagaEnded"),
          Map.entry("saga-ended", "SagaEnded"),
          Map.entry("w", "SagaAsked"),
          Map.entry("d", "SagaDecided"),
          Map.entry("b", "SagaCompensating"),
          Map.entry("t", "FactObserved"),
          Map.entry("x", "SessionClosed"),
          Map.entry("session-closed", "SessionClosed"),
          Map.entry("k", "ContextUpdated"),
          Map.entry("m", "MemorySummarized"),
          Map.entry("f", "ProfileProposed"),
          Map.entry("o", "SessionForked"),
          Map.entry("y", "SagaTakenBack"),
          Map.entry("s", "SessionPaused"),
          Map.entry("r", "SessionResumed"),
          Map.entry("h", "TurnOpened"),
          Map.entry("i", "TurnAssigned"),
          Map.entry("j", "TurnEnded"));

  private final String persistenceId;
  private final Optional<byte[]> key;
  private final Map<String, RawPending> pending = new LinkedHashMap<>();
  private final Map<String, Long> versions = new HashMap<>();
  private final List<Long> turns = new ArrayList<>();
  private final List<Said> said = new ArrayList<>();
  private final List<Long> repliedTurns = new ArrayList<>();
  private final List<String> goalUpdates = new ArrayList<>();
  private final List<String> factUpdates = new ArrayList<>();
  private final TurnFold workerTurns = new TurnFold();
  private long sequence;
  private String subject = "";
  private String agent = "";
  private String life = "";
  private Optional<RawGoal> goal = Optional.empty();
  private List<RawGoal> suspended = List.of();
  private List<RawFact> facts = List.of();
  private Optional<Summary> summary = Optional.empty();

  /**
   * A fold that begins before the first event.
   *
   * @param key the subject's; without it only what is stored in clear can be read
   */
  Fold(String persistenceId, Optional<byte[]> key) {
    this.persistenceId = persistenceId;
    this.key = key;
  }

  void add(RawElement element) {
    sequence++;
    if (element.manifest().isEmpty()) {
      return;
    }
    var message = MESSAGES.get(element.manifest().replaceFirst("\\.v[12]$", ""));
    if (message == null) {
      throw new RawFailure("event " + sequence + " is of the unknown kind " + element.manifest());
    }
    apply(message, fields(message, element.payload()));
  }

  private Fields fields(String message, byte[] payload) {
    var fields = Fields.parse(payload);
    if (fields.has(SEALED)) {
      var context = persistenceId + "|switchboard.stored.v1." + message;
      var bare =
          key.orElseThrow(
              () -> new RawFailure("event " + sequence + " is sealed, and there is no key"));
      fields.add(Fields.parse(RawKeys.open(bare, fields.bytes(SEALED), context)));
    }
    return fields;
  }

  private void apply(String message, Fields event) {
    switch (message) {
      case "SessionCreated" -> {
        subject = event.text(1);
        agent = event.text(4);
        life = "OPEN";
      }
      case "UserMessageRecorded" -> {
        said.add(new Said(event.text(1), requestId(event, 2), sequence));
        remember();
      }
      case "AgentMessageRecorded" -> {
        repliedTurns.add(event.number(2));
        remember();
      }
      case "GoalChanged" -> goals(event.messages(1), event.messages(4));
      case "SagaRequested" -> {
        pending.put(event.text(1), RawPending.requested(event.text(1)));
        changed("pending");
      }
      case "SagaProgressed", "SagaEnded" -> told(message, event, 4);
      case "SagaAsked" -> told(message, event, 6);
      case "SagaCompensating" -> told(message, event, NO_FACTS);
      case "SagaDecided" -> decided(event.text(1));
      case "FactObserved" -> observed(RawFact.of(event.messages(2).getLast()));
      case "ContextUpdated" -> updated(event);
      case "MemorySummarized" -> summarized(event);
      case "SessionForked" -> forked();
      case "SessionClosed" -> closed(event);
      // Of turns the document has nothing: the snapshot alone keeps what is open.
      case "TurnOpened" -> workerTurns.opened(sequence, event);
      case "TurnAssigned" -> workerTurns.assigned(sequence, event);
      case "TurnEnded" -> workerTurns.ended(sequence, event);
      case "ProfileProposed", "SagaTakenBack", "SessionPaused", "SessionResumed" -> {
        // They change nothing of the document.
      }
      default -> throw new IllegalStateException(message);
    }
  }

  /** A UUID stands there in 16 bytes, anything else as text. */
  private static String requestId(Fields event, int text) {
    var raw = event.bytes(REQUEST_UUID);
    if (raw.length == 0) {
      return event.text(text);
    }
    var bytes = ByteBuffer.wrap(raw);
    return new UUID(bytes.getLong(), bytes.getLong()).toString();
  }

  private void remember() {
    turns.add(sequence);
    if (turns.size() > MOST_TURNS) {
      turns.removeFirst();
    }
    changed("memory");
  }

  private void changed(String section) {
    versions.put(section, sequence);
  }

  /** What was pending there is not pending here, and the session is open whatever that one is. */
  private void forked() {
    if (!pending.isEmpty()) {
      pending.clear();
      changed("pending");
    }
    workerTurns.forked();
    life = "OPEN";
  }

  private void goals(List<Fields> now, List<Fields> aside) {
    goal = now.stream().reduce((_, last) -> last).map(RawGoal::of);
    suspended = aside.stream().limit(MOST_SUSPENDED).map(RawGoal::of).toList();
    changed("goal");
  }

  private void updated(Fields event) {
    if (event.flag(4)) {
      goals(event.messages(6), event.messages(7));
      goalUpdates.add(requestId(event, 1));
    }
    if (event.flag(5)) {
      know(event.messages(8).stream().map(RawFact::of).toList());
      factUpdates.add(requestId(event, 1));
    }
  }

  /**
   * A report of a saga that is not pending is an echo, and tells nothing new.
   *
   * @param facts number of the field that has them
   */
  private void told(String message, Fields event, int facts) {
    var saga = pending.get(event.text(1));
    if (saga == null) {
      return;
    }
    saga.told(message, event)
        .ifPresentOrElse(now -> pending.put(now.id(), now), () -> pending.remove(saga.id()));
    changed("pending");
    if (event.has(facts)) {
      learn(event.messages(facts).stream().map(RawFact::of).toList());
    }
  }

  private void decided(String saga) {
    var asked = pending.get(saga);
    if (asked != null && asked.question().isPresent()) {
      pending.put(saga, asked.decided());
      changed("pending");
    }
  }

  /** What was told unasked goes over what is known of the same thing. */
  private void observed(RawFact told) {
    learn(List.of(facts.stream().filter(told::isAbout).findFirst().map(told::over).orElse(told)));
  }

  private void learn(List<RawFact> news) {
    var known = new ArrayList<>(facts);
    for (var fact : news) {
      known.removeIf(fact::isAbout);
      known.add(fact);
    }
    know(known);
  }

  private void know(List<RawFact> now) {
    facts = List.copyOf(now.subList(Math.max(0, now.size() - MOST_FACTS), now.size()));
    changed("entities");
  }

  private void summarized(Fields event) {
    summary = Optional.of(new Summary(event.number(1), event.number(2), event.text(3)));
    turns.removeIf(turn -> turn <= event.number(2));
    changed("memory");
  }

  private void closed(Fields event) {
    life = "CLOSED";
    if (event.number(4) == ERASED) {
      life = "ERASED";
      goal = Optional.empty();
      suspended = List.of();
      facts = List.of();
      turns.clear();
      summary = Optional.empty();
      pending.clear();
      versions.clear();
    }
  }

  Folded result() {
    return new Folded(
        sequence,
        subject,
        agent,
        life,
        goal,
        suspended,
        facts,
        turns,
        summary,
        List.copyOf(pending.values()),
        versions,
        said,
        repliedTurns,
        goalUpdates,
        factUpdates,
        workerTurns.result());
  }
}
