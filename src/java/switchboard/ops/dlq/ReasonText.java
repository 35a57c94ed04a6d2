package switchboard.ops.dlq;

import java.util.Map;

/** What the reasons of dead letters mean, and what to do about each. */
public final class ReasonText {
  private static final String SENDER =
      "the service that sent it has to mend that and send it again; then drop this one. A redrive"
          + " helps only after a release that understands it";

  private static final Map<String, Meaning> KNOWN =
      Map.ofEntries(
          bySender("NOT_A_CLOUD_EVENT", "its headers make no CloudEvent"),
          bySender("NO_VALUE", "it has no body"),
          bySender("TOO_LARGE", "its body is larger than 64 KiB"),
          bySender("UNKNOWN_TYPE", "its ce_type is none of this topic's"),
          bySender("NOT_JSON", "its body is no JSON"),
          bySender("NO_EVENT_ID", "its ce_id is missing or unfit"),
          bySender("NO_FACTS", "its body has no object of facts"),
          bySender("FACT_NOT_TEXT", "one of its facts is no text"),
          bySender("NO_TIME", "its asOf is missing or no time"),
          bySender("NO_ORDER_ID", "its ce_subject is missing or no order's id"),
          bySender("ORDER_ID_MISMATCH", "subject, body and key name different orders"),
          bySender("BAD_TENANT", "its tenant is no tenant's id"),
          bySender("NO_OUTCOME", "its body does not say ok"),
          bySender("NO_REASON", "it refuses and does not say why"),
          bySender("NO_SAGA_ID", "its ce_sagaid is missing or unfit"),
          bySender("NO_STEP_KEY", "its ce_stepkey is missing or unfit"),
          bySender("BAD_ATTEMPT", "its ce_attempt is no number"),
          bySender("NOT_A_SAGA", "its saga and step key name no step"),
          entry(
              "NOT_A_COMMAND",
              "a service could not read it as a command",
              "see which release of which side sent and read it; redrive it when both fit"),
          entry(
              "NO_TENANT",
              "it does not say whose it is",
              "have the service send the extension tenant, or set switchboard.kafka.events.tenant;"
                  + " then redrive it"),
          entry(
              "UNKNOWN_SAGA",
              "no saga of this id is stored: it ended and was forgotten, or the reply is of another"
                  + " system",
              "drop it, unless the store was emptied: see `switchboard redis check`"),
          entry(
              "UNKNOWN_TOPIC",
              "no configured kind of fact comes by this topic",
              "see switchboard.watch in the nodes' configuration; then redrive it"),
          entry(
              "HANDLER_FAILED",
              "it was taken, and recording it failed again and again although nothing was away",
              "the node's log says how; after a release that mends it, redrive it"),
          entry(
              "NOT_AN_ENTRY",
              "an outbox held something that is no entry",
              "keep it for whoever looks into the defect; then drop it"),
          entry(
              "SEAL_BROKEN",
              "an outbox entry is sealed by a key that does not open it",
              "see `switchboard redis check` (keys); it cannot be published any more: drop it"));

  private ReasonText() {}

  /** A reason in words. */
  public record Meaning(String means, String remedy) {}

  /** The meaning of a reason, also of one that this release does not know. */
  public static Meaning of(String reason) {
    return KNOWN.getOrDefault(
        reason,
        new Meaning(
            "a reason that this release does not know",
            "ask the team whose service buried it; `switchboard dlq show` has its headers"));
  }

  static boolean isKnown(String reason) {
    return KNOWN.containsKey(reason);
  }

  private static Map.Entry<String, Meaning> bySender(String reason, String means) {
    return entry(reason, means, SENDER);
  }

  private static Map.Entry<String, Meaning> entry(String reason, String means, String remedy) {
    return Map.entry(reason, new Meaning(means, remedy));
  }
}
