package switchboard.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.pekko.serialization.jackson.JacksonObjectMapperFactory;
import org.apache.pekko.serialization.jackson.JacksonObjectMapperProviderSetup;

/**
 * How messages between nodes are written, but for those of {@link SessionSerializer}: CBOR through
 * Jackson, sealed families by case name. Nothing of it is stored.
 */
public final class Messages {
  private Messages() {}

  /** To be given to the actor system. */
  public static JacksonObjectMapperProviderSetup setup() {
    return new JacksonObjectMapperProviderSetup(
        new JacksonObjectMapperFactory() {
          @Override
          public ObjectMapper newObjectMapper(String bindingName, JsonFactory jsonFactory) {
            return new ObjectMapper(jsonFactory).setAnnotationIntrospector(new SealedTypes());
          }
        });
  }
}
