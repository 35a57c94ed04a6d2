package switchboard.ops.check;

import java.nio.file.Path;

/**
 * Where the bytes of a system are.
 *
 * @param redis {@code redis://HOST:PORT}
 * @param keyEncryptionKeys the file of the keys that wrap the subjects' keys
 */
public record RawStoreAddress(String redis, Path keyEncryptionKeys) {}
