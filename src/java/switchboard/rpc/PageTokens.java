package switchboard.rpc;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import switchboard.wire.FieldChecks;

/**
 * Page tokens: opaque to clients, good only for the list they came from. A token says after what
 * the next page starts; it grants nothing, so it is not signed.
 */
public final class PageTokens {
  private static final String VERSION = "1";
  private static final char SEPARATOR = '\n';
  private static final int LONGEST = 1_024;

  private PageTokens() {}

  /** The token of the page that starts after a position in this list. */
  public static String token(String list, String position) {
    var text = VERSION + SEPARATOR + list + SEPARATOR + position;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The position a request's page starts after; empty for the first page. */
  public static String after(FieldChecks checks, String list, String token) {
    var position = token.isEmpty() ? Optional.of("") : position(list, token);
    if (position.isEmpty()) {
      checks.violated("page_token", "must be the next_page_token of a page of this list");
    }
    return position.orElse("");
  }

  /** The position a token stands for; empty if it is damaged or of another list. */
  public static Optional<String> position(String list, String token) {
    if (token.length() > LONGEST) {
      return Optional.empty();
    }
    var prefix = VERSION + SEPARATOR + list + SEPARATOR;
    return decode(token)
        .filter(text -> text.startsWith(prefix))
        .map(text -> text.substring(prefix.length()))
        .filter(position -> token(list, position).equals(token));
  }

  private static Optional<String> decode(String token) {
    try {
      return Optional.of(new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }
}
