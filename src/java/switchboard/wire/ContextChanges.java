package switchboard.wire;

import com.google.protobuf.FieldMask;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import switchboard.context.Context;
import switchboard.context.Fact;
import switchboard.context.Goal;
import switchboard.context.Slot;
import switchboard.session.SessionCommand.UpdateContext;
import switchboard.session.SessionCommand.UpdateContext.Part;
import switchboard.v1.UpdateContextRequest;

/** From a checked request to a change of the context. */
public final class ContextChanges {
  /** The most bytes that the values of one change may have. */
  public static final int MAX_BYTES = 65_536;

  private static final int MAX_NAMES = 64;
  private static final int MAX_NAME = 64;
  private static final int MAX_SOURCE = 256;
  private static final int MAX_ALTERNATIVES = 16;
  private static final int MAX_VALUE = 1_024;
  private static final int MAX_ATTRIBUTE = 4_096;

  private final FieldChecks checks;

  private ContextChanges(FieldChecks checks) {
    this.checks = checks;
  }

  /** Reads a change; meaningful only if the checks find no problem. */
  public static UpdateContext read(FieldChecks checks, UpdateContextRequest request) {
    return new ContextChanges(checks).change(request);
  }

  /** Reads one goal; meaningful only if the checks find no problem. */
  static Goal goal(FieldChecks checks, String field, switchboard.v1.Goal goal) {
    return new ContextChanges(checks).goal(field, goal);
  }

  private UpdateContext change(UpdateContextRequest request) {
    var context = request.getContext();
    var requestId = checks.requestId("request_id", request.getRequestId());
    if (context.getEtag().isEmpty()) {
      checks.violated("context.etag", "is required: read the context and give its etag");
    }
    long etag = checks.optionalEtag("context.etag", context.getEtag()).orElse(0L);
    if (request.getSerializedSize() > MAX_BYTES) {
      checks.violated("context", "must be at most 65,536 bytes");
    }
    var whole = isWhole(request.getUpdateMask());
    var parts = whole ? EnumSet.allOf(Part.class) : parts(request.getUpdateMask());
    Optional<Goal> goal = Optional.empty();
    List<Goal> suspended = List.of();
    List<Fact> facts = List.of();
    if (parts.contains(Part.GOAL) && context.hasGoal()) {
      goal = Optional.of(goal("context.goal", context.getGoal()));
    }
    if (parts.contains(Part.SUSPENDED_GOALS)) {
      atMost("context.suspended_goals", context.getSuspendedGoalsCount(), Context.MAX_SUSPENDED);
      suspended =
          context.getSuspendedGoalsList().stream()
              .map(each -> goal("context.suspended_goals", each))
              .toList();
    }
    if (parts.contains(Part.FACTS)) {
      atMost("context.facts", context.getFactsCount(), Context.MAX_FACTS);
      facts = context.getFactsList().stream().map(each -> fact("context.facts", each)).toList();
    }
    var mark = PublicRequests.mark(requestId, request);
    return new UpdateContext(parts, whole, etag, goal, suspended, facts, mark);
  }

  private static boolean isWhole(FieldMask mask) {
    return mask.getPathsCount() == 0 || mask.getPathsList().contains("*");
  }

  private Set<Part> parts(FieldMask mask) {
    var parts = EnumSet.noneOf(Part.class);
    for (var path : mask.getPathsList()) {
      switch (path) {
        case "goal" -> parts.add(Part.GOAL);
        case "suspended_goals" -> parts.add(Part.SUSPENDED_GOALS);
        case "facts" -> parts.add(Part.FACTS);
        default ->
            checks.violated("update_mask", "must name goal, suspended_goals or facts, or be *");
      }
    }
    return parts;
  }

  private Goal goal(String field, switchboard.v1.Goal goal) {
    checks.visible(field + ".intent", goal.getIntent(), 1, MAX_NAME);
    checks.visible(field + ".domain", goal.getDomain(), 0, MAX_NAME);
    atMost(field + ".slots", goal.getSlotsCount(), MAX_NAMES);
    atMost(field + ".requested_slots", goal.getRequestedSlotsCount(), MAX_NAMES);
    goal.getRequestedSlotsList()
        .forEach(each -> checks.visible(field + ".requested_slots", each, 1, MAX_NAME));
    Map<String, Slot> slots = new HashMap<>();
    goal.getSlotsMap().forEach((name, slot) -> slots.put(name, slot(field + ".slots", name, slot)));
    return new Goal(
        goal.getIntent(),
        goal.getDomain(),
        status(field + ".status", goal.getStatus()),
        slots,
        goal.getRequestedSlotsList());
  }

  private Goal.Status status(String field, switchboard.v1.Goal.Status status) {
    return switch (status) {
      case AWAITING_USER -> Goal.Status.AWAITING_USER;
      case AWAITING_SYSTEM -> Goal.Status.AWAITING_SYSTEM;
      case ACHIEVED -> Goal.Status.ACHIEVED;
      case ABANDONED -> Goal.Status.ABANDONED;
      case STATUS_UNSPECIFIED, UNRECOGNIZED -> {
        checks.violated(field, "must be one of the contract's");
        yield Goal.Status.AWAITING_USER;
      }
    };
  }

  private Slot slot(String field, String name, switchboard.v1.Slot slot) {
    checks.visible(field, name, 1, MAX_NAME);
    length(field + ".value", slot.getValue(), MAX_VALUE);
    atMost(field + ".alternatives", slot.getAlternativesCount(), MAX_ALTERNATIVES);
    slot.getAlternativesList().forEach(each -> length(field + ".alternatives", each, MAX_VALUE));
    if (!(slot.getConfidence() >= 0 && slot.getConfidence() <= 1)) {
      checks.violated(field + ".confidence", "must be 0.0 to 1.0");
    }
    if (slot.getSourceSequence() < 0) {
      checks.violated(field + ".source_sequence", "must not be negative");
    }
    return new Slot(
        slot.getValue(),
        slot.getAlternativesList(),
        slot.getConfidence(),
        slot.getSourceSequence(),
        slot.getConfirmed());
  }

  private Fact fact(String field, switchboard.v1.Fact fact) {
    checks.visible(field + ".kind", fact.getKind(), 1, MAX_NAME);
    length(field + ".id", fact.getId(), MAX_VALUE);
    checks.visible(field + ".source", fact.getSource(), 0, MAX_SOURCE);
    atMost(field + ".attributes", fact.getAttributesCount(), MAX_NAMES);
    fact.getAttributesMap()
        .forEach(
            (name, value) -> {
              checks.visible(field + ".attributes", name, 1, MAX_NAME);
              length(field + ".attributes", value, MAX_ATTRIBUTE);
            });
    return new Fact(
        fact.getKind(),
        fact.getId(),
        fact.getAttributesMap(),
        time(field + ".as_of", fact.getAsOf()),
        fact.getSource());
  }

  private Instant time(String field, Timestamp time) {
    if (!Timestamps.isValid(time)) {
      checks.violated(field, "must be a time from year 1 to 9999");
      return Instant.EPOCH;
    }
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos()).truncatedTo(ChronoUnit.MILLIS);
  }

  private void length(String field, String text, int most) {
    if (text.length() > most) {
      checks.violated(field, "must be at most " + most + " characters");
    }
  }

  private void atMost(String field, int count, int most) {
    if (count > most) {
      checks.violated(field, "must be at most " + most);
    }
  }
}
