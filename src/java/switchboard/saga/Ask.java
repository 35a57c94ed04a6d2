package switchboard.saga;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is asked at one attempt of a step.
 *
 * @param step the step's name, or its compensation's
 * @param body what the service gets to know, and no more
 * @param undoes the step that it takes back, if it does
 */
public record Ask(String step, Target target, Map<String, String> body, Optional<String> undoes) {
  public Ask {
    body = Map.copyOf(body);
  }

  /** Whom it goes to. */
  public sealed interface Target {
    /**
     * A topic.
     *
     * @param key the record's key: what stays ordered shares it
     */
    record Topic(String topic, String type, String key) implements Target {}

    /** A service over HTTP; the path is ready to be sent. */
    record Service(String service, String method, String path) implements Target {}

    /** The user, who may choose one of these. */
    record User(List<String> options) implements Target {
      public User {
        options = List.copyOf(options);
      }
    }
  }
}
