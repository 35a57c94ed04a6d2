package switchboard.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/**
 * The directory that a local system keeps everything in, held by one system at a time.
 *
 * <p>The hold is a file lock: the kernel releases it with the process, so a crash leaves none
 * behind.
 */
public final class DataDirectory implements AutoCloseable {
  private final Path root;
  private final FileChannel channel;
  private final FileLock lock;

  private DataDirectory(Path root, FileChannel channel, FileLock lock) {
    this.root = root;
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Makes the directory where it is missing and takes hold of it.
   *
   * @throws LocalFailure if another system holds it, or it cannot be written
   */
  public static DataDirectory hold(Path root) {
    try {
      Files.createDirectories(root.resolve("logs"));
      var channel =
          FileChannel.open(lockFile(root), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      var lock = tryLock(channel);
      if (lock.isEmpty()) {
        channel.close();
        throw new LocalFailure(
            "data directory "
                + root
                + " is in use by another `switchboard up`: stop that one, or choose another"
                + " directory with --data DIR");
      }
      return new DataDirectory(root.toAbsolutePath(), channel, lock.get());
    } catch (IOException e) {
      throw new LocalFailure(
          "cannot write to data directory " + root + ": choose another with --data DIR", e);
    }
  }

  private static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
    try {
      return Optional.ofNullable(channel.tryLock());
    } catch (OverlappingFileLockException e) {
      // Held by this very process, as in tests.
      return Optional.empty();
    }
  }

  private static Path lockFile(Path root) {
    return root.resolve("lock");
  }

  public Path root() {
    return root;
  }

  Path log(String part) {
    return root.resolve("logs").resolve(part + ".log");
  }

  /** A directory for one part's own data. */
  Path of(String part) {
    return root.resolve(part);
  }

  /**
   * The id of the store that this directory belongs to, where one was noted: a node given it
   * refuses to serve any other store.
   */
  Optional<String> storeId() {
    return storeId(root);
  }

  /** The id of the store that a data directory belongs to, where one was noted. */
  public static Optional<String> storeId(Path root) {
    var file = root.resolve("store.id");
    try {
      return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
    } catch (IOException e) {
      throw new LocalFailure("cannot read " + file + ": check who owns it", e);
    }
  }

  /** Notes the store that this directory belongs to, unless one was noted. */
  void noteStoreId(String id) {
    var file = root.resolve("store.id");
    try {
      if (!Files.exists(file)) {
        Files.writeString(file, id + "\n");
      }
    } catch (IOException e) {
      throw new LocalFailure("cannot write " + file + ": check who owns it", e);
    }
  }

  /**
   * The file of this system's key-encryption keys, made where it is missing, for its owner alone.
   * Without it nothing that is stored of any subject can be read any more.
   */
  Path keyEncryptionKeys() {
    var file = keyEncryptionKeys(root);
    try {
      if (!Files.exists(file)) {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        writeForOwner(file, "k1:" + Base64.getEncoder().encodeToString(key) + "\n");
      }
      return file;
    } catch (IOException e) {
      throw new LocalFailure("cannot write " + file + ": check who owns it", e);
    }
  }

  /** Where the key-encryption keys of the system in a data directory are. */
  public static Path keyEncryptionKeys(Path root) {
    return root.resolve("kek");
  }

  /** Whole or not at all, and readable by its owner alone from the first moment on. */
  private static void writeForOwner(Path file, String text) throws IOException {
    var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    var whole = Files.createTempFile(file.getParent(), "kek", ".new", owner);
    Files.writeString(whole, text);
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void close() {
    try {
      lock.release();
      channel.close();
    } catch (IOException e) {
      throw new LocalFailure("cannot release data directory " + root, e);
    }
  }
}
