package switchboard.simulators;

import com.fasterxml.jackson.core.JacksonException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells events unasked: each is noted first, then sent, then noted as told. A process that is
 * killed in between sends it again, the same under the same id.
 */
final class EventSender {
  private static final Logger LOG = LoggerFactory.getLogger(EventSender.class);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final String service;
  private final ServiceDesk desk;
  private final EventRequests requests;
  private final Producer<String, byte[]> producer;
  private final Set<String> underWay = ConcurrentHashMap.newKeySet();
  private long lastLookNanos = System.nanoTime() - LOOK_NANOS;

  EventSender(String service, ServiceDesk desk, Path dataDir, Producer<String, byte[]> producer) {
    this.service = service;
    this.desk = desk;
    this.requests = EventRequests.in(dataDir);
    this.producer = producer;
  }

  /** Completes when the event is in the topic, at once if it was told before. Any thread. */
  CompletionStage<Void> send(UnaskedEvent event) {
    try {
      var asOf = desk.happened(event);
      if (asOf.isEmpty()) {
        return CompletableFuture.completedStage(null);
      }
      var sent = new CompletableFuture<Void>();
      producer.send(
          ServiceMessages.unasked(service, event, asOf.get()),
          (_, failure) -> {
            if (failure == null) {
              told(event.id(), sent);
            } else {
              sent.completeExceptionally(failure);
            }
          });
      return sent;
    } catch (IOException failure) {
      return CompletableFuture.failedStage(failure);
    }
  }

  private void told(String id, CompletableFuture<Void> sent) {
    try {
      desk.told(id);
      sent.complete(null);
    } catch (IOException failure) {
      sent.completeExceptionally(failure);
    }
  }

  /** Sends what is asked for in files. Called by one thread, as often as it likes. */
  void sendAsked() throws IOException {
    if (System.nanoTime() - lastLookNanos < LOOK_NANOS) {
      return;
    }
    lastLookNanos = System.nanoTime();
    for (var id : requests.pending()) {
      if (underWay.add(id)) {
        sendAsked(id);
      }
    }
  }

  private void sendAsked(String id) throws IOException {
    UnaskedEvent event;
    try {
      event = requests.read(id);
    } catch (JacksonException | IllegalArgumentException malformed) {
      LOG.warn("A request is no event and is put aside as .refused: correct it", malformed);
      requests.refuse(id);
      underWay.remove(id);
      return;
    }
    send(event)
        .whenComplete(
            (_, failure) -> {
              if (failure == null) {
                remove(id);
              } else {
                LOG.warn("An event could not be sent and is sent again", failure);
              }
              underWay.remove(id);
            });
  }

  private void remove(String id) {
    try {
      requests.done(id);
    } catch (IOException failure) {
      LOG.warn("The request of a told event cannot be deleted: delete it", failure);
    }
  }
}
