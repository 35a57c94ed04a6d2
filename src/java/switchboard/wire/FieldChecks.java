package switchboard.wire;

import com.google.protobuf.Timestamp;
import com.google.rpc.BadRequest.FieldViolation;
import com.google.rpc.Status;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import switchboard.privacy.Subject;
import switchboard.session.SessionId;
import switchboard.session.WhenBusy;

/**
 * Checks the fields of one request against the contract and collects every violation, so that a
 * client learns of all of them at once. Ask {@link #problem()} before using what the checks
 * returned: it is meaningful only without one.
 */
public final class FieldChecks {
  /** The largest text of a user message, in bytes of UTF-8. */
  public static final int MAX_TEXT_BYTES = 16_384;

  private static final int MAX_REQUEST_ID = 64;
  private static final int MOST_VIOLATIONS = 12;
  private static final int LONGEST = 160;
  private static final long LAST_SECOND = 253_402_300_799L;
  private static final Pattern VISIBLE = Pattern.compile("[\\x21-\\x7e]*");
  private static final Pattern LANGUAGE_TAG = Pattern.compile("[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*");
  private static final Pattern TENANT_NAME = Pattern.compile("tenants/([^/]*)");
  private static final SessionId NONE = new SessionId("none", "none");
  private static final Subject NOBODY = new Subject("none", "none");

  private final List<FieldViolation> violations = new ArrayList<>();
  private boolean tooLarge;

  /** What the client is to be told; empty if every check passed. */
  public Optional<Status> problem() {
    if (!violations.isEmpty()) {
      return Optional.of(PublicErrors.invalid(violations));
    }
    return tooLarge ? Optional.of(PublicErrors.messageTooLarge(MAX_TEXT_BYTES)) : Optional.empty();
  }

  public SessionId session(String field, String name) {
    var id = SessionId.fromName(name);
    if (id.isEmpty()) {
      violated(field, "must be tenants/{tenant}/sessions/{session}, each id 1 to 63 of a-z 0-9 -");
    }
    return id.orElse(NONE);
  }

  /** The session whose context is named. */
  public SessionId context(String field, String name) {
    var suffix = "/context";
    var id =
        name.endsWith(suffix)
            ? SessionId.fromName(name.substring(0, name.length() - suffix.length()))
            : Optional.<SessionId>empty();
    if (id.isEmpty()) {
      violated(field, "must be tenants/{tenant}/sessions/{session}/context");
    }
    return id.orElse(NONE);
  }

  /** The subject whose profile is named. */
  public Subject profile(String field, String name) {
    var suffix = "/profile";
    var subject =
        name.endsWith(suffix)
            ? Subject.fromName(name.substring(0, name.length() - suffix.length()))
            : Optional.<Subject>empty();
    if (subject.isEmpty()) {
      violated(field, "must be tenants/{tenant}/subjects/{subject}/profile");
    }
    return subject.orElse(NOBODY);
  }

  /** The subject that is named. */
  public Subject subjectName(String field, String name) {
    var subject = Subject.fromName(name);
    if (subject.isEmpty()) {
      violated(field, "must be tenants/{tenant}/subjects/{subject}");
    }
    return subject.orElse(NOBODY);
  }

  /** The tenant's id. */
  public String tenant(String field, String name) {
    var match = TENANT_NAME.matcher(name);
    if (match.matches() && SessionId.ID.matcher(match.group(1)).matches()) {
      return match.group(1);
    }
    violated(field, "must be tenants/{tenant}, the id 1 to 63 of a-z 0-9 -");
    return "none";
  }

  /** A session's own id, or empty. */
  public String optionalSessionId(String field, String id) {
    if (!id.isEmpty() && !SessionId.ID.matcher(id).matches()) {
      violated(field, "must be 1 to 63 of a-z 0-9 -, starting and ending with a letter or digit");
    }
    return id;
  }

  public String requestId(String field, String id) {
    return visible(field, id, 1, MAX_REQUEST_ID);
  }

