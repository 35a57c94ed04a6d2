package switchboard.export;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import switchboard.journal.EventReader;
import switchboard.journal.StoreException;
import switchboard.privacy.StoredSubjectKeys;
import switchboard.privacy.Subject;
import switchboard.privacy.SubjectKey;
import switchboard.profile.ProfileReply;
import switchboard.saga.SagaId;
import switchboard.session.SequencedEvent;
import switchboard.session.SessionCommand;
import switchboard.session.SessionEvent;
import switchboard.session.SessionHistory;
import switchboard.session.SessionId;
import switchboard.session.SessionReply;
import switchboard.session.SessionReply.Rejection;
import switchboard.session.SessionState.Life;
import switchboard.wire.ExportedJson;

/**
 * One export: a list of steps still to be done, each of which reads a page, writes it, and puts the
 * steps that follow from it in front of the others. So what is held is a page, however much there
 * is.
 */
final class StoredExport implements Export {
  private static final int SESSIONS = 20;
  private static final int EVENTS = 50;
  private static final int SAGA_EVENTS = 1_000;

  /** Less than an operator waits for an answer, even after a look for a node that is alive. */
  private static final Duration WITHIN = Duration.ofSeconds(2);

  private final StoredExports stored;
  private final Subject subject;
  private final Deque<Supplier<CompletionStage<Part>>> steps = new ArrayDeque<>();

  /** What stands before the next element of the list that is being written. */
  private String separator = "";

  StoredExport(StoredExports stored, Subject subject) {
    this.stored = stored;
    this.subject = subject;
    steps.add(this::begin);
  }

  @Override
  public CompletionStage<Part> next() {
    var step = steps.poll();
    return step == null ? done(Part.Plain.END) : step.get();
  }

  private CompletionStage<Part> begin() {
    return stored
        .records()
        .read(name())
        .thenCompose(
            record ->
                switch (record.state()) {
                  case NONE -> done(Part.Plain.UNKNOWN_SUBJECT);
                  case ERASING, ERASED -> done(Part.Plain.ERASED);
                  case ACTIVE -> stored.profiles().read(subject).thenApply(this::profile);
                });
  }

  private Part profile(ProfileReply reply) {
    return switch (reply) {
      case ProfileReply.Found(var profile) -> {
        var json = ExportedJson.profile(subject, profile, stored.clock().instant());
        first(List.of(list(), () -> sessions(""), text("]}\n")));
        yield new Part.Piece("{\"profile\":" + json + ",\"sessions\":[");
      }
      case ProfileReply.Rejection _ -> Part.Plain.ERASED;
    };
  }

  private CompletionStage<Part> sessions(String after) {
    return stored
        .records()
        .members(name(), after, SESSIONS)
        .thenApply(
            members -> {
              var next = new ArrayList<Supplier<CompletionStage<Part>>>();
              for (var member : members) {
                next.add(() -> session(new SessionId(subject.tenant(), member)));
              }
              if (members.size() == SESSIONS) {
                next.add(() -> sessions(members.getLast()));
              }
              first(next);
              return new Part.Piece("");
            });
  }

  /** One that was removed in the meantime is passed over. */
  private CompletionStage<Part> session(SessionId id) {
    return stored
        .sessions()
        .execute(id, SessionCommand.Get.SESSION, WITHIN)
        .thenCombine(
            stored.sessions().execute(id, SessionCommand.Get.CONTEXT, WITHIN),
            (session, context) -> session(id, session, context));
  }

