package switchboard.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A text that occurs nowhere else in the world, and the forms in which it might leak. */
record Needle(String text, Set<String> forms) {
  private static final SecureRandom RANDOM = new SecureRandom();

  /** A new one: letters only, so that nothing that looks for numbers or addresses masks it. */
  static Needle fresh() {
    return of(
        "canary"
            + RANDOM
                .ints(14, 'a', 'z' + 1)
                .mapToObj(Character::toString)
                .collect(Collectors.joining()));
  }

  /** For a text: in clear, in UTF-16, in hexadecimal digits, and wherever it stands in base64. */
  static Needle of(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    var hex = HexFormat.of().formatHex(bytes);
    var plain =
        Stream.of(
            text,
            latin(text.getBytes(UTF_16LE)),
            latin(text.getBytes(UTF_16BE)),
            hex,
            hex.toUpperCase(Locale.ROOT));
    var encoded =
        IntStream.range(0, 3)
            .boxed()
            .flatMap(
                shift ->
                    Stream.of(Base64.getEncoder(), Base64.getUrlEncoder())
                        .map(encoder -> inBase64(bytes, shift, encoder)));
    return new Needle(text, Stream.concat(plain, encoded).collect(Collectors.toSet()));
  }

  boolean isIn(byte[] haystack) {
    var text = latin(haystack);
    return forms.stream().anyMatch(text::contains);
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, ISO_8859_1);
  }

  /** What base64 makes of the bytes after so many others: without what those decide as well. */
  private static String inBase64(byte[] bytes, int shift, Base64.Encoder encoder) {
    byte[] shifted = new byte[shift + bytes.length];
    System.arraycopy(bytes, 0, shifted, shift, bytes.length);
    var all = encoder.withoutPadding().encodeToString(shifted);
    int whole = shifted.length * 8 / 6;
    return all.substring((shift * 8 + 5) / 6, whole);
  }
}