  public String subject(String field, String subject) {
    return visible(field, subject, 1, 128);
  }

  /** Default "app". */
  public String channel(String field, String channel) {
    return channel.isEmpty() ? "app" : visible(field, channel, 1, 32);
  }

  /** Default "en". */
  public String locale(String field, String locale) {
    if (locale.isEmpty()) {
      return "en";
    }
    if (locale.length() > 35 || !LANGUAGE_TAG.matcher(locale).matches()) {
      violated(field, "must be a BCP 47 language tag of at most 35 characters");
    }
    return locale;
  }

  /** Default "delivery"; else one of those that the node has. */
  public String agent(String field, String agent, Set<String> known) {
    if (!agent.isEmpty() && !known.contains(agent)) {
      violated(field, "must be one of " + String.join(", ", new TreeSet<>(known)));
    }
    return agent.isEmpty() ? "delivery" : agent;
  }

  /** A user message's text: too much of it is a problem of its own. */
  public String text(String field, String text) {
    if (text.isBlank()) {
      violated(field, "must not be blank");
    } else if (text.length() > MAX_TEXT_BYTES
        || text.getBytes(StandardCharsets.UTF_8).length > MAX_TEXT_BYTES) {
      tooLarge = true;
    }
    return text;
  }

  /** What becomes of a message while an earlier one is being answered; default ENQUEUE. */
  public WhenBusy whenBusy(String field, switchboard.v1.WhenBusy asked) {
    return switch (asked) {
      case ENQUEUE, WHEN_BUSY_UNSPECIFIED -> WhenBusy.ENQUEUE;
      case INTERRUPT -> WhenBusy.INTERRUPT;
      case MERGE -> WhenBusy.MERGE;
      case REJECT -> WhenBusy.REJECT;
      case UNRECOGNIZED -> {
        violated(field, "must be one of the contract's");
        yield WhenBusy.ENQUEUE;
      }
    };
  }

  /** The size of a page: {@code standard} if 0, never more than {@code most}. */
  public int pageSize(String field, int size, int standard, int most) {
    if (size < 0) {
      violated(field, "must not be negative");
    }
    return size == 0 ? standard : Math.min(size, most);
  }

  public long afterSequence(String field, long sequence) {
    if (sequence < 0) {
      violated(field, "must not be negative");
    }
    return sequence;
  }

  /** The version an etag stands for; empty if there is no etag. */
  public Optional<Long> optionalEtag(String field, String etag) {
    if (etag.isEmpty()) {
      return Optional.empty();
    }
    var version = PublicSessions.version(etag);
    if (version.isEmpty()) {
      violated(field, "must be an etag as the server gave it, with its quotes");
    }
    return Optional.of(version.orElse(0));
  }

  /**
   * Notes a violation that the caller found. What is told goes into the trailers of the call, for
   * which clients have room for 8 KiB, and which end their connection if it is more.
   */
  public void violated(String field, String description) {
    if (violations.size() == MOST_VIOLATIONS) {
      return;
    }
    violations.add(
        FieldViolation.newBuilder()
            .setField(shortened(field))
            .setDescription(shortened(description))
            .setReason("INVALID_FIELD")
            .build());
  }

  private static String shortened(String text) {
    return text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
  }

  /** The point in time that a timestamp stands for, to the millisecond. */
  public Instant time(String field, Timestamp time) {
    if (time.getSeconds() < 0
        || time.getSeconds() > LAST_SECOND
        || time.getNanos() < 0
        || time.getNanos() > 999_999_999) {
      violated(field, "must be a timestamp of the years 1970 to 9999");
      return Instant.EPOCH;
    }
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos()).truncatedTo(ChronoUnit.MILLIS);
  }

  String visible(String field, String value, int least, int most) {
    if (value.length() < least || value.length() > most || !VISIBLE.matcher(value).matches()) {
      violated(field, "must be " + least + " to " + most + " visible ASCII characters");
    }
    return value;
  }
}
