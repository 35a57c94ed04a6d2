package switchboard.ops.raw;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The fields of one message in protobuf's wire format, by number. */
final class Fields {
  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED_32 = 5;

  /** Each value a {@code Long}, its bits, or a {@code byte[]}. */
  private final Map<Integer, List<Object>> values = new HashMap<>();

  private Fields() {}

  static Fields parse(byte[] message) {
    var fields = new Fields();
    var in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    try {
      while (in.hasRemaining()) {
        int tag = (int) varint(in);
        fields.values.computeIfAbsent(tag >>> 3, _ -> new ArrayList<>()).add(value(in, tag & 7));
      }
    } catch (BufferUnderflowException | IndexOutOfBoundsException | NegativeArraySizeException e) {
      throw new RawFailure("a stored message is cut off", e);
    }
    return fields;
  }

  private static Object value(ByteBuffer in, int type) {
    return switch (type) {
      case VARINT -> varint(in);
      case FIXED_64 -> in.getLong();
      case FIXED_32 -> (long) in.getInt();
      case LENGTH_DELIMITED -> bytes(in, (int) varint(in));
      default -> throw new RawFailure("a stored message has a field of an unknown kind: " + type);
    };
  }

  static byte[] bytes(ByteBuffer in, int length) {
    if (length < 0 || length > in.remaining()) {
      throw new RawFailure("a stored message is cut off");
    }
    var bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = in.get();
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new RawFailure("a number in the store does not end");
  }

  /** Adds the fields of another message. */
  void add(Fields others) {
    others.values.forEach(
        (field, more) -> values.computeIfAbsent(field, _ -> new ArrayList<>()).addAll(more));
  }

  boolean has(int field) {
    return values.containsKey(field);
  }

  private Object last(int field, Object otherwise) {
    var all = values.get(field);
    return all == null ? otherwise : all.getLast();
  }

  long number(int field) {
    return (Long) last(field, 0L);
  }

  double real(int field) {
    return Double.longBitsToDouble(number(field));
  }

  boolean flag(int field) {
    return number(field) != 0;
  }

  byte[] bytes(int field) {
    return (byte[]) last(field, new byte[0]);
  }

  String text(int field) {
    return new String(bytes(field), UTF_8);
  }

  /** All values of a repeated field, as messages. */
  List<Fields> messages(int field) {
    return values.getOrDefault(field, List.of()).stream()
        .map(value -> parse((byte[]) value))
        .toList();
  }

  List<String> texts(int field) {
    return values.getOrDefault(field, List.of()).stream()
        .map(value -> new String((byte[]) value, UTF_8))
        .toList();
  }

  /** A map field with texts for keys. */
  <T> Map<String, T> map(int field, Function<Fields, T> value) {
    var map = new LinkedHashMap<String, T>();
    messages(field).forEach(entry -> map.put(entry.text(1), value.apply(entry)));
    return map;
  }
}
