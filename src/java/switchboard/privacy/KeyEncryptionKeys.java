package switchboard.privacy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.subtle.AesGcmJce;
import com.typesafe.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import switchboard.journal.SubjectRecords.Wrapped;

/**
 * The keys that wrap the subjects' keys where those are stored: the first one wraps, all of them
 * unwrap. They come from a file or from the configuration and are never logged.
 */
public final class KeyEncryptionKeys {
  private static final String SECTION = "switchboard.privacy";
  private static final String TEXT = "key-encryption-keys";
  private static final String FILE = "key-encryption-key-file";
  private static final Pattern ENTRY =
      Pattern.compile("([A-Za-z0-9._-]{1,64}):([A-Za-z0-9+/]{43}=)");

  private final Map<String, Aead> keys;
  private final String first;

  private KeyEncryptionKeys(Map<String, Aead> keys) {
    this.keys = keys;
    this.first = keys.keySet().iterator().next();
  }

  /**
   * Reads them from the one source that the whole configuration names.
   *
   * @throws IllegalArgumentException if it names none, or two, or what is there is malformed; the
   *     message is one line and shows no key
   */
  public static KeyEncryptionKeys from(Config config) {
    var section = config.getConfig(SECTION);
    var text = section.getString(TEXT).strip();
    var file = section.getString(FILE).strip();
    if (text.isEmpty() == file.isEmpty()) {
      throw new IllegalArgumentException(
          (text.isEmpty()
                  ? "no key-encryption key is given"
                  : "key-encryption keys are given twice")
              + ": set either "
              + SECTION
              + "."
              + FILE
              + " (SWITCHBOARD_KEK_FILE) or "
              + SECTION
              + "."
              + TEXT
              + " (SWITCHBOARD_KEK)");
    }
    return text.isEmpty() ? read(Path.of(file)) : parse(text, SECTION + "." + TEXT);
  }

  /**
   * Reads them from a file.
   *
   * @throws IllegalArgumentException if it cannot be read, or is malformed
   */
  public static KeyEncryptionKeys read(Path file) {
    try {
      return parse(Files.readString(file), "the key-encryption key file " + file);
    } catch (IOException unreadable) {
      // Not its message or its cause: a charset error may quote what stands in the file.
      throw new IllegalArgumentException("the key-encryption key file cannot be read: " + file);
    }
  }

  /**
   * Reads entries {@code id:base64}, one a line or separated by commas.
   *
   * @param where what the entries stand in, for errors
   * @throws IllegalArgumentException if there is none, or one is malformed or doubled
   */
  static KeyEncryptionKeys parse(String text, String where) {
    var keys = new LinkedHashMap<String, Aead>();
    int number = 0;
    for (var part : text.split("[\\n,]")) {
      var entry = part.strip();
      if (entry.isEmpty() || entry.startsWith("#")) {
        continue;
      }
      number++;
      var match = ENTRY.matcher(entry);
      if (!match.matches()) {
        throw new IllegalArgumentException(
            "entry " + number + " of " + where + " is not ID:KEY with a key of 32 bytes in base64");
      }
      if (keys.put(match.group(1), aead(match.group(2), number, where)) != null) {
        throw new IllegalArgumentException(
            "entry " + number + " of " + where + " repeats the id of an earlier one");
      }
    }
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("there is no key-encryption key in " + where);
    }
    return new KeyEncryptionKeys(keys);
  }

  private static Aead aead(String base64, int number, String where) {
    byte[] key = {};
    try {
      key = Base64.getDecoder().decode(base64);
      return new AesGcmJce(key);
    } catch (IllegalArgumentException | GeneralSecurityException unfit) {
      throw new IllegalArgumentException(
          "entry " + number + " of " + where + " is not ID:KEY with a key of 32 bytes in base64");
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  /** The id of the one that wraps. */
  public String current() {
    return first;
  }

  /** The ids of all of them. */
  public Set<String> ids() {
    return Set.copyOf(keys.keySet());
  }

  /** Wraps a subject's key, so that it can be unwrapped for that subject only. */
  Wrapped wrap(byte[] key, Subject subject) {
    try {
      return new Wrapped(keys.get(first).encrypt(key, boundTo(subject)), first);
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException("a subject's key could not be wrapped", broken);
    }
  }

  /**
   * Unwraps a subject's key.
   *
   * @throws MissingKeyException if the key-encryption key is not among these
   * @throws IllegalStateException if it is not what {@link #wrap} made for this subject
   */
  byte[] unwrap(Wrapped wrapped, Subject subject) {
    var key = keys.get(wrapped.by());
    if (key == null) {
      throw new MissingKeyException(wrapped.by());
    }
    try {
      return key.decrypt(wrapped.key(), boundTo(subject));
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException(
          "a subject's key cannot be unwrapped by the key-encryption key of its id: "
              + wrapped.by(),
          broken);
    }
  }

  private static byte[] boundTo(Subject subject) {
    return ("subject-key|" + subject.name()).getBytes(UTF_8);
  }

  /** The ids alone. */
  @Override
  public String toString() {
    return "KeyEncryptionKeys" + keys.keySet();
  }
}
