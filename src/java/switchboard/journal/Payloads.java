package switchboard.journal;

import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializers;

/** Objects to bytes and back, by Pekko's serialization. */
final class Payloads {
  private final Serialization serialization;

  /** An object's bytes, and what is needed to read them. */
  record Payload(int serializer, String manifest, byte[] bytes) {}

  Payloads(ExtendedActorSystem system) {
    this.serialization = SerializationExtension.get(system);
  }

  /**
   * Serializes.
   *
   * @throws Exception why the object cannot be serialized
   */
  Payload write(Object object) throws Exception {
    var serializer = serialization.findSerializerFor(object);
    var bytes = serialization.serialize(object);
    if (bytes.isFailure()) {
      throw switch (bytes.failed().get()) {
        case Exception refused -> refused;
        case Throwable broken -> new IllegalStateException("a serializer broke", broken);
      };
    }
    return new Payload(
        serializer.identifier(), Serializers.manifestFor(serializer, object), bytes.get());
  }

  /**
   * Deserializes.
   *
   * @throws IllegalStateException if nobody can read the bytes any more
   */
  Object read(Payload payload) {
    var read = serialization.deserialize(payload.bytes(), payload.serializer(), payload.manifest());
    if (read.isFailure()) {
      throw new IllegalStateException(
          "a stored object cannot be read: bind a serializer that still knows its manifest",
          read.failed().get());
    }
    return read.get();
  }
}