  private Part session(SessionId id, SessionReply session, SessionReply context) {
    if (session instanceof SessionReply.SessionView view
        && context instanceof SessionReply.ContextView known) {
      if (view.life() == Life.ERASED) {
        return Part.Plain.ERASED;
      }
      var head = element(ExportedJson.session(view, known));
      first(
          List.of(
              list(),
              () -> events(id, 1),
              text("],\"sagas\":["),
              list(),
              () -> sagas(id, 1),
              text("]}"),
              () -> {
                separator = ",";
                return done(new Part.Piece(""));
              }));
      return new Part.Piece(head + ",\"events\":[");
    }
    if (isRejected(session, Rejection.Plain.NOT_FOUND)
        || isRejected(context, Rejection.Plain.NOT_FOUND)) {
      return new Part.Piece("");
    }
    if (isRejected(session, Rejection.Plain.SUBJECT_ERASED)
        || isRejected(context, Rejection.Plain.SUBJECT_ERASED)) {
      return Part.Plain.ERASED;
    }
    if (isRejected(session, Rejection.Plain.STORE_UNAVAILABLE)
        || isRejected(context, Rejection.Plain.STORE_UNAVAILABLE)) {
      throw new StoreException.Unavailable("a session cannot be read; try again later", null);
    }
    return Part.Plain.SILENT_SESSION;
  }

  private static boolean isRejected(SessionReply reply, Rejection expected) {
    return reply instanceof SessionReply.Rejected(var rejection) && rejection.equals(expected);
  }

  private CompletionStage<Part> events(SessionId id, long from) {
    return page(
        id,
        from,
        page -> {
          if (isLong(page)) {
            first(List.of(() -> events(id, after(page))));
          }
          return page.events().stream()
              .map(event -> element(ExportedJson.event(event)))
              .collect(Collectors.joining());
        });
  }

  private CompletionStage<Part> sagas(SessionId id, long from) {
    return page(
        id,
        from,
        page -> {
          var next = new ArrayList<Supplier<CompletionStage<Part>>>();
          for (var event : page.events()) {
            if (event.event() instanceof SessionEvent.SagaRequested requested) {
              next.add(() -> saga(new SagaId(id, requested.saga())));
            }
          }
          if (isLong(page)) {
            next.add(() -> sagas(id, after(page)));
          }
          first(next);
          return "";
        });
  }

  private interface Written {
    String of(SessionHistory.Page page);
  }

  private CompletionStage<Part> page(SessionId id, long from, Written written) {
    return stored
        .history()
        .events(id, from, EventReader.HIGHEST_SEQUENCE, EVENTS)
        .thenApply(
            page ->
                page.events().stream().anyMatch(SequencedEvent::erased)
                    ? Part.Plain.ERASED
                    : new Part.Piece(written.of(page)));
  }

  private static boolean isLong(SessionHistory.Page page) {
    return page.events().size() == EVENTS;
  }

  private static long after(SessionHistory.Page page) {
    return page.events().getLast().sequence() + 1;
  }

  private CompletionStage<Part> saga(SagaId id) {
    return stored
        .keys()
        .key(subject)
        .thenCompose(
            key ->
                switch (key) {
                  case SubjectKey.Present _ -> saga(id, key);
                  case SubjectKey.Absent _ -> done(Part.Plain.ERASED);
                });
  }

  /** One whose retention is over is passed over. A saga has a handful of events. */
  private CompletionStage<Part> saga(SagaId id, SubjectKey key) {
    return stored
        .journal()
        .events(id.persistenceId(), 1, EventReader.HIGHEST_SEQUENCE, SAGA_EVENTS)
        .thenApply(
            page -> {
              var events =
                  page.events().stream()
                      .map(each -> stored.sagas().event(id, each.event(), key))
                      .toList();
              return new Part.Piece(events.isEmpty() ? "" : element(ExportedJson.saga(id, events)));
            });
  }

  private String element(String json) {
    var written = separator + json;
    separator = ",";
    return written;
  }

  /** Begins a list. */
  private Supplier<CompletionStage<Part>> list() {
    return () -> {
      separator = "";
      return done(new Part.Piece(""));
    };
  }

  private static Supplier<CompletionStage<Part>> text(String json) {
    return () -> done(new Part.Piece(json));
  }

  /** Puts steps in front of those that are still to be done. */
  private void first(List<Supplier<CompletionStage<Part>>> next) {
    next.reversed().forEach(steps::addFirst);
  }

  private static CompletionStage<Part> done(Part part) {
    return CompletableFuture.completedStage(part);
  }

  private String name() {
    return StoredSubjectKeys.recordOf(subject);
  }
}
