package switchboard.kafka;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;

/**
 * Kafka's administration, with a bound on every answer; all failures are {@link KafkaException}.
 *
 * @param patience how long one answer may take; the client behind it has been told the same
 */
record AdminCalls(Admin admin, Duration patience) {
  /** The topics of the product that exist. */
  List<String> existing() {
    var names = answer(admin.listTopics().names());
    return Topics.all().stream().filter(names::contains).toList();
  }

  /** Waits for an answer, within the patience that the client has been given, too. */
  <T> T answer(KafkaFuture<T> asked) {
    try {
      return asked.get(patience.toMillis() + 500, TimeUnit.MILLISECONDS);
    } catch (ExecutionException failure) {
      throw failure.getCause() instanceof KafkaException known
          ? known
          : new KafkaException(failure.getCause());
    } catch (TimeoutException late) {
      throw new KafkaException("no answer in time", late);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted", interrupted);
    }
  }
}
