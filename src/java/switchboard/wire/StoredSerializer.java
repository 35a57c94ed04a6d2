package switchboard.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.NotSerializableException;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import switchboard.saga.SagaEvent;
import switchboard.session.SessionEvent;
import switchboard.session.SessionState;

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
    return switch (object) {
      case SessionEvent event -> StoredEvents.manifest(event);
      case SagaEvent event -> StoredSagaEvents.manifest(event);
      case SessionState _ -> StoredState.MANIFEST;
      default -> throw new IllegalArgumentException("not stored: " + object.getClass());
    };
  }

  @Override
  public byte[] toBinary(Object object) {
    return switch (object) {
      case SessionEvent event -> StoredEvents.toStored(event).toByteArray();
      case SagaEvent event -> StoredSagaEvents.toStored(event).toByteArray();
      case SessionState state -> StoredState.toBytes(state);
      default -> throw new IllegalArgumentException("not stored: " + object.getClass());
    };
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    try {
      return switch (manifest) {
        case StoredState.MANIFEST -> StoredState.fromBytes(bytes);
        case String saga when saga.startsWith("saga.") ->
            StoredSagaEvents.fromStored(manifest, bytes);
        default -> StoredEvents.fromStored(manifest, bytes);
      };
    } catch (InvalidProtocolBufferException damaged) {
      throw new NotSerializableException("damaged bytes stored as " + manifest + ": " + damaged);
    }
  }
}
