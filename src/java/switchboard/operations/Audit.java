package switchboard.operations;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.operations.AuditEntry.Result;
import switchboard.rpc.Outcome;
import switchboard.rpc.Outcome.Done;
import switchboard.rpc.Outcome.Failed;
import switchboard.stages.Causes;
import switchboard.wire.FieldChecks;
import switchboard.wire.OperatorErrors;

/**
 * Puts every change that an operator asks for on record before it is done, and what it came to
 * after it. What cannot be put on record is not done.
 */
public final class Audit {
  private static final Logger LOG = LoggerFactory.getLogger(Audit.class);
  private static final int LONGEST_REASON = 200;
  private static final int LONGEST_STATE = 200;

  private final AuditTrail trail;
  private final String node;
  private final Clock clock;

  /**
   * @param node address of this node's front door
   */
  public Audit(AuditTrail trail, String node, Clock clock) {
    this.trail = trail;
    this.node = node;
    this.clock = clock;
  }

  /**
   * What is asked for.
   *
   * @param who by {@link Operators#calling} at the beginning of the call
   * @param action the method's name
   * @param target what is to be changed, as the operator names it
   * @param reason why, as {@link Audit#reason} has checked it
   */
  public record Asked(Operator who, String action, String target, String reason) {}

  /** Checks the reason that every request for a change has: one line of 1 to 200 characters. */
  public static String reason(FieldChecks checks, String field, String reason) {
    if (reason.isBlank()
        || reason.length() > LONGEST_REASON
        || reason.chars().anyMatch(Character::isISOControl)) {
      checks.violated(field, "must be one line of 1 to " + LONGEST_REASON + " characters");
    }
    return reason;
  }

  /** What a caller says of a change that it makes itself: of its two entries the one or other. */
  record Noted(String change, Asked asked, String before, String after, Result result) {}

  /** Puts one entry of a change on record that the caller makes; or AUDIT_UNAVAILABLE. */
  CompletionStage<Outcome<AuditEntry>> note(Noted noted) {
    var asked = entry(noted.asked(), noted.before());
    var entry =
        noted.result() == Result.ASKED
            ? asked
            : asked.of(noted.change()).ended(asked.time(), noted.after(), noted.result(), "");
    return trail
        .append(entry)
        .handle(
            (_, failure) ->
                isKept(entry, failure)
                    ? new Done<>(entry)
                    : new Failed<>(OperatorErrors.auditUnavailable()));
  }

  /**
   * Makes a change on record.
   *
   * @param state how the target stands, in a few words that are no personal data; asked before the
   *     change and after it
   * @param change does it; not called if the entry could not be written
   * @return what the change came to, also where that could not be recorded any more; or
   *     AUDIT_UNAVAILABLE
   */
  public <T> CompletionStage<Outcome<T>> change(
      Asked asked,
      Supplier<CompletionStage<String>> state,
      Supplier<CompletionStage<Outcome<T>>> change) {
    return state.get().thenCompose(before -> change(asked, before, state, change));
  }

  /** The same where it is known already how the target stands before. */
  public <T> CompletionStage<Outcome<T>> change(
      Asked asked,
      String before,
      Supplier<CompletionStage<String>> state,
      Supplier<CompletionStage<Outcome<T>>> change) {
    var entry = entry(asked, before);
    return trail
        .append(entry)
        .handle((_, failure) -> isKept(entry, failure))
        .thenCompose(
            kept ->
                kept
                    ? made(entry, state, change)
                    : CompletableFuture.completedStage(
                        new Failed<>(OperatorErrors.auditUnavailable())));
  }

  private AuditEntry entry(Asked asked, String before) {
    return new AuditEntry(
        UUID.randomUUID().toString(),
        clock.instant(),
        node,
        asked.who(),
        asked.action(),
        asked.target(),
        asked.reason(),
        shortened(before),
        "",
        Result.ASKED,
        "");
  }

  private static String shortened(String state) {
    return state.substring(0, Math.min(state.length(), LONGEST_STATE));
  }

  private static boolean isKept(AuditEntry entry, Throwable failure) {
    if (failure == null) {
      said(entry);
    } else {
      LOG.atError()
          .addKeyValue("change", entry.change())
          .addKeyValue("kind", entry.action())
          .addKeyValue("result", entry.result())
          .setCause(failure)
          .log("An entry of the audit could not be written");
    }
    return failure == null;
  }

  /** The log says that there was a change; of what and why is in the audit alone. */
  private static void said(AuditEntry entry) {
    LOG.atInfo()
        .addKeyValue("change", entry.change())
        .addKeyValue("kind", entry.action())
        .addKeyValue("result", entry.result())
        .log("An operator's change");
  }

  private <T> CompletionStage<Outcome<T>> made(
      AuditEntry asked,
      Supplier<CompletionStage<String>> state,
      Supplier<CompletionStage<Outcome<T>>> change) {
    CompletionStage<Outcome<T>> made = begun(change);
    return made.handle(Audit::result)
        .thenCombine(
            made.handle((_, _) -> true).thenCompose(_ -> now(state)),
            (ended, now) ->
                asked.ended(clock.instant(), shortened(now), ended.result(), ended.problem()))
        .thenCompose(entry -> trail.append(entry).handle((_, failure) -> isKept(entry, failure)))
        .thenCompose(_ -> made);
  }

  /** A change that throws has failed like one whose stage fails. */
  private static <T> CompletionStage<Outcome<T>> begun(
      Supplier<CompletionStage<Outcome<T>>> change) {
    return CompletableFuture.completedStage(change).thenCompose(Supplier::get);
  }

  private static CompletionStage<String> now(Supplier<CompletionStage<String>> state) {
    return CompletableFuture.completedStage(state)
        .thenCompose(Supplier::get)
        .exceptionally(_ -> "UNKNOWN");
  }

  private record Ended(Result result, String problem) {}

  private static <T> Ended result(Outcome<T> outcome, Throwable failure) {
    if (failure != null) {
      var cause = Causes.of(failure);
      return new Ended(Result.FAILED, cause.getClass().getSimpleName());
    }
    return switch (outcome) {
      case Done<T> _ -> new Ended(Result.DONE, "");
      case Failed<T>(var status) -> new Ended(Result.REFUSED, problem(status));
    };
  }

  private static String problem(Status status) {
    return status.getDetailsList().stream()
        .filter(detail -> detail.is(ErrorInfo.class))
        .flatMap(detail -> info(detail).stream())
        .map(ErrorInfo::getReason)
        .findFirst()
        .orElse("UNKNOWN");
  }

  private static Optional<ErrorInfo> info(com.google.protobuf.Any detail) {
    try {
      return Optional.of(detail.unpack(ErrorInfo.class));
    } catch (InvalidProtocolBufferException damaged) {
      return Optional.empty();
    }
  }
}
