package switchboard.wire;

import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * Everything of sessions and sagas that is stored, by manifest: never by class name, so that
 * classes can move.
 */
public final class StoredSerializer extends SerializerWithStringManifest {
  /** Stored with every event: never change it. */
  public static final int IDENTIFIER = 52_001;

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object object) {
    return stored(object).manifest();
  }

  @Override
  public byte[] toBinary(Object object) {
    return stored(object).bytes();
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) {
    return new Stored(manifest, bytes);
  }

  private static Stored stored(Object object) {
    if (object instanceof Stored stored) {
      return stored;
    }
    throw new IllegalArgumentException("not in its stored form: " + object.getClass());
  }
}
