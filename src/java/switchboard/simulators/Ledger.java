package switchboard.simulators;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import switchboard.simulators.LedgerReader.Entry;

/**
 * What a service has received and done, as lines of JSON in {@code ledger.jsonl}, only ever
 * appended. {@code kind} is {@code received} for every command that arrived, {@code effect} for
 * each step that was decided, which is once per step key, {@code answered} for every answer sent,
 * {@code event} and {@code told} for what was told unasked.
 *
 * <p>Lines are gathered and written together by {@link #flush}: nothing may leave the service
 * before the lines that led to it are flushed, so that a killed process finds them again. Not for
 * more than one thread.
 */
final class Ledger implements AutoCloseable {
  private final FileChannel file;
  private final ByteArrayOutputStream gathered = new ByteArrayOutputStream();
  private final Map<String, ServiceAnswer> effects = new HashMap<>();
  private final Map<String, Integer> received = new HashMap<>();
  private final Map<String, Instant> events = new HashMap<>();
  private final Set<String> told = new HashSet<>();
  private boolean broken;

  private Ledger(FileChannel file) {
    this.file = file;
  }

  /** Opens the ledger in the directory, made if missing, and hands over each line that is in it. */
  static Ledger open(Path dataDir, Consumer<Entry> replayed) throws IOException {
    Files.createDirectories(dataDir);
    var ledger =
        new Ledger(
            FileChannel.open(path(dataDir), StandardOpenOption.CREATE, StandardOpenOption.WRITE));
    long whole =
        read(
            dataDir,
            entry -> {
              ledger.index(entry);
              replayed.accept(entry);
            });
    // A process that was killed may have left half a line: it stands for nothing that was done.
    ledger.file.truncate(whole);
    ledger.file.position(whole);
    return ledger;
  }

  static Path path(Path dataDir) {
    return dataDir.resolve("ledger.jsonl");
  }

  /** Reads the whole lines of the ledger in the directory, if there is one; their bytes. */
  static long read(Path dataDir, Consumer<Entry> entries) throws IOException {
    var path = path(dataDir);
    if (!Files.exists(path)) {
      return 0;
    }
    var bytes = Files.readAllBytes(path);
    int whole = bytes.length;
    while (whole > 0 && bytes[whole - 1] != '\n') {
      whole--;
    }
    for (int from = 0, to = 0; to < whole; to++) {
      if (bytes[to] == '\n') {
        entries.accept(LedgerLine.read(new String(bytes, from, to - from, StandardCharsets.UTF_8)));
        from = to + 1;
      }
    }
    return whole;
  }

  /** Notes a command and says how often its step was received by now, this time included. */
  int received(ServiceCommand command, Instant now) throws IOException {
    append(LedgerLine.received(command, now));
    return received.get(command.stepKey());
  }

  /** What the step was answered when it was decided; empty if it has not been. */
  Optional<ServiceAnswer> effect(String stepKey) {
    return Optional.ofNullable(effects.get(stepKey));
  }

  /** Notes what was decided, for good. */
  Entry effected(ServiceCommand command, ServiceAnswer answer) throws IOException {
    return append(LedgerLine.effect(command, answer));
  }

  void answered(ServiceCommand command, ServiceAnswer answer, Instant now) throws IOException {
    append(LedgerLine.answered(command, answer, now));
  }

  /** Since when the event has been true; empty if it is not noted. */
  Optional<Instant> event(String id) {
    return Optional.ofNullable(events.get(id));
  }

  Entry happened(UnaskedEvent event, Instant now) throws IOException {
    return append(LedgerLine.event(event, now));
  }

  boolean isTold(String eventId) {
    return told.contains(eventId);
  }

  void told(String eventId, Instant now) throws IOException {
    append(LedgerLine.told(eventId, now));
  }

  /** Writes what was noted since the last call. After a failure nothing more can be written. */
  void flush() throws IOException {
    if (broken) {
      throw new IOException("The ledger could not be written before: start the service again");
    }
    var bytes = ByteBuffer.wrap(gathered.toByteArray());
    gathered.reset();
    broken = true;
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
    broken = false;
  }

  private Entry append(Entry entry) throws IOException {
    gathered.write(LedgerLine.write(entry));
    gathered.write('\n');
    index(entry);
    return entry;
  }

  private void index(Entry entry) {
    var key = entry.stepKey();
    switch (entry.kind()) {
      case RECEIVED -> received.merge(key, 1, Integer::sum);
      case EFFECT ->
          effects.put(
              key, new ServiceAnswer(entry.ok(), entry.reason(), entry.facts(), entry.time()));
      case ANSWERED -> {} // Says nothing that the service would act on.
      case EVENT -> events.put(key, entry.time());
      case TOLD -> told.add(key);
    }
  }

  @Override
  public void close() throws IOException {
    try (file) {
      flush();
    }
  }
}
