package switchboard.simulators;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file {@code dials.properties} in a service's data directory: whoever writes it dials the
 * running service, and what was dialled stays over a restart.
 */
public final class DialsFile {
  private static final Logger LOG = LoggerFactory.getLogger(DialsFile.class);

  private final Path file;
  private String seenVersion = "";
  private Dials seen = Dials.NEUTRAL;

  private DialsFile(Path file) {
    this.file = file;
  }

  /** The control file of the service that keeps its data in the directory. */
  public static DialsFile in(Path dataDir) {
    return new DialsFile(dataDir.resolve("dials.properties"));
  }

  /**
   * The dials in the file; neutral if there is none.
   *
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException if it names no dial or no value of one
   */
  public Dials read() throws IOException {
    var properties = new Properties();
    try {
      properties.load(new StringReader(Files.readString(file)));
    } catch (NoSuchFileException none) {
      return Dials.NEUTRAL;
    }
    return Dials.from(properties);
  }

  /**
   * Replaces the file in one step: a reader sees the old dials or the new ones.
   *
   * @throws IOException if the directory cannot be written
   */
  public void write(Dials dials) throws IOException {
    Files.createDirectories(file.getParent());
    var text = new StringWriter();
    dials.toProperties().store(text, null);
    var whole = Files.createTempFile(file.getParent(), "dials", ".tmp");
    Files.writeString(whole, text.toString());
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** The dials, read again if the file has changed; the last good ones if it became unreadable. */
  Dials current() {
    try {
      var version = version();
      if (!version.equals(seenVersion)) {
        seenVersion = version;
        seen = read();
        LOG.atInfo().addKeyValue("dials", seen).log("The service is dialled anew");
      }
    } catch (IOException | IllegalArgumentException unreadable) {
      LOG.warn("The dials cannot be read and stay as they were: correct the file", unreadable);
    }
    return seen;
  }

  // The time alone would not tell apart two files that were written within one tick of the clock.
  private String version() throws IOException {
    try {
      var found = Files.readAttributes(file, BasicFileAttributes.class);
      return found.lastModifiedTime() + " " + found.fileKey();
    } catch (NoSuchFileException none) {
      return "";
    }
  }
}
