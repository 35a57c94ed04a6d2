package switchboard.operations.explain;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import switchboard.context.Question;
import switchboard.directory.DirectoryReply.Examined;
import switchboard.operations.SagaName;
import switchboard.operations.SagaView;
import switchboard.session.SessionId;

/**
 * What is known of a saga.
 *
 * @param type as its session, or it, says; empty if unknown
 * @param view as it says itself; empty if it gave no answer
 * @param question what it asked of the user, as its session knows it
 * @param nodes what they know of the services
 */
public record SagaFacts(
    Instant now,
    SagaName name,
    String type,
    Optional<SagaView> view,
    Optional<Question> question,
    List<Examined> nodes) {
  public SagaFacts {
    nodes = List.copyOf(nodes);
  }

  /** Of a saga that was asked for by itself. */
  public static SagaFacts of(Instant now, SagaView view, List<Examined> nodes) {
    return new SagaFacts(now, view.name(), view.type(), Optional.of(view), Optional.empty(), nodes);
  }

  /** Why it cannot be read, as its session cannot; empty if it can, or nobody knows. */
  Optional<Finding> reading() {
    var tenant = name.tenant();
    var session = new SessionId(tenant, name.saga().substring(0, name.saga().indexOf('.')));
    return new Readings(
            new SessionFacts(
                now, session, Optional.empty(), nodes, List.of(), List.of(), List.of()))
        .finding();
  }

  ServiceFacts service(String name) {
    return ServiceFacts.of(name, nodes);
  }
}
