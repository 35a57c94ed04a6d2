package switchboard.wire;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import switchboard.session.SessionReply.SessionView;
import switchboard.v1.Session;

/** The one mapping of sessions to what clients see of them. */
public final class PublicSessions {
  private static final Pattern ETAG = Pattern.compile("\"(0|[1-9][0-9]{0,17})\"");

  private PublicSessions() {}

  public static Session session(SessionView view) {
    var session =
        Session.newBuilder()
            .setName(view.id().name())
            .setSubject(view.subject())
            .setChannel(view.channel())
            .setLocale(view.locale())
            .setAgent(view.agent())
            .setState(state(view))
            .setLastSequence(view.lastSequence())
            .setCreateTime(PublicEvents.timestamp(view.createTime()))
            .setUpdateTime(PublicEvents.timestamp(view.updateTime()))
            .setEtag(etag(view.lastSequence()));
    view.pausedUntil().map(PublicEvents::timestamp).ifPresent(session::setPauseEndTime);
    return session.build();
  }

  private static Session.State state(SessionView view) {
    return switch (view.life()) {
      case NONE, OPEN -> Session.State.OPEN;
      case CLOSED, ERASED -> Session.State.CLOSED;
    };
  }

  /** The etag of a version: the version in double quotes. */
  public static String etag(long version) {
    return "\"" + version + "\"";
  }

  /** The version an etag stands for; empty if it is none of ours. */
  public static OptionalLong version(String etag) {
    return Optional.of(ETAG.matcher(etag))
        .filter(Matcher::matches)
        .map(match -> OptionalLong.of(Long.parseLong(match.group(1))))
        .orElse(OptionalLong.empty());
  }
}
