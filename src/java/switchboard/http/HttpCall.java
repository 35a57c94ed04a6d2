package switchboard.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One call of a service.
 *
 * @param service its name in {@code switchboard.services}
 * @param path below the service's URL, such as {@link #path} makes it; without a query
 * @param body sent as a JSON object; empty for a GET and a DELETE
 * @param idempotencyKey the step's key, the same for every repetition: 1 to 512 visible ASCII
 *     characters
 * @param sagaId on whose behalf: 1 to 512 visible ASCII characters
 * @param traceparent as W3C Trace Context has it
 * @param timeout for the whole exchange, more than 0; the service's own is the longest
 */
public record HttpCall(
    String service,
    Method method,
    String path,
    Map<String, String> body,
    String idempotencyKey,
    String sagaId,
    Optional<String> traceparent,
    Duration timeout) {
  private static final Pattern PLAIN = Pattern.compile("/[A-Za-z0-9._~!$&'()*+,;=:@/-]*");
  private static final Pattern ENCODED = Pattern.compile("%[0-9A-F]{2}");

  private static final Pattern HEADER = Pattern.compile("[\\x21-\\x7e]{1,512}");

  /** What a call does: all but POST are idempotent by themselves. */
  public enum Method {
    GET,
    POST,
    PUT,
    DELETE;

    boolean hasBody() {
      return this == POST || this == PUT;
    }
  }

  /**
   * @throws IllegalArgumentException if a part is not as described above
   */
  public HttpCall {
    body = Map.copyOf(body);
    require(isPath(path), "the path is none: make it by HttpCall.path");
    require(method.hasBody() || body.isEmpty(), "a GET or a DELETE has no body");
    require(isHeader(idempotencyKey), "the idempotency key is no visible ASCII of 1 to 512");
    require(isHeader(sagaId), "the saga's id is no visible ASCII of 1 to 512");
    require(traceparent.stream().allMatch(HttpCall::isHeader), "the traceparent is none");
    require(timeout.isPositive(), "the timeout must be more than 0");
  }

  /**
   * Makes a path of parts that are taken as they are and parts that are data, in turns: {@code
   * path("/v1/partners/", id, "/payout")}. Data is encoded as {@link #segment} does.
   *
   * @throws IllegalArgumentException if data is empty, which would make another path
   */
  public static String path(String... parts) {
    var path = new StringBuilder();
    for (int i = 0; i < parts.length; i++) {
      path.append(i % 2 == 0 ? parts[i] : segment(parts[i]));
    }
    return path.toString();
  }

  /**
   * Encodes data so that it stays within its segment of a path, whatever it holds. The segments "."
   * and "..", which servers resolve even where they are encoded, are encoded twice: no service has
   * such an id, and none can take it for a step up.
   *
   * @throws IllegalArgumentException if data is empty, which would make another path
   */
  public static String segment(String data) {
    require(!data.isEmpty(), "a segment of the path is empty: check the id before the call");
    if (data.equals(".") || data.equals("..")) {
      return data.replace(".", "%252E");
    }
    // The encoder is for forms, where a space is a plus.
    return URLEncoder.encode(data, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static boolean isPath(String path) {
    // In two steps: one pattern with a choice in a loop takes stack by the path's length.
    return path.startsWith("/") && PLAIN.matcher(ENCODED.matcher(path).replaceAll("")).matches();
  }

  private static boolean isHeader(String value) {
    return HEADER.matcher(value).matches();
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
