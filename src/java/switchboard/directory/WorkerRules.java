package switchboard.directory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import switchboard.directory.DirectoryReply.AtWorker;
import switchboard.directory.DirectoryReply.Connected;
import switchboard.directory.DirectoryReply.Working;
import switchboard.session.SessionId;
import switchboard.session.SessionState.Life;
import switchboard.worker.HeldTurn;
import switchboard.worker.WorkerLoad;

/** What the nodes' answers about workers add up to. */
final class WorkerRules {
  private static final Comparator<HeldTurn> OLDEST_FIRST =
      Comparator.comparingLong(HeldTurn::turn).thenComparing(HeldTurn::attempt);

  private WorkerRules() {}

  /** A page, and where the next one begins. */
  record Page<T>(List<T> content, String last) {
    Page {
      content = List.copyOf(content);
    }

    /** Of what is in order; one more than asked for shows whether there is another page. */
    static <T> Page<T> of(Collection<T> all, int max, Function<T, String> position) {
      var content = all.stream().limit(max).toList();
      return new Page<>(content, all.size() > max ? position.apply(content.getLast()) : "");
    }
  }

  static DirectoryReply.AtNode atNode(WorkerLoad load) {
    return new DirectoryReply.AtNode(load.worker(), load.given(), load.waiting());
  }

  /** The first of the workers that each node has said the first of. */
  static Page<WorkerView> workers(List<Connected> answers, int max) {
    var all =
        answers.stream()
            .flatMap(answer -> views(answer.node(), answer.workers()))
            .sorted(Comparator.comparing(WorkerRules::position))
            .toList();
    return Page.of(all, max, WorkerRules::position);
  }

  private static String position(WorkerView view) {
    return view.worker().position();
  }

  /** A worker's streams to all nodes, the one that takes turns first. */
  static List<WorkerView> streams(List<Working> answers) {
    return answers.stream()
        .flatMap(answer -> views(answer.node(), answer.streams()))
        .sorted(
            Comparator.<WorkerView, Boolean>comparing(view -> view.worker().draining())
                .thenComparing(view -> view.worker().since(), Comparator.reverseOrder()))
        .toList();
  }

  private static Stream<WorkerView> views(NodeIdentity node, List<DirectoryReply.AtNode> streams) {
    return streams.stream()
        .map(each -> new WorkerView(node, each.worker(), each.given(), each.waiting()));
  }

  /**
   * The first sessions after one that a node has to tell of: those whose turns are at its streams,
   * wherever the sessions live, and those in its memory that stay with the worker.
   */
  static List<AtWorker> here(
      List<WorkerLoad> streams, List<SessionId> staying, String after, int max) {
    var all = new ArrayList<AtWorker>();
    for (var stream : streams) {
      stream.turns().forEach(turn -> all.add(new AtWorker(turn.session(), false, List.of(turn))));
    }
    staying.forEach(session -> all.add(new AtWorker(session, true, List.of())));
    return merged(all.stream().filter(each -> id(each).compareTo(after) > 0)).stream()
        .limit(max)
        .toList();
  }

  /** The first of the sessions that each node has said the first of. */
  static Page<AtWorker> sessions(List<Working> answers, int max) {
    var all = merged(answers.stream().flatMap(answer -> answer.sessions().stream()));
    return Page.of(all, max, WorkerRules::id);
  }

  /**
   * The sessions with where they are. Left out are those of which nothing is recorded, and those
   * that have ended and will have no next turn.
   */
  static List<WorkerSessions.Session> placed(List<AtWorker> sessions, List<Place> places) {
    var byId = new HashMap<SessionId, Place>();
    places.forEach(place -> byId.put(place.session(), place));
    return sessions.stream()
        .filter(each -> byId.containsKey(each.session()))
        .map(each -> placed(each, byId.get(each.session())))
        .filter(each -> each.stays() || !each.turns().isEmpty())
        .toList();
  }

  private static WorkerSessions.Session placed(AtWorker session, Place place) {
    boolean goesOn = place.said().map(said -> said.life() == Life.OPEN).orElse(true);
    return new WorkerSessions.Session(place, session.stays() && goesOn, session.turns());
  }

  /** Who was silent in any round of the question. */
  static List<String> silent(List<String> asked, List<Place> places) {
    return Stream.concat(asked.stream(), places.stream().flatMap(place -> place.silent().stream()))
        .distinct()
        .toList();
  }

  private static String id(AtWorker session) {
    return session.session().entityId();
  }

  /** One for each session, in the order of their ids. */
  private static Collection<AtWorker> merged(Stream<AtWorker> sessions) {
    var merged = new TreeMap<String, AtWorker>();
    sessions.forEach(each -> merged.merge(id(each), each, WorkerRules::both));
    return merged.values();
  }

  private static AtWorker both(AtWorker one, AtWorker other) {
    return new AtWorker(
        one.session(),
        one.stays() || other.stays(),
        Stream.concat(one.turns().stream(), other.turns().stream()).sorted(OLDEST_FIRST).toList());
  }
}
