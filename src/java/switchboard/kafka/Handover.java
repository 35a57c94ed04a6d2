package switchboard.kafka;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.pattern.Patterns;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.kafka.Decoder.Garbage;
import switchboard.kafka.Decoder.Message;
import switchboard.kafka.KafkaSettings.StageSettings;
import switchboard.stages.Causes;
import switchboard.telemetry.Hop;
import switchboard.telemetry.Meters;
import switchboard.telemetry.Telemetry;
import switchboard.telemetry.Traces.Kind;

/**
 * What happens to one record: decoded, handed over and retried, or buried among the dead letters.
 *
 * <p>It completes when the record is done with, and fails when it was tried {@code attempts-max}
 * times, or while the stage stops; the record is then still to be handled.
 */
final class Handover<T> {
  /** The reason of a dead letter whose handler failed for it, again and again. */
  static final String HANDLER_FAILED = "HANDLER_FAILED";

  private static final Logger LOG = LoggerFactory.getLogger(Handover.class);

  private final ActorSystem<?> system;
  private final StageSettings settings;
  private final Decoder<T> decoder;
  private final KafkaPublisher publisher;
  private final Function<T, CompletionStage<Done>> handler;
  private final BooleanSupplier stopping;
  private final Telemetry told;
  private volatile boolean ended;

  Handover(
      ActorSystem<?> system,
      StageSettings settings,
      Decoder<T> decoder,
      KafkaPublisher publisher,
      Function<T, CompletionStage<Done>> handler,
      BooleanSupplier stopping) {
    this.system = system;
    this.settings = settings;
    this.decoder = decoder;
    this.publisher = publisher;
    this.handler = handler;
    this.stopping = stopping;
    this.told = Telemetry.get(system.classicSystem());
  }

  /** From now on nothing is handed over or retried any more. */
  void end() {
    ended = true;
  }

  CompletionStage<Done> handle(ConsumerRecord<byte[], byte[]> record) {
    if (ended) {
      return CompletableFuture.failedStage(new IllegalStateException("The stage started anew"));
    }
    // the parent is the span that the sender named: of an answer, the publication of its command
    var hop =
        told.traces()
            .begin(
                "consume " + record.topic(), Kind.CONSUMER, Envelope.traceparent(record.headers()));
    var handled =
        switch (decoder.decode(record)) {
          case Message<T>(var message) -> deliver(record, message, 1, 0);
          case Garbage<T>(var reason) -> bury(record, reason, 1, 1);
        };
    return hop.isKept() ? handled.whenComplete((_, failure) -> end(hop, failure)) : handled;
  }

  private static void end(Hop hop, Throwable failure) {
    if (failure == null) {
      hop.end();
    } else {
      hop.fail(Causes.of(failure).getClass().getSimpleName());
    }
  }

  private CompletionStage<Done> deliver(
      ConsumerRecord<byte[], byte[]> record, T message, int attempt, int poisoned) {
    return call(message)
        .exceptionallyCompose(
            failure ->
                switch (Causes.of(failure)) {
                  case UnroutableException unroutable ->
                      bury(record, unroutable.getMessage(), attempt, 1);
                  case PoisonException poison when poisoned + 1 >= settings.giveUp() -> {
                    LOG.atWarn()
                        .addKeyValue("cause", Causes.of(poison.getCause()).getClass().getName())
                        .log("A handler failed for a record too often");
                    // With the trace, whose words may be the record's.
                    LOG.atDebug().setCause(poison).log("How the handler failed");
                    yield bury(record, HANDLER_FAILED, attempt, 1);
                  }
                  case PoisonException poison ->
                      again(
                          attempt,
                          poison,
                          () -> deliver(record, message, attempt + 1, poisoned + 1));
                  case Throwable passing ->
                      again(
                          attempt, passing, () -> deliver(record, message, attempt + 1, poisoned));
                });
  }

  private CompletionStage<Done> call(T message) {
    try {
      return handler.apply(message);
    } catch (RuntimeException failure) {
      return CompletableFuture.failedStage(failure);
    }
  }

  private CompletionStage<Done> bury(
      ConsumerRecord<byte[], byte[]> record, String reason, int attempt, int publication) {
    LOG.atWarn()
        .addKeyValue("reason", reason)
        .addKeyValue("topic", record.topic())
        .addKeyValue("partition", record.partition())
        .addKeyValue("offset", record.offset())
        .log("A record cannot be handled and goes to the dead letters");
    return publisher
        .publish(DeadLetter.of(record, reason, attempt))
        .thenApply(_ -> Done.getInstance())
        .exceptionallyCompose(
            failure ->
                again(publication, failure, () -> bury(record, reason, attempt, publication + 1)));
  }

  private CompletionStage<Done> again(
      int attempt, Throwable failure, Callable<CompletionStage<Done>> next) {
    if (attempt >= settings.attemptsMax() || isOver()) {
      return CompletableFuture.failedStage(failure);
    }
    told.meters().again(Meters.Again.RECORD, 1);
    LOG.atDebug().addKeyValue("attempt", attempt).setCause(failure).log("A record is retried");
    return Patterns.after(
        settings.attempt().after(attempt),
        system,
        () -> isOver() ? CompletableFuture.failedStage(failure) : next.call());
  }

  private boolean isOver() {
    return ended || stopping.getAsBoolean();
  }
}
