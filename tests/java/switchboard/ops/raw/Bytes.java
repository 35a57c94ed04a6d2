package switchboard.ops.raw;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Writes what the raw reader reads, by hand, as docs/redis-layout.md has it. */
final class Bytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  static Bytes message() {
    return new Bytes();
  }

  Bytes number(int field, long value) {
    varint(field << 3);
    varint(value);
    return this;
  }

  Bytes real(int field, double value) {
    varint(field << 3 | 1);
    out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(value).array());
    return this;
  }

  Bytes bytes(int field, byte[] value) {
    varint(field << 3 | 2);
    varint(value.length);
    out.writeBytes(value);
    return this;
  }

  Bytes text(int field, String value) {
    return bytes(field, value.getBytes(UTF_8));
  }

  Bytes message(int field, Bytes value) {
    return bytes(field, value.done());
  }

  Bytes entry(int field, String key, Bytes value) {
    return message(field, message().text(1, key).message(2, value));
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  byte[] done() {
    return out.toByteArray();
  }

  /** An element of format 1 with a writer of 16 bytes. */
  byte[] element1(String manifest) {
    var element = new Bytes();
    element.out.write(1);
    element.out.write(1);
    element.out.writeBytes(new byte[8]);
    element.kind(manifest);
    element.out.writeBytes(new byte[16]);
    element.out.writeBytes(done());
    return element.done();
  }

  /** An element of format 2 as it is usual: without time and writer. */
  byte[] element2(String manifest) {
    var element = new Bytes();
    element.out.write(2);
    element.kind(manifest);
    element.out.writeBytes(done());
    return element.done();
  }

  /** An element of format 2 with everything that there may be. */
  byte[] fullElement2(String manifest) {
    var element = new Bytes();
    element.out.write(2 | (1 | 4 | 8 | 16) << 3);
    element.varint(1_700_000_000_000L);
    element.kind(manifest);
    element.sized("writer");
    element.sized("adapter");
    element.kind("meta");
    element.sized("data");
    element.out.writeBytes(done());
    return element.done();
  }

  private void kind(String manifest) {
    varint(104_002);
    sized(manifest);
  }

  private void sized(String text) {
    varint(text.getBytes(UTF_8).length);
    out.writeBytes(text.getBytes(UTF_8));
  }

  static byte[] seal(byte[] key, byte[] clear, String context) {
    try {
      var nonce = new byte[12];
      var cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
      cipher.updateAAD(context.getBytes(UTF_8));
      var sealed = cipher.doFinal(clear);
      return ByteBuffer.allocate(12 + sealed.length).put(nonce).put(sealed).array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
