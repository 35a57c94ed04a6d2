package switchboard.saga;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;
import switchboard.http.HttpOutcome;

/**
 * When this node's sagas last asked each service, and last heard of it, over Kafka or HTTP. It
 * tells a service that answers nobody from one that is slow for one saga. In memory: it begins anew
 * with the node.
 */
public final class ServiceTalks implements Extension {
  private static final Id ID = new Id();
  private static final String COMMANDS = ".commands";
  private static final String REPLIES = ".replies";
  private static final String NOBODY = "deadline";

  /** The service was not reached, or said nothing, or nothing that could be read. */
  private static final Set<String> UNHEARD =
      Set.of(
          HttpOutcome.TIMED_OUT,
          HttpOutcome.CONNECTION_FAILED,
          HttpOutcome.CIRCUIT_OPEN,
          HttpOutcome.TOO_MANY_CALLS,
          HttpOutcome.RATE_LIMITED,
          HttpOutcome.NOT_CONFIGURED);

  private final Map<String, Talk> talks = new ConcurrentHashMap<>();

  /**
   * What is known of one service.
   *
   * @param service its name: a topic without .commands, or its section of switchboard.services
   * @param asked when it was asked last
   * @param answered when it answered last; empty if it has not since this node began
   */
  public record Talk(String service, Optional<Instant> asked, Optional<Instant> answered) {
    Talk askedAt(Instant time) {
      return new Talk(service, Optional.of(later(asked, time)), answered);
    }

    Talk answeredAt(Instant time) {
      return new Talk(service, asked, Optional.of(later(answered, time)));
    }

    private static Instant later(Optional<Instant> known, Instant time) {
      return known.filter(time::isBefore).orElse(time);
    }
  }

  private ServiceTalks() {}

  /** Those of this actor system. */
  public static ServiceTalks get(ActorSystem system) {
    return ID.get(system);
  }

  /** What is known of each service that was asked or heard of. */
  public List<Talk> all() {
    return List.copyOf(talks.values());
  }

  /** The service that a step or a compensation asks; the user's name for a decision. */
  static String asked(SagaPlan plan, String step) {
    return plan.undoneBy(step)
        .flatMap(Step::undo)
        .map(Step.Undo::call)
        .or(() -> plan.step(step).map(Step::call))
        .map(ServiceTalks::asked)
        .orElse("");
  }

  private static String asked(Step.Call call) {
    return switch (call) {
      case Step.Call.Command(var topic, _, _) -> named(topic);
      case Step.Call.Http(var service, _, _) -> service;
      case Step.Call.Decision _ -> StepAnswer.USER;
    };
  }

  private static String named(String topic) {
    return topic.replace(COMMANDS, "").replace(REPLIES, "");
  }

  /** Notes what events of a saga tell of services. */
  void note(SagaEvent event, SagaPlan plan) {
    switch (event) {
      case SagaEvent.StepAsked(var ask, _, _, var time) ->
          note(target(ask.target()), time, Talk::askedAt);
      case SagaEvent.StepAnswered(var answer, var time) -> {
        if (!answer.source().equals(NOBODY) && !UNHEARD.contains(answer.reason())) {
          note(named(answer.source()), time, Talk::answeredAt);
        }
      }
      case SagaEvent.StepPaused(var step, var reason, _, var time) -> {
        if (!UNHEARD.contains(reason)) {
          note(asked(plan, step), time, Talk::answeredAt);
        }
      }
      case SagaEvent.Started _,
          SagaEvent.CompensationBegun _,
          SagaEvent.ReportQueued _,
          SagaEvent.ReportAcknowledged _,
          SagaEvent.Ended _,
          SagaEvent.Redriven _ -> {}
    }
  }

  private static String target(Ask.Target target) {
    return switch (target) {
      case Ask.Target.Topic(var topic, _, _) -> named(topic);
      case Ask.Target.Service(var service, _, _) -> service;
      case Ask.Target.User _ -> StepAnswer.USER;
    };
  }

  private void note(String service, Instant time, BiFunction<Talk, Instant, Talk> how) {
    if (!service.isEmpty() && !service.equals(StepAnswer.USER)) {
      talks.compute(
          service,
          (_, known) ->
              how.apply(
                  known == null ? new Talk(service, Optional.empty(), Optional.empty()) : known,
                  time));
    }
  }

  private static final class Id extends AbstractExtensionId<ServiceTalks> {
    @Override
    public ServiceTalks createExtension(ExtendedActorSystem system) {
      return new ServiceTalks();
    }
  }
}
