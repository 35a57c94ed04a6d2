package switchboard.simulators;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory {@code events} in a service's data directory: a file in it asks the service to tell
 * something unasked. The file's name is the event's id, and the file stays until the event is told.
 */
public final class EventRequests {
  private static final Logger LOG = LoggerFactory.getLogger(EventRequests.class);
  private static final String SUFFIX = ".json";

  private final Path directory;

  private EventRequests(Path directory) {
    this.directory = directory;
  }

  /** The requests of the service that keeps its data in the directory. */
  public static EventRequests in(Path dataDir) {
    return new EventRequests(dataDir.resolve("events"));
  }

  /**
   * Asks a service to tell something of its kind.
   *
   * @param service {@code order} or {@code logistics}
   * @param tenant whose order it is; empty to say nothing about it
   * @return the event's id
   * @throws IOException if the directory cannot be written
   * @throws IllegalArgumentException if the service tells nothing unasked, or there is no order or
   *     no fact
   */
  public String ask(String service, String orderId, String tenant, Map<String, String> facts)
      throws IOException {
    var id = service + "-" + UUID.randomUUID();
    ask(new UnaskedEvent(id, SimulatedService.eventType(service), tenant, orderId, facts));
    return id;
  }

  private void ask(UnaskedEvent event) throws IOException {
    var request = ServiceMessages.JSON.createObjectNode();
    request.put("type", event.type()).put("tenant", event.tenant()).put("orderId", event.orderId());
    var facts = request.putObject("facts");
    event.facts().forEach(facts::put);
    Files.createDirectories(directory);
    // Written aside and moved, so that the service never sees half of it.
    var whole = Files.createTempFile(directory, "request", ".tmp");
    Files.writeString(whole, request.toString());
    Files.move(whole, file(event.id()), StandardCopyOption.ATOMIC_MOVE);
  }

  /** The ids of the events that are asked for. */
  List<String> pending() throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (var files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(SUFFIX))
          .map(name -> name.substring(0, name.length() - SUFFIX.length()))
          .sorted()
          .toList();
    }
  }

  /**
   * Reads a request.
   *
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if it is no event
   */
  UnaskedEvent read(String id) throws IOException {
    JsonNode request = ServiceMessages.JSON.readTree(Files.readAllBytes(file(id)));
    var facts = new HashMap<String, String>();
    request.path("facts").properties().forEach(f -> facts.put(f.getKey(), f.getValue().asText()));
    return new UnaskedEvent(
        id,
        request.path("type").asText(),
        request.path("tenant").asText(),
        request.path("orderId").asText(),
        facts);
  }

  void done(String id) throws IOException {
    Files.deleteIfExists(file(id));
  }

  /** Puts a request aside that cannot be read, so that it is looked at once. */
  void refuse(String id) {
    try {
      Files.move(file(id), directory.resolve(id + ".refused"), StandardCopyOption.REPLACE_EXISTING);
    } catch (NoSuchFileException gone) {
      LOG.debug("A refused request is gone", gone);
    } catch (IOException failure) {
      LOG.warn("A refused request cannot be put aside and is looked at again", failure);
    }
  }

  private Path file(String id) {
    return directory.resolve(id + SUFFIX);
  }
}
