package switchboard.directory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.Member;
import switchboard.directory.DirectoryMessage.Describe;
import switchboard.directory.DirectoryMessage.Examine;
import switchboard.directory.DirectoryMessage.Find;
import switchboard.directory.DirectoryMessage.ListWorkers;
import switchboard.directory.DirectoryMessage.Measure;
import switchboard.directory.DirectoryMessage.ShowWorker;
import switchboard.directory.DirectoryReply.AtWorker;
import switchboard.directory.DirectoryReply.Connected;
import switchboard.directory.DirectoryReply.Described;
import switchboard.directory.DirectoryReply.Examined;
import switchboard.directory.DirectoryReply.Found;
import switchboard.directory.DirectoryReply.Measured;
import switchboard.directory.DirectoryReply.Working;
import switchboard.journal.EventReader;
import switchboard.journal.Stages;
import switchboard.privacy.Subject;
import switchboard.session.SessionCommand;
import switchboard.session.SessionId;
import switchboard.session.Sessions;
import switchboard.session.ShardedSessions;
import switchboard.worker.WorkerName;

/**
 * The directory of a cluster, asked at one of its nodes. It remembers nothing between two calls.
 */
public final class ClusterDirectory implements Directory {
  private static final Duration WAKE_WITHIN = Duration.ofSeconds(2);

  private final ActorSystem<?> system;
  private final NodeDesks<DirectoryMessage, DirectoryReply> desks;
  private final Sessions sessions;
  private final EventReader journal;
  private final SubjectIndex subjects;

  public ClusterDirectory(
      ActorSystem<?> system, Sessions sessions, EventReader journal, SubjectIndex subjects) {
    this.system = system;
    this.desks = new NodeDesks<>(system, NodeDesk.NAME);
    this.sessions = sessions;
    this.journal = journal;
    this.subjects = subjects;
  }

  /** The sessions of a subject that anything is recorded of. */
  @FunctionalInterface
  public interface SubjectIndex {
    /** At most {@code max} ids after one (empty: from the first), ascending. */
    CompletionStage<List<String>> sessions(Subject subject, String after, int max);
  }

  @Override
  public boolean isMember() {
    return desks.isMember();
  }

  @Override
  public CompletionStage<Optional<Place>> where(SessionId session) {
    return where(List.of(session)).thenApply(found -> found.stream().findFirst());
  }

  @Override
  public CompletionStage<Page> ofSubject(Subject subject, String after, int max) {
    return subjects
        .sessions(subject, after, max)
        .thenCompose(
            ids -> {
              var next = ids.size() < max ? "" : ids.getLast();
              return where(ids.stream().map(id -> new SessionId(subject.tenant(), id)).toList())
                  .thenApply(places -> new Page(places, next));
            });
  }

  @Override
  public CompletionStage<Void> wake(SessionId session) {
    return sessions.execute(session, SessionCommand.Get.SESSION, WAKE_WITHIN).thenAccept(_ -> {});
  }

  @Override
  public CompletionStage<Examinations> examine(SessionId session) {
    return desks
        .ask(replyTo -> new Examine(session, replyTo), Examined.class)
        .thenApply(answers -> new Examinations(answers.said(), answers.silent()));
  }

  @Override
  public CompletionStage<Eviction> evict(SessionId session) {
    return new Evictions(system, desks).evict(session);
  }

  @Override
  public CompletionStage<List<NodeView>> nodes() {
    var members = desks.members();
    return desks
        .ask(Describe::new, Described.class)
        .thenApply(
            answers -> {
              Map<Long, Described> byUid =
                  answers.said().stream()
                      .collect(Collectors.toMap(each -> each.node().uid(), each -> each));
              return members.stream().map(member -> view(member, byUid)).toList();
            });
  }

  @Override
  public CompletionStage<ClusterFigures> figures() {
    var members = desks.members();
    return desks
        .ask(Measure::new, Measured.class)
        .thenApply(
            answers -> {
              var byUid =
                  answers.said().stream()
                      .collect(Collectors.toMap(each -> each.node().uid(), each -> each));
              return new ClusterFigures(
                  members.stream().map(member -> measured(member, byUid)).toList(), desks.leader());
            });
  }

