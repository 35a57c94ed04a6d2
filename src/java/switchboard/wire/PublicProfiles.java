package switchboard.wire;

import com.google.protobuf.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import switchboard.privacy.Subject;
import switchboard.profile.ProfileChange;
import switchboard.profile.ProfileFact;
import switchboard.profile.ProfileRules;
import switchboard.v1.Profile;
import switchboard.v1.UpdateProfileRequest;

/** The one mapping between profiles and what clients see of them. */
public final class PublicProfiles {
  private static final int MAX_NAME = 64;
  private static final int MAX_VALUE = 4_096;
  private static final int MAX_SOURCE = 256;

  /** By how much a client's clock may be ahead of the server's. */
  private static final Duration AHEAD = Duration.ofMinutes(5);

  private PublicProfiles() {}

  /** What a client sees of a profile: the facts that have not expired. */
  public static Profile profile(Subject subject, switchboard.profile.Profile profile, Instant now) {
    var shown =
        Profile.newBuilder()
            .setName(subject.name() + "/profile")
            .setVersion(profile.version())
            .setEtag(PublicSessions.etag(profile.version()));
    if (profile.version() > 0) {
      shown.setUpdateTime(PublicEvents.timestamp(profile.updateTime()));
    }
    profile.live(now).stream().map(PublicProfiles::fact).forEach(shown::addFacts);
    return shown.build();
  }

  /** A fact as clients see it, wherever it is shown. */
  public static switchboard.v1.ProfileFact fact(ProfileFact fact) {
    return switchboard.v1.ProfileFact.newBuilder()
        .setName(fact.name())
        .setValue(fact.value())
        .setSource(fact.source())
        .setTime(PublicEvents.timestamp(fact.time()))
        .setExpireTime(PublicEvents.timestamp(fact.expireTime()))
        .build();
  }

  /**
   * The change that a request asks for; every violation of the contract is noted in the checks.
   *
   * @param factLife how long after its time a fact is kept that does not say so itself
   */
  public static ProfileChange change(
      FieldChecks checks, UpdateProfileRequest request, Duration factLife, Instant now) {
    var requestId = checks.requestId("request_id", request.getRequestId());
    var etag = checks.optionalEtag("profile.etag", request.getProfile().getEtag());
    var names = new HashSet<String>();
    var facts = new ArrayList<ProfileFact>();
    for (int i = 0; i < request.getProfile().getFactsCount(); i++) {
      var field = "profile.facts[" + i + "]";
      var fact = fact(checks, field, request.getProfile().getFacts(i), factLife, now);
      facts.add(fact);
      requireOnce(checks, field + ".name", names.add(fact.name()));
    }
    for (int i = 0; i < request.getForgetCount(); i++) {
      var name = checks.visible("forget[" + i + "]", request.getForget(i), 1, MAX_NAME);
      requireOnce(checks, "forget[" + i + "]", names.add(name));
    }
    if (names.isEmpty()) {
      checks.violated("profile.facts", "must name a fact, unless forget does");
    }
    requireFew(checks, "profile.facts", request.getProfile().getFactsCount());
    requireFew(checks, "forget", request.getForgetCount());
    return new ProfileChange(requestId, content(request), etag, facts, request.getForgetList());
  }

  private static ProfileFact fact(
      FieldChecks checks,
      String field,
      switchboard.v1.ProfileFact given,
      Duration factLife,
      Instant now) {
    var time =
        given.hasTime()
            ? checks.time(field + ".time", given.getTime())
            : now.truncatedTo(ChronoUnit.MILLIS);
    if (time.isAfter(now.plus(AHEAD))) {
      checks.violated(field + ".time", "must not be in the future");
    }
    var expireTime =
        given.hasExpireTime()
            ? checks.time(field + ".expire_time", given.getExpireTime())
            : time.plus(factLife);
    if (!expireTime.isAfter(time)) {
      checks.violated(field + ".expire_time", "must be after time");
    }
    if (given.getValue().isEmpty() || given.getValue().length() > MAX_VALUE) {
      checks.violated(field + ".value", "must be 1 to " + MAX_VALUE + " characters");
    }
    return new ProfileFact(
        checks.visible(field + ".name", given.getName(), 1, MAX_NAME),
        given.getValue(),
        checks.visible(field + ".source", given.getSource(), 0, MAX_SOURCE),
        time,
        expireTime);
  }

  private static void requireOnce(FieldChecks checks, String field, boolean isFirst) {
    if (!isFirst) {
      checks.violated(field, "must not be named twice in one request");
    }
  }

  private static void requireFew(FieldChecks checks, String field, int count) {
    if (count > ProfileRules.MAX_FACTS) {
      checks.violated(field, "must be at most " + ProfileRules.MAX_FACTS);
    }
  }

  /**
   * What makes it the same request when it comes again: what the client said, not what the server
   * added. Each part has its length before it, so that no two requests look the same.
   */
  private static String content(UpdateProfileRequest request) {
    var parts = new ArrayList<>(List.of(request.getProfile().getEtag()));
    for (var fact : request.getProfile().getFactsList()) {
      parts.addAll(
          List.of(
              fact.getName(),
              fact.getValue(),
              fact.getSource(),
              fact.hasTime() ? text(fact.getTime()) : "",
              fact.hasExpireTime() ? text(fact.getExpireTime()) : ""));
    }
    parts.add("forget");
    parts.addAll(request.getForgetList());
    var content = new StringBuilder();
    parts.forEach(part -> content.append(part.length()).append(':').append(part));
    return content.toString();
  }

  private static String text(Timestamp time) {
    return time.getSeconds() + "." + time.getNanos();
  }
}
