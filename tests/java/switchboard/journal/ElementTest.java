package switchboard.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import switchboard.journal.Payloads.Payload;

class ElementTest {
  private static final Payload EVENT = new Payload(-7, "agent-message.v1", Keys.bytes("hello"));
  private static final String UUID = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0";

  /** What stood in Redis before there was format 2. */
  private static final String FIRST_PLAIN =
      "0101" // format, raw writer
          + "0000019b0a1b2c3d" // time
          + "0d" // serializer -7
          + "10" // length of the manifest
          + "6167656e742d6d6573736167652e7631"
          + "0f1e2d3c4b5a69788796a5b4c3d2e1f0" // writer
          + "68656c6c6f";

  private static final String FIRST_FULL =
      "0106" // format, adapted and with metadata
          + "0000019b0a1b2c3d"
          + "0d"
          + "10"
          + "6167656e742d6d6573736167652e7631"
          + "03" // the writer is no UUID
          + "77c3bc"
          + "01" // adapter manifest
          + "61"
          + "28" // serializer 20 of the metadata
          + "00"
          + "01"
          + "6d"
          + "68656c6c6f";

  private static final String BARE =
      "02" // format, no flags
          + "0d"
          + "10"
          + "6167656e742d6d6573736167652e7631"
          + "68656c6c6f";

  private static final String SHORT =
      "1b" // format, length of the manifest
          + "cb21" // serializer 52001
          + "752e76" // manifest
          + "68656c6c6f";

  private static final String PLAIN =
      "1a" // format, with time and raw writer
          + "bdd8ecd0b033" // time
          + "0d"
          + "10"
          + "6167656e742d6d6573736167652e7631"
          + "0f1e2d3c4b5a69788796a5b4c3d2e1f0" // writer
          + "68656c6c6f";

  private static final String FULL =
      "ea" // format, with time, writer as text, adapter manifest and metadata
          + "bdd8ecd0b033"
          + "0d"
          + "10"
          + "6167656e742d6d6573736167652e7631"
          + "03" // length of the writer
          + "77c3bc"
          + "01" // adapter manifest
          + "61"
          + "28" // serializer 20 of the metadata
          + "00"
          + "01"
          + "6d"
          + "68656c6c6f";

  @Test
  void storedBytesStayAsTheyAre() {
    assertThat(hex(small().write())).isEqualTo(SHORT);
    assertThat(hex(bare().write())).isEqualTo(BARE);
    assertThat(hex(plain().write())).isEqualTo(PLAIN);
    assertThat(hex(full().write())).isEqualTo(FULL);
  }

  @Test
  void theFirstFormatIsReadForEver() {
    assertSame(Element.read(HexFormat.of().parseHex(FIRST_PLAIN)), plain());
    assertSame(Element.read(HexFormat.of().parseHex(FIRST_FULL)), full());
  }

  @Test
  void whatWasWrittenIsRead() {
    for (var element : List.of(small(), bare(), plain(), full())) {
      assertSame(Element.read(element.write()), element);
    }
  }

  @Test
  void anyTimeIsKept() {
    for (long time : new long[] {1, -1, 127, 128, 1L << 42, Long.MAX_VALUE, Long.MIN_VALUE}) {
      var element = new Element(EVENT, "", time, "", Optional.empty());
      assertSame(Element.read(element.write()), element);
    }
  }

  @Test
  void anEventTakesAFewBytesBesideItsPayload() {
    var event = new Payload(52_001, "um2", new byte[200]);
    assertThat(new Element(event, "", 0, "", Optional.empty()).write()).hasSize(206);
  }

  @Test
  void whatIsTooLongForTheShortFormatIsKeptInTheOther() {
    for (int serializer : new int[] {-1, 0, 0xffff, 0x10000}) {
      for (String manifest : List.of("", "m".repeat(31), "m".repeat(32), "ü".repeat(16))) {
        var payload = new Payload(serializer, manifest, Keys.bytes("hello"));
        var element = new Element(payload, "", 0, "", Optional.empty());
        assertSame(Element.read(element.write()), element);
      }
    }
  }

  @Test
  void damagedLengthsAreRefused() {
    for (String damaged : List.of("020d7f61", "020dffffffffffffffffff01", "020dffffffff7f")) {
      assertThatThrownBy(() -> Element.read(HexFormat.of().parseHex(damaged)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("damaged");
    }
  }

  @Test
  void uuidsThatDoNotPrintTheSameStayText() {
    for (String writer : List.of(UUID.toUpperCase(java.util.Locale.ROOT), "not-a-uuid", "", "ü")) {
      var element = new Element(EVENT, writer, 1, "", Optional.empty());
      assertThat(Element.read(element.write()).writer()).isEqualTo(writer);
    }
  }

  @Test
  void longManifestsAndEmptyPayloadsAreKept() {
    var payload = new Payload(Integer.MIN_VALUE, "m".repeat(70_000), new byte[0]);
    var read = Element.read(new Element(payload, UUID, 1, "", Optional.empty()).write());
    assertThat(read.payload().manifest()).hasSize(70_000);
    assertThat(read.payload().serializer()).isEqualTo(Integer.MIN_VALUE);
    assertThat(read.payload().bytes()).isEmpty();
  }

  @Test
  void unknownFormatsAreRefused() {
    assertThatThrownBy(() -> Element.read(new byte[] {4, 0, 0}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("format");
  }

  private static void assertSame(Element read, Element expected) {
    assertThat(read.payload().serializer()).isEqualTo(expected.payload().serializer());
    assertThat(read.payload().manifest()).isEqualTo(expected.payload().manifest());
    assertThat(read.payload().bytes()).isEqualTo(expected.payload().bytes());
    assertThat(read.writer()).isEqualTo(expected.writer());
    assertThat(read.timestamp()).isEqualTo(expected.timestamp());
    assertThat(read.adapterManifest()).isEqualTo(expected.adapterManifest());
    assertThat(read.metadata().map(it -> hex(it.bytes())))
        .isEqualTo(expected.metadata().map(it -> hex(it.bytes())));
  }

  private static Element small() {
    return new Element(
        new Payload(52_001, "u.v", Keys.bytes("hello")), "", 0, "", Optional.empty());
  }

  private static Element bare() {
    return new Element(EVENT, "", 0, "", Optional.empty());
  }

  private static Element plain() {
    return new Element(EVENT, UUID, 0x19b0a1b2c3dL, "", Optional.empty());
  }

  private static Element full() {
    return new Element(
        EVENT, "wü", 0x19b0a1b2c3dL, "a", Optional.of(new Payload(20, "", Keys.bytes("m"))));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
