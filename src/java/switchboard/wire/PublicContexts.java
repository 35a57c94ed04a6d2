package switchboard.wire;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import java.util.ArrayList;
import java.util.List;
import switchboard.agent.AgentView;
import switchboard.context.PendingSaga;
import switchboard.context.Turn;
import switchboard.context.Versions;
import switchboard.session.SessionId;
import switchboard.session.SessionReply.ContextView;
import switchboard.session.SessionState.Life;
import switchboard.v1.Context;

/** The one mapping of contexts to what clients see of them. */
public final class PublicContexts {
  private static final List<String> CLASSIFIED = classified(Context.getDescriptor(), "");

  private PublicContexts() {}

  /** The paths of the classified fields within a message; keys of maps are left out. */
  private static List<String> classified(Descriptor type, String path) {
    var paths = new ArrayList<String>();
    for (var field : type.getFields()) {
      if (Seal.classified(type).contains(field)) {
        paths.add(path + field.getName());
      } else if (field.isMapField()) {
        var value = field.getMessageType().findFieldByName("value");
        if (value.getJavaType() == JavaType.MESSAGE) {
          paths.addAll(classified(value.getMessageType(), path + field.getName() + "."));
        }
      } else if (field.getJavaType() == JavaType.MESSAGE) {
        paths.addAll(classified(field.getMessageType(), path + field.getName() + "."));
      }
    }
    return paths;
  }

  public static Context context(ContextView view) {
    var session = view.session();
    var known = view.context();
    var context =
        Context.newBuilder()
            .setName(session.id().name() + "/context")
            .setSubject(session.subject())
            .setChannel(session.channel())
            .setLocale(session.locale())
            .setVersion(session.lastSequence())
            .setUpdateTime(PublicEvents.timestamp(session.updateTime()))
            .setEtag(PublicSessions.etag(session.lastSequence()))
            .setAgent(agent(view))
            .setPrivacy(privacy(view));
    session.pausedUntil().map(PublicEvents::timestamp).ifPresent(context::setPauseEndTime);
    view.profile().stream().map(PublicProfiles::fact).forEach(context::addProfileFacts);
    return with(known, context).build();
  }

  /** What a worker sees of a context: as the agent's view has it, without the document's data. */
  static Context forWorker(SessionId session, String agent, AgentView view) {
    var context =
        Context.newBuilder()
            .setName(session.name() + "/context")
            .setSubject(view.subject())
            .setAgent(Context.Agent.newBuilder().setName(agent));
    view.profile().stream().map(PublicProfiles::fact).forEach(context::addProfileFacts);
    return with(view.context(), context).build();
  }

  private static Context.Builder with(switchboard.context.Context known, Context.Builder context) {
    known.goal().map(PublicEvents::goal).ifPresent(context::setGoal);
    known.suspended().stream().map(PublicEvents::goal).forEach(context::addSuspendedGoals);
    known.summary().map(PublicEvents::summary).ifPresent(context::setSummary);
    known.turns().stream().map(PublicContexts::turn).forEach(context::addTurns);
    known.pending().stream().map(PublicContexts::pending).forEach(context::addPendingSagas);
    versions(context, known.versions());
    return context.addAllFacts(PublicEvents.facts(known.facts()));
  }

  private static Context.Agent agent(ContextView view) {
    return Context.Agent.newBuilder()
        .setName(view.session().agent())
        .setNode(view.node())
        .setWorker(view.worker())
        .addAllOpenTurns(view.open().stream().map(PublicTurns::open).toList())
        .build();
  }

  private static void versions(Context.Builder context, Versions versions) {
    version(context, "goals", versions.goals());
    version(context, "memory", versions.memory());
    version(context, "pending", versions.pending());
    version(context, "facts", versions.facts());
  }

  private static void version(Context.Builder context, String section, long sequence) {
    if (sequence > 0) {
      context.putSectionVersions(section, sequence);
    }
  }

  private static Context.Privacy privacy(ContextView view) {
    return Context.Privacy.newBuilder()
        .setKeyId(view.keyEncryptionKey())
        .addAllClassified(CLASSIFIED)
        .setErased(view.session().life() == Life.ERASED)
        .build();
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
    var pending =
        Context.PendingSaga.newBuilder()
            .setSaga(saga.saga())
            .setType(saga.type())
            .setStartedSequence(saga.startedSequence())
            .setDeadline(PublicEvents.timestamp(saga.deadline()))
            .setParked(saga.parked());
    saga.question()
        .ifPresent(
            question ->
                pending.setQuestion(
                    Context.Question.newBuilder()
                        .setStep(question.step())
                        .addAllOptions(question.options())
                        .setDue(PublicEvents.timestamp(question.due()))));
    return pending.build();
  }
}