  private ClusterFigures.Measured measured(Member member, Map<Long, Measured> answers) {
    var uid = member.uniqueAddress().longUid();
    var said = Optional.ofNullable(answers.get(uid));
    var described =
        said.map(each -> Map.of(uid, new Described(each.node(), each.counts()))).orElse(Map.of());
    return new ClusterFigures.Measured(view(member, described), said.map(Measured::figures));
  }

  @Override
  public CompletionStage<Workers> workers(String after, int max) {
    return desks
        .ask(replyTo -> new ListWorkers(after, max + 1, replyTo), Connected.class)
        .thenApply(
            answers -> {
              var page = WorkerRules.workers(answers.said(), max);
              return new Workers(page.content(), page.last(), answers.silent());
            });
  }

  @Override
  public CompletionStage<WorkerSessions> worker(WorkerName worker, String after, int max) {
    return desks
        .ask(replyTo -> new ShowWorker(worker, after, max + 1, replyTo), Working.class)
        .thenCompose(
            answers -> {
              var page = WorkerRules.sessions(answers.said(), max);
              return where(page.content().stream().map(AtWorker::session).toList())
                  .thenApply(
                      places ->
                          new WorkerSessions(
                              WorkerRules.streams(answers.said()),
                              WorkerRules.placed(page.content(), places),
                              page.last(),
                              WorkerRules.silent(answers.silent(), places)));
            });
  }

  private NodeView view(Member member, Map<Long, Described> answers) {
    var uid = member.uniqueAddress().longUid();
    var said = Optional.ofNullable(answers.get(uid));
    return new NodeView(
        said.map(Described::node)
            .orElseGet(() -> NodeIdentity.silent(NodeDesks.hostAndPort(member.address()), uid)),
        status(member),
        desks.isReachable(member),
        member.getRoles().stream().sorted().toList(),
        member.appVersion().version(),
        said.map(Described::counts));
  }

  /** As operators write it: upper snake. */
  private static String status(Member member) {
    return member
        .status()
        .toString()
        .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
        .toUpperCase(Locale.ROOT);
  }

  /** Those of them of which anything is recorded, in their order. */
  private CompletionStage<List<Place>> where(List<SessionId> asked) {
    if (asked.isEmpty()) {
      return CompletableFuture.completedStage(List.of());
    }
    return desks
        .ask(replyTo -> new Find(asked, replyTo), Found.class)
        .thenCompose(
            answers -> {
              var places =
                  asked.stream()
                      .map(id -> PlaceRules.awake(id, answers.said(), answers.silent()))
                      .toList();
              return places.stream().allMatch(Optional::isPresent)
                  ? CompletableFuture.completedStage(present(places))
                  : withSleepers(asked, places, answers.silent());
            });
  }

  private CompletionStage<List<Place>> withSleepers(
      List<SessionId> asked, List<Optional<Place>> awake, List<String> silent) {
    return desks
        .ask(Describe::new, Described.class)
        .thenApply(answers -> answers.without(silent))
        .thenCompose(
            answers -> {
              var places = new ArrayList<CompletionStage<Optional<Place>>>();
              for (int i = 0; i < asked.size(); i++) {
                var found = awake.get(i);
                places.add(
                    found.isPresent()
                        ? CompletableFuture.completedStage(found)
                        : sleeper(asked.get(i), answers));
              }
              return Stages.all(places).thenApply(ClusterDirectory::present);
            });
  }

  private CompletionStage<Optional<Place>> sleeper(
      SessionId session, NodeDesks.Answers<Described> answers) {
    return journal
        .events(session.persistenceId(), 1, 1, 1)
        .thenApply(
            page ->
                page.lastSequence() == 0
                    ? Optional.empty()
                    : Optional.of(
                        PlaceRules.notAwake(
                            session,
                            ShardedSessions.shardOf(session, system),
                            page.lastSequence(),
                            answers.said(),
                            answers.silent())));
  }

  private static List<Place> present(List<Optional<Place>> places) {
    return places.stream().flatMap(Optional::stream).toList();
  }
}
