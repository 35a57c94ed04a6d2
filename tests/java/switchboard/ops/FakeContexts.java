package switchboard.ops;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import switchboard.v1.Context;
import switchboard.v1.Event;
import switchboard.v1.UpdateContextRequest;

/** The documents of a {@link FakeCluster}'s sessions, as far as they can be updated. */
final class FakeContexts {
  private final FakeCluster cluster;
  private final Map<String, TreeMap<Long, Context>> documents = new HashMap<>();
  private final Map<String, Context> requests = new HashMap<>();
  private UnaryOperator<Context> tampering = UnaryOperator.identity();

  FakeContexts(FakeCluster cluster) {
    this.cluster = cluster;
  }

  /** Changes every document before it is answered with. */
  void tamper(UnaryOperator<Context> change) {
    tampering = change;
  }

  /** The document right after an event; 0 for now. */
  Context at(String session, long sequence) {
    long version = sequence == 0 ? cluster.events(session, 0).size() : sequence;
    var document = documents.computeIfAbsent(session, _ -> new TreeMap<>()).floorEntry(version);
    var context = document == null ? Context.getDefaultInstance() : document.getValue();
    return tampering.apply(
        context.toBuilder()
            .setAgent(agent(session, sequence))
            .setName(session + "/context")
            .setVersion(version)
            .setEtag("\"" + version + "\"")
            .build());
  }

  /** What is asked of a worker is known of now only. */
  private Context.Agent agent(String session, long sequence) {
    var agent = Context.Agent.newBuilder();
    if (sequence == 0) {
      var events = cluster.events(session, 0);
      var ended =
          events.stream().filter(Event::hasTurnEnded).map(Event::getTurn).distinct().toList();
      events.stream()
          .filter(event -> event.hasTurnOpened() && !ended.contains(event.getTurn()))
          .forEach(event -> agent.addOpenTurns(open(event.getTurn())));
    }
    return agent.build();
  }

  private static Context.OpenTurn open(long turn) {
    return Context.OpenTurn.newBuilder().setTurn(turn).build();
  }

  /** The document after the update; empty if its etag is stale. */
  Optional<Context> update(UpdateContextRequest request) {
    var session = request.getContext().getName().replace("/context", "");
    var known = requests.get(session + request.getRequestId());
    if (known != null) {
      return Optional.of(known);
    }
    var section = request.getUpdateMask().getPathsList().contains("facts") ? "facts" : "goals";
    var now = at(session, 0);
    long read = Long.parseLong(request.getContext().getEtag().replace("\"", ""));
    if (now.getSectionVersionsOrDefault(section, 0) > read) {
      return Optional.empty();
    }
    long version = now.getVersion() + 1;
    cluster.append(
        session,
        0,
        Event.newBuilder()
            .setContextUpdated(
                Event.ContextUpdated.newBuilder()
                    .addAllSections(List.of(section))
                    .setRequestId(request.getRequestId())));
    documents.get(session).put(version, changed(now, request.getContext(), section, version));
    var answer = at(session, 0);
    requests.put(session + request.getRequestId(), answer);
    return Optional.of(answer);
  }

  private static Context changed(Context now, Context change, String section, long version) {
    var changed = now.toBuilder().putSectionVersions(section, version);
    if (section.equals("facts")) {
      return changed.clearFacts().addAllFacts(change.getFactsList()).build();
    }
    return changed
        .setGoal(change.getGoal())
        .clearSuspendedGoals()
        .addAllSuspendedGoals(change.getSuspendedGoalsList())
        .build();
  }
}
