package switchboard.context;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;

/** Counts tokens, as the cl100k_base vocabulary has them. */
public final class Tokens {
  private Tokens() {}

  /** Loaded with the first count, unless it was loaded before. */
  private static final class Vocabulary {
    static final Encoding ENCODING =
        Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.CL100K_BASE);
  }

  /** Loads the vocabulary, which takes a processor for some tenths of a second. */
  public static void load() {
    Vocabulary.ENCODING.countTokensOrdinary("");
  }

  /** How many tokens a message has: never more than its bytes of UTF-8. */
  public static int of(Turn turn) {
    return Vocabulary.ENCODING.countTokensOrdinary(turn.text());
  }
}
