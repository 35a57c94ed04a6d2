package switchboard.telemetry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Headers that stand in a file, a line NAME: VALUE for each. Read for every batch, so that a
 * changed secret needs no restart; while the file cannot be read, what it had last is sent.
 */
final class HeaderFile implements Supplier<Map<String, String>> {
  private static final Logger LOG = LoggerFactory.getLogger(HeaderFile.class);

  private final Path file;
  private Map<String, String> last = Map.of();
  private boolean readable = true;

  HeaderFile(Path file) {
    this.file = file;
  }

  @Override
  public synchronized Map<String, String> get() {
    try {
      var headers = new HashMap<String, String>();
      for (var line : Files.readAllLines(file)) {
        int colon = line.indexOf(':');
        if (colon > 0) {
          headers.put(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
        }
      }
      last = Map.copyOf(headers);
      readable = true;
    } catch (IOException unreadable) {
      if (readable) {
        LOG.warn("switchboard.telemetry.traces.headers-file cannot be read: {}", file);
      }
      readable = false;
    }
    return last;
  }
}
