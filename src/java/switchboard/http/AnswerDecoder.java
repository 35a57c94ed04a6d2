package switchboard.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import switchboard.http.HttpOutcome.Answered;
import switchboard.http.HttpOutcome.NotDone;

/**
 * Reads services' answers. What comes from outside is never trusted: whatever the status and the
 * bytes are, the result is an outcome.
 */
final class AnswerDecoder {
  private static final Pattern REASON = Pattern.compile("[A-Z][A-Z0-9_]{0,63}");

  /** What can be stored, to the millisecond, and shown. */
  private static final Instant EARLIEST = Instant.EPOCH;

  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  private static final ObjectReader JSON =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .reader();

  static final NotDone BAD_ANSWER = new NotDone(HttpOutcome.BAD_ANSWER, true);

  private AnswerDecoder() {}

  private static final class Malformed extends Exception {
    Malformed() {
      super(null, null, false, false);
    }
  }

  /** Whether a status says that there was no effect, whatever the body is. */
  static boolean isWithoutEffect(int status) {
    return status == 429 || status >= 500 && status <= 599;
  }

  /** What a status without effect means. */
  static NotDone withoutEffect(int status) {
    return new NotDone(
        status == 429 ? HttpOutcome.RATE_LIMITED_BY_SERVICE : HttpOutcome.SERVICE_ERROR, false);
  }

  static HttpOutcome decode(int status, byte[] body) {
    if (isWithoutEffect(status)) {
      return withoutEffect(status);
    }
    try {
      return switch (status) {
        case 200 -> answer(true, body);
        case 404, 409, 422 -> answer(false, body);
        default -> BAD_ANSWER;
      };
    } catch (Malformed notOfTheContract) {
      return BAD_ANSWER;
    }
  }

  private static Answered answer(boolean ok, byte[] bytes) throws Malformed {
    var body = json(bytes);
    require(body.path("ok").isBoolean() && body.path("ok").booleanValue() == ok);
    var reason = body.path("reason").asText("");
    require(ok || REASON.matcher(reason).matches());
    return new Answered(ok, ok ? "" : reason, facts(body), asOf(body));
  }

  private static JsonNode json(byte[] bytes) throws Malformed {
    try {
      return JSON.readTree(bytes);
    } catch (IOException notJson) {
      throw new Malformed();
    }
  }

  private static Map<String, String> facts(JsonNode body) throws Malformed {
    var facts = body.path("facts");
    require(facts.isObject());
    var all = new LinkedHashMap<String, String>();
    for (var fact : facts.properties()) {
      var value = fact.getValue();
      require(value.isTextual());
      require(isEncodable(fact.getKey()) && isEncodable(value.textValue()));
      all.put(fact.getKey(), value.textValue());
    }
    return all;
  }

  /** JSON can escape half of a surrogate pair, which is no text that can be written again. */
  private static boolean isEncodable(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  private static Instant asOf(JsonNode body) throws Malformed {
    try {
      var asOf = Instant.parse(body.path("asOf").asText(""));
      require(!asOf.isBefore(EARLIEST) && !asOf.isAfter(LATEST));
      return asOf;
    } catch (DateTimeException noTime) {
      throw new Malformed();
    }
  }

  private static void require(boolean holds) throws Malformed {
    if (!holds) {
      throw new Malformed();
    }
  }
}
