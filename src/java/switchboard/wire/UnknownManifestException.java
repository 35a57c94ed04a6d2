package switchboard.wire;

/**
 * Something stored was written by a newer release. Reading on would lose it: run a release that
 * knows the manifest.
 */
public final class UnknownManifestException extends RuntimeException {
  public UnknownManifestException(String manifest) {
    super(
        "this release cannot read what is stored as '"
            + manifest
            + "'; run the release that wrote it, or a later one");
  }
}
