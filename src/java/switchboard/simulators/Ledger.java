package switchboard.simulators;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a service has received and done, as lines of JSON in {@code ledger.jsonl}, only ever
 * appended. {@code kind} is {@code received} for every command that arrived, {@code effect} for
 * each step that took effect, which is once per step key, and {@code answered} for every answer
 * sent.
 *
 * <p>A line is in the file before the service acts on it, so a killed process finds it again. Not
 * for more than one thread.
 */
final class Ledger implements AutoCloseable {
  private final FileChannel file;
  private final Map<String, ServiceAnswer> effects = new HashMap<>();
  private final Map<String, Integer> received = new HashMap<>();

  private Ledger(FileChannel file) {
    this.file = file;
  }

  /** Opens the ledger in the directory, made if missing, and reads what is in it. */
  static Ledger open(Path dataDir) throws IOException {
    Files.createDirectories(dataDir);
    var path = path(dataDir);
    var file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    var ledger = new Ledger(file);
    for (var line : lines(dataDir)) {
      ledger.replay(line);
    }
    // A process that was killed may have left half a line: it stands for nothing that was done.
    var text = Files.readString(path);
    int whole = text.lastIndexOf('\n') + 1;
    file.truncate(text.substring(0, whole).getBytes(StandardCharsets.UTF_8).length);
    file.position(file.size());
    return ledger;
  }

  static Path path(Path dataDir) {
    return dataDir.resolve("ledger.jsonl");
  }

  /** The whole lines of the ledger in the directory; none if there is no ledger. */
  static List<JsonNode> lines(Path dataDir) throws IOException {
    var path = path(dataDir);
    if (!Files.exists(path)) {
      return List.of();
    }
    var text = Files.readString(path);
    var lines = new ArrayList<JsonNode>();
    for (var line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
      lines.add(ServiceMessages.JSON.readTree(line));
    }
    return lines;
  }

  /** Notes a command and says how often its step was received by now, this time included. */
  int received(ServiceCommand command, Instant now) throws IOException {
    var line = line("received", command.stepKey(), now);
    line.put("sagaId", command.sagaId());
    line.put("type", command.type());
    line.put("subject", command.subject());
    append(line);
    return received.merge(command.stepKey(), 1, Integer::sum);
  }

  /** What the step was answered when it took effect; empty if it has not. */
  Optional<ServiceAnswer> effect(String stepKey) {
    return Optional.ofNullable(effects.get(stepKey));
  }

  void effected(ServiceCommand command, ServiceAnswer answer, Instant now) throws IOException {
    var line = line("effect", command.stepKey(), now);
    line.put("sagaId", command.sagaId());
    line.put("type", command.type());
    line.put("subject", command.subject());
    line.put("ok", answer.ok());
    line.put("reason", answer.reason());
    line.put("asOf", answer.asOf().toString());
    var facts = line.putObject("facts");
    new TreeMap<>(answer.facts()).forEach(facts::put);
    append(line);
    effects.put(command.stepKey(), answer);
  }

  void answered(ServiceCommand command, ServiceAnswer answer, Instant now) throws IOException {
    var line = line("answered", command.stepKey(), now);
    line.put("ok", answer.ok());
    line.put("reason", answer.reason());
    append(line);
  }

  private void replay(JsonNode line) {
    var stepKey = line.path("stepKey").asText();
    if (line.path("kind").asText().equals("received")) {
      received.merge(stepKey, 1, Integer::sum);
    }
    if (line.path("kind").asText().equals("effect")) {
      effects.put(stepKey, answer(line));
    }
  }

  private static ServiceAnswer answer(JsonNode line) {
    var facts = new HashMap<String, String>();
    line.path("facts").properties().forEach(f -> facts.put(f.getKey(), f.getValue().asText()));
    return new ServiceAnswer(
        line.path("ok").asBoolean(),
        line.path("reason").asText(),
        facts,
        Instant.parse(line.path("asOf").asText()));
  }

  private static ObjectNode line(String kind, String stepKey, Instant now) {
    return ServiceMessages.JSON
        .createObjectNode()
        .put("kind", kind)
        .put("time", now.toString())
        .put("stepKey", stepKey);
  }

  private void append(ObjectNode line) throws IOException {
    var bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
