package switchboard.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import switchboard.journal.RedisStore;
import switchboard.journal.Stages;
import switchboard.operations.SessionDesk;
import switchboard.privacy.StoredSubjectKeys;
import switchboard.privacy.Subject;
import switchboard.session.SessionCommand;
import switchboard.session.SessionId;
import switchboard.session.SessionReply;
import switchboard.session.SessionReply.SessionView;
import switchboard.session.SessionState.Life;
import switchboard.session.Sessions;

/** The sessions of the cluster, as their operator finds and moves them. */
final class SessionsOnDesk implements SessionDesk {
  private static final int PAGE = 100;
  private static final int MOST_LOOKED_AT = 1_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Sessions sessions;
  private final RedisStore store;
  private final TenantIndex index;

  SessionsOnDesk(Sessions sessions, RedisStore store, TenantIndex index) {
    this.sessions = sessions;
    this.store = store;
    this.index = index;
  }

  @Override
  public CompletionStage<SessionReply> execute(
      SessionId session, SessionCommand command, Duration within) {
    return sessions.execute(session, command, within);
  }

  @Override
  public CompletionStage<Found> find(String tenant, Filter filter, String after, int max) {
    return more(tenant, filter, after, max, new ArrayList<>(), 0);
  }

  /** Reads on until the page is full, or enough was looked at for one call. */
  private CompletionStage<Found> more(
      String tenant, Filter filter, String after, int max, List<SessionView> found, int seen) {
    return ids(tenant, filter, after)
        .thenCompose(
            ids ->
                Stages.all(ids.stream().map(id -> stored(new SessionId(tenant, id))).toList())
                    .thenCompose(
                        views -> {
                          for (int i = 0; i < ids.size(); i++) {
                            views.get(i).filter(filter::takes).ifPresent(found::add);
                            if (found.size() == max) {
                              boolean more = i + 1 < ids.size() || ids.size() == PAGE;
                              return done(found, more ? ids.get(i) : "");
                            }
                          }
                          if (ids.size() < PAGE) {
                            return done(found, "");
                          }
                          return seen + PAGE >= MOST_LOOKED_AT
                              ? done(found, ids.getLast())
                              : more(tenant, filter, ids.getLast(), max, found, seen + PAGE);
                        }));
  }

  private static CompletionStage<Found> done(List<SessionView> found, String last) {
    return CompletableFuture.completedStage(new Found(found, last));
  }

  private CompletionStage<List<String>> ids(String tenant, Filter filter, String after) {
    return filter.subject().isEmpty()
        ? index
            .sessions(tenant, after, PAGE)
            .thenApply(entries -> entries.stream().map(entry -> entry.session()).toList())
        : store
            .subjects()
            .members(
                StoredSubjectKeys.recordOf(new Subject(tenant, filter.subject())), after, PAGE);
  }

  /** Empty if nothing is stored of it any more. */
  private CompletionStage<Optional<SessionView>> stored(SessionId id) {
    return store
        .document(id.persistenceId())
        .thenApply(
            found ->
                found.flatMap(
                    document ->
                        Optional.ofNullable(document.sections().get("session"))
                            .map(section -> view(id, document.version(), section))));
  }

  private static SessionView view(SessionId id, long version, byte[] section) {
    try {
      var stored = JSON.readTree(section);
      var created = Instant.parse(stored.path("createTime").asText());
      return new SessionView(
          id,
          stored.path("subject").asText(),
          stored.path("channel").asText(),
          stored.path("locale").asText(),
          stored.path("agent").asText(),
          Life.valueOf(stored.path("state").asText()),
          version,
          created,
          created,
          Optional.of(stored.path("pauseEndTime"))
              .filter(JsonNode::isTextual)
              .map(until -> Instant.parse(until.asText())));
    } catch (IOException damaged) {
      throw new UncheckedIOException("the document of a session is damaged", damaged);
    }
  }
}
