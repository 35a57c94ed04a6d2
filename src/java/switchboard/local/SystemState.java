package switchboard.local;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import switchboard.tls.ClientTls;

/**
 * What runs where: the file by which the other commands find a system that {@code up} started.
 *
 * @param pid of the process that supervises the rest
 * @param started when that process started, by which a reused pid is told apart
 * @param data absolute path of the data directory
 * @param seed of the simulated world
 * @param redis the store's URI
 * @param kafka bootstrap address, {@code host:port}
 * @param tls absolute path of the directory with the certificates; empty if nodes have none of ours
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SystemState(
    long pid,
    String started,
    String data,
    long seed,
    String redis,
    String kafka,
    String tls,
    List<PartState> parts) {

  /**
   * One process.
   *
   * @param name such as {@code node-1}, {@code order}, {@code redis}
   * @param kind {@code node}, {@code simulator}, {@code broker} or {@code redis}
   * @param pid 0 while it is down
   * @param address where it is reached, {@code host:port}; of payments over HTTP; empty for the
   *     other simulators
   * @param management of a node: where Pekko Management answers; empty for the others
   * @param operations of a node: where its operator is answered, {@code host:port}; empty for the
   *     others
   * @param workers of a node: where workers connect, {@code host:port}; empty for the others
   */
  public record PartState(
      String name,
      String kind,
      long pid,
      String address,
      String management,
      String operations,
      String workers) {}

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  public SystemState {
    tls = tls == null ? "" : tls;
    parts = List.copyOf(parts);
  }

  /** The nodes, the first one first. */
  public List<PartState> nodes() {
    return parts.stream().filter(part -> part.kind().equals("node")).toList();
  }

  /** Front-door addresses, the first node's first. */
  public List<String> frontDoors() {
    return nodes().stream().map(PartState::address).toList();
  }

  /** Where the nodes answer their operator, the first node's first. */
  public List<String> operations() {
    return nodes().stream().map(PartState::operations).toList();
  }

  /** Where workers connect, the first node's first. */
  public List<String> workers() {
    return nodes().stream().map(PartState::workers).toList();
  }

  /** How a client connects to the front doors. */
  public ClientTls forClients() {
    return tls.isEmpty() ? ClientTls.PLAIN : LocalCertificates.in(Path.of(tls)).forClients();
  }

  /** How an operator connects to the nodes' operations. */
  public ClientTls forOperators() {
    return tls.isEmpty() ? ClientTls.PLAIN : LocalCertificates.in(Path.of(tls)).forOperators();
  }

  /** The system that runs from this data directory, if one does. */
  public static Optional<SystemState> find(Path data) {
    if (!Files.exists(file(data))) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readValue(file(data).toFile(), SystemState.class))
          .filter(state -> state.started().equals(startOf(state.pid())));
    } catch (IOException e) {
      throw new LocalFailure("cannot read " + file(data) + ": start `switchboard up` again", e);
    }
  }

  /** When a process started; empty if there is none of that id. */
  static String startOf(long pid) {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .flatMap(process -> process.info().startInstant())
        .map(Instant::toString)
        .orElse("");
  }

  /** Written aside and moved, so that a reader never sees half of it. */
  void write(Path directory) {
    var making = directory.resolve("system.json.new");
    try {
      Files.writeString(making, json());
      Files.move(
          making,
          file(directory),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new LocalFailure("cannot write " + file(directory) + ": check the disk", e);
    }
  }

  static void delete(Path directory) {
    try {
      Files.deleteIfExists(file(directory));
    } catch (IOException e) {
      throw new LocalFailure("cannot delete " + file(directory), e);
    }
  }

  private String json() throws JsonProcessingException {
    return JSON.writeValueAsString(this) + "\n";
  }

  private static Path file(Path directory) {
    return directory.resolve("system.json");
  }
}
