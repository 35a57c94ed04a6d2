package switchboard.faults.doors;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Messages of one type that nobody should send, as bytes: the same ones for the same seed. */
final class Nonsense {
  private static final int DEEPEST = 3;

  /** Names that mean something to a store, a broker, a log, a file system or a shell. */
  private static final List<String> TEXTS =
      List.of(
          "",
          "tenants/acme",
          "tenants/acme/sessions/s1",
          "tenants/acme/sessions/s1/context",
          "tenants/acme/subjects/partner-1",
          "tenants/acme/subjects/partner-1/profile",
          "tenants/acme/sagas/s1.2",
          "tenants/acme/sessions/../../other/sessions/s1",
          "tenants/acme/sessions/s1\r\n2026-01-01T00:00:00Z INFO forged line",
          "tenants/{7}/sessions/s1",
          "sb:{0}:e:session|acme/s1",
          "order.commands\u0000",
          "%2e%2e%2f%00",
          "${jndi:x}",
          "'; FLUSHALL; --",
          "\u202e\u0007\u001b[2J",
          "\uD83D\uDCE6",
          "a".repeat(63),
          "a".repeat(300),
          "partner-1",
          "s1",
          "en-IN",
          "127.0.0.1:1",
          "2f1d0c8e-6a51-4b0e-9a43-6d3c0b6f1a2b");

  private static final List<Long> NUMBERS =
      List.of(0L, 1L, 2L, 100L, -1L, 1L << 31, 1L << 53, Long.MAX_VALUE, Long.MIN_VALUE);

  private final Descriptor type;
  private final SplittableRandom random;

  Nonsense(Descriptor type, SplittableRandom random) {
    this.type = type;
    this.random = random;
  }

  /** The next one. */
  byte[] next() {
    byte[] whole = message(type, 0).toByteArray();
    return switch (random.nextInt(6)) {
      case 0, 1 -> whole;
      case 2 -> flipped(whole);
      case 3 -> Arrays.copyOf(whole, whole.length == 0 ? 0 : random.nextInt(whole.length));
      case 4 -> joined(whole, noise(random.nextInt(64)));
      default -> noise(random.nextInt(512));
    };
  }

  private byte[] noise(int length) {
    var noise = new byte[length];
    random.nextBytes(noise);
    return noise;
  }

  private byte[] flipped(byte[] whole) {
    var flipped = whole.clone();
    for (int i = 0; i < flipped.length; i += 1 + random.nextInt(16)) {
      flipped[i] ^= (byte) (1 << random.nextInt(8));
    }
    return flipped;
  }

  private static byte[] joined(byte[] one, byte[] other) {
    var joined = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, joined, one.length, other.length);
    return joined;
  }

  private DynamicMessage message(Descriptor of, int depth) {
    var message = DynamicMessage.newBuilder(of);
    for (var field : of.getFields()) {
      if (random.nextInt(4) == 0) {
        continue;
      }
      if (field.isRepeated()) {
        int count = random.nextInt(20) == 0 ? 200 : random.nextInt(4);
        for (int i = 0; i < count && depth < DEEPEST; i++) {
          message.addRepeatedField(field, value(field, depth));
        }
      } else if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE || depth < DEEPEST) {
        message.setField(field, value(field, depth));
      }
    }
    return message.build();
  }

  private Object value(FieldDescriptor field, int depth) {
    long number = NUMBERS.get(random.nextInt(NUMBERS.size()));
    return switch (field.getJavaType()) {
      case INT -> (int) number;
      case LONG -> number;
      case FLOAT -> random.nextBoolean() ? Float.NaN : (float) number;
      case DOUBLE -> random.nextBoolean() ? Double.NEGATIVE_INFINITY : (double) number;
      case BOOLEAN -> random.nextBoolean();
      case STRING -> TEXTS.get(random.nextInt(TEXTS.size()));
      case BYTE_STRING -> ByteString.copyFrom(noise(random.nextInt(40)));
      case ENUM ->
          random.nextInt(5) == 0
              ? field.getEnumType().findValueByNumberCreatingIfUnknown(99)
              : field
                  .getEnumType()
                  .getValues()
                  .get(random.nextInt(field.getEnumType().getValues().size()));
      case MESSAGE -> message(field.getMessageType(), depth + 1);
    };
  }
}
