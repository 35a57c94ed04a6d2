package switchboard.inspection;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.NotSerializableException;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import switchboard.internal.v1.Inspect;
import switchboard.internal.v1.Inspected;

/** How the inspection desks' messages are written: as protobuf, of which they are made anyway. */
public final class InspectionSerializer extends SerializerWithStringManifest {
  private static final int IDENTIFIER = 52_003;
  private static final String ASK = "q";
  private static final String ANSWER = "a";

  private final ExtendedActorSystem system;

  /** Made by the actor system, from its configuration. */
  public InspectionSerializer(ExtendedActorSystem system) {
    this.system = system;
  }

  /** Asked for with each use: it does not exist yet when serializers are made. */
  private ActorRefResolver refs() {
    return ActorRefResolver.get(Adapter.toTyped(system));
  }

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object object) {
    return switch (object) {
      case InspectionMessage.Ask _ -> ASK;
      case InspectionMessage.Answer _ -> ANSWER;
      default -> throw unknown(object);
    };
  }

  @Override
  public byte[] toBinary(Object object) {
    return switch (object) {
      case InspectionMessage.Ask(var question, var replyTo) ->
          question.toBuilder()
              .setReplyTo(refs().toSerializationFormat(replyTo))
              .build()
              .toByteArray();
      case InspectionMessage.Answer(var answer) -> answer.toByteArray();
      default -> throw unknown(object);
    };
  }

  private static IllegalArgumentException unknown(Object object) {
    return new IllegalArgumentException("not for this serializer: " + object.getClass().getName());
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    try {
      return switch (manifest) {
        case ASK -> {
          var question = Inspect.parseFrom(bytes);
          yield new InspectionMessage.Ask(
              question.toBuilder().clearReplyTo().build(),
              refs().resolveActorRef(question.getReplyTo()));
        }
        case ANSWER -> new InspectionMessage.Answer(Inspected.parseFrom(bytes));
        // what a later release may send is refused, and the connection stays
        default -> throw new NotSerializableException("manifest " + manifest);
      };
    } catch (InvalidProtocolBufferException broken) {
      throw new NotSerializableException(manifest + ": " + broken.getMessage());
    }
  }
}
