package switchboard.ops.check;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the bytes of a system are.
 *
 * @param redis {@code redis://HOST:PORT}
 * @param keyEncryptionKeys the file of the keys that wrap the subjects' keys; empty if nothing is
 *     encrypted
 */
public record RawStoreAddress(String redis, Optional<Path> keyEncryptionKeys) {}
