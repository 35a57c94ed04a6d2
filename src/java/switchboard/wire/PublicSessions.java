package switchboard.wire;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import switchboard.context.PendingSaga;
import switchboard.context.Turn;
import switchboard.session.SessionReply.ContextView;
import switchboard.session.SessionReply.SessionView;
import switchboard.v1.Context;
import switchboard.v1.Session;

/** The one mapping of sessions and their contexts to what clients see of them. */
public final class PublicSessions {
  private static final Pattern ETAG = Pattern.compile("\"(0|[1-9][0-9]{0,17})\"");

  private PublicSessions() {}

  public static Session session(SessionView view) {
    return Session.newBuilder()
        .setName(view.id().name())
        .setSubject(view.subject())
        .setChannel(view.channel())
        .setLocale(view.locale())
        .setAgent(view.agent())
        .setState(view.closed() ? Session.State.CLOSED : Session.State.OPEN)
        .setLastSequence(view.lastSequence())
        .setCreateTime(PublicEvents.timestamp(view.createTime()))
        .setUpdateTime(PublicEvents.timestamp(view.updateTime()))
        .setEtag(etag(view.lastSequence()))
        .build();
  }

  public static Context context(ContextView view) {
    var session = view.session();
    var context =
        Context.newBuilder()
            .setName(session.id().name() + "/context")
            .setSubject(session.subject())
            .setChannel(session.channel())
            .setLocale(session.locale())
            .setVersion(session.lastSequence())
            .setUpdateTime(PublicEvents.timestamp(session.updateTime()))
            .setEtag(etag(session.lastSequence()))
            .setAgent(Context.Agent.newBuilder().setName(session.agent()).setNode(view.node()));
    view.goal().map(PublicEvents::goal).ifPresent(context::setGoal);
    view.suspended().stream().map(PublicEvents::goal).forEach(context::addSuspendedGoals);
    view.turns().stream().map(PublicSessions::turn).forEach(context::addTurns);
    view.pending().stream().map(PublicSessions::pending).forEach(context::addPendingSagas);
    return context.addAllFacts(PublicEvents.facts(view.facts())).build();
  }

  private static Context.Turn turn(Turn turn) {
    var role =
        switch (turn.role()) {
          case USER -> "user";
          case AGENT -> "agent";
        };
    return Context.Turn.newBuilder()
        .setSequence(turn.sequence())
        .setRole(role)
        .setText(turn.text())
        .setTime(PublicEvents.timestamp(turn.time()))
        .build();
  }

  private static Context.PendingSaga pending(PendingSaga saga) {
    return Context.PendingSaga.newBuilder()
        .setSaga(saga.saga())
        .setType(saga.type())
        .setStartedSequence(saga.startedSequence())
        .setDeadline(PublicEvents.timestamp(saga.deadline()))
        .build();
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
