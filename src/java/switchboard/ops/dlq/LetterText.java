package switchboard.ops.dlq;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import switchboard.kafka.DeadLetters.Listing;
import switchboard.kafka.Letter;
import switchboard.kafka.Letter.Opened;

/**
 * Dead letters as text and as JSON. Anybody may have written them: what would move the cursor or
 * pass for another line is escaped.
 */
public final class LetterText {
  private static final JsonMapper JSON = new JsonMapper();

  private LetterText() {}

  /** A line for each letter, and how many more there are. */
  public static String text(Listing listing, Instant now) {
    if (listing.open() == 0) {
      return "no open dead letters\n";
    }
    var text = new StringBuilder();
    listing.letters().forEach(letter -> text.append(line(letter, now)).append('\n'));
    long more = listing.open() - listing.letters().size();
    text.append(listing.open()).append(" open");
    if (more > 0) {
      text.append(", ").append(more).append(" of them not shown: see --limit");
    }
    text.append('\n');
    listing.letters().stream()
        .map(Letter::reason)
        .distinct()
        .sorted()
        .forEach(reason -> text.append(explained(reason)));
    return text.toString();
  }

  private static String explained(String reason) {
    var meaning = ReasonText.of(reason);
    return "%s: %s\n  do: %s\n"
        .formatted(
            reason.isEmpty() ? "no reason" : escaped(reason), meaning.means(), meaning.remedy());
  }

  private static String line(Letter letter, Instant now) {
    return String.join(
        "  ",
        letter.topic(),
        letter.place().toString(),
        letter.time().toString(),
        age(letter, now),
        letter.reason().isEmpty() ? "-" : escaped(letter.reason()),
        "from=" + origin(letter),
        "attempt=" + letter.attempt(),
        "redriven=" + letter.redriven(),
        "key=" + escaped(letter.key()));
  }

  /** The same as one JSON document. */
  public static String json(Listing listing, Instant now) {
    var all = JSON.createObjectNode().put("open", listing.open());
    var letters = all.putArray("letters");
    listing.letters().forEach(letter -> letters.add(node(letter, now)));
    return all.toPrettyString() + "\n";
  }

  /**
   * One letter with its headers.
   *
   * @param values whether to show the value, which may be personal data
   */
  public static String text(Opened opened, boolean values, Instant now) {
    var letter = opened.letter();
    var text = new StringBuilder(line(letter, now)).append('\n');
    opened
        .headers()
        .forEach(
            header ->
                text.append("  ")
                    .append(escaped(header.name()))
                    .append(": ")
                    .append(escaped(header.text()))
                    .append('\n'));
    text.append(explained(letter.reason()));
    text.append("value: ").append(letter.valueBytes()).append(" bytes");
    if (!values) {
      return text.append(", shown with --values\n").toString();
    }
    opened
        .value()
        .ifPresent(
            value ->
                text.append('\n')
                    .append(
                        utf8(value)
                            .map(LetterText::escaped)
                            .orElseGet(() -> HexFormat.of().formatHex(value))));
    return text.append('\n').toString();
  }

  /** The same as one JSON document; a value that is no text is there as hexadecimal digits. */
  public static String json(Opened opened, boolean values, Instant now) {
    var node = node(opened.letter(), now);
    var headers = node.putArray("headers");
    opened
        .headers()
        .forEach(
            header -> headers.addObject().put("name", header.name()).put("value", header.text()));
    if (values) {
      opened.value().ifPresent(value -> put(node, value));
    }
    return node.toPrettyString() + "\n";
  }

  private static void put(ObjectNode node, byte[] value) {
    utf8(value)
        .ifPresentOrElse(
            text -> node.put("value", text),
            () -> node.put("valueHex", HexFormat.of().formatHex(value)));
  }

  private static ObjectNode node(Letter letter, Instant now) {
    var node =
        JSON.createObjectNode()
            .put("topic", letter.topic())
            .put("partition", letter.place().partition())
            .put("offset", letter.place().offset())
            .put("time", letter.time().toString())
            .put("ageSeconds", Duration.between(letter.time(), now).toSeconds())
            .put("reason", letter.reason())
            .put("means", ReasonText.of(letter.reason()).means())
            .put("remedy", ReasonText.of(letter.reason()).remedy());
    var origin = node.putObject("origin").put("topic", letter.origin().topic());
    letter
        .origin()
        .place()
        .ifPresent(p -> origin.put("partition", p.partition()).put("offset", p.offset()));
    return node.put("attempt", letter.attempt())
        .put("redriven", letter.redriven())
        .put("key", letter.key())
        .put("valueBytes", letter.valueBytes());
  }

  private static String origin(Letter letter) {
    return letter.origin().topic() + letter.origin().place().map(place -> "/" + place).orElse("");
  }

  /** In its largest unit. */
  private static String age(Letter letter, Instant now) {
    var age = Duration.between(letter.time(), now);
    if (age.toDays() > 0) {
      return age.toDays() + "d";
    }
    if (age.toHours() > 0) {
      return age.toHours() + "h";
    }
    return age.toMinutes() > 0 ? age.toMinutes() + "m" : Math.max(0, age.toSeconds()) + "s";
  }

  private static Optional<String> utf8(byte[] bytes) {
    try {
      var decoder = StandardCharsets.UTF_8.newDecoder();
      return Optional.of(decoder.decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException binary) {
      return Optional.empty();
    }
  }

  private static String escaped(String text) {
    var safe = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              boolean hidden =
                  Character.isISOControl(c)
                      || Character.getType(c) == Character.FORMAT
                      || Character.getType(c) == Character.LINE_SEPARATOR
                      || Character.getType(c) == Character.PARAGRAPH_SEPARATOR;
              if (hidden) {
                safe.append("\\u").append("%04x".formatted(c));
              } else {
                safe.appendCodePoint(c);
              }
            });
    return safe.toString();
  }
}
