package switchboard.wire;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import switchboard.session.RequestMark;
import switchboard.session.SessionCommand;
import switchboard.session.SessionId;
import switchboard.session.WhenBusy;

/**
 * From checked requests to commands. A command's mark holds a digest of exactly what makes it the
 * same request when it comes again, whichever method it comes by: a message first sent on a stream
 * may be repeated as a single call.
 */
public final class PublicRequests {
  private static final int DIGEST_BYTES = 16;
  private static final int DERIVED_ID_LENGTH = 26;

  private PublicRequests() {}

  public static SessionCommand.Create create(
      String requestId, String subject, String channel, String locale, String agent) {
    var mark = mark(requestId, "create", subject, channel, locale, agent);
    return new SessionCommand.Create(subject, channel, locale, agent, mark);
  }

  /**
   * A message of the user.
   *
   * @param traceparent as it came; one that is malformed is ignored. A repetition may come in
   *     another trace
   */
  public static SessionCommand.SendMessage sendMessage(
      String requestId, String text, String traceparent) {
    return sendMessage(requestId, text, traceparent, WhenBusy.ENQUEUE);
  }

  /**
   * A message of the user.
   *
   * @param traceparent as above
   * @param busy what becomes of it while an earlier one is being answered
   */
  public static SessionCommand.SendMessage sendMessage(
      String requestId, String text, String traceparent, WhenBusy busy) {
    // a message that waits for its turn is what it was before others could be asked for
    var mark =
        busy == WhenBusy.ENQUEUE
            ? mark(requestId, "message", text)
            : mark(requestId, "message", text, busy.name());
    return new SessionCommand.SendMessage(text, mark, TraceParents.wellFormed(traceparent), busy);
  }

  public static SessionCommand.Close close(String requestId, Optional<Long> etag) {
    var mark = mark(requestId, "close", etag.map(PublicSessions::etag).orElse(""));
    return new SessionCommand.Close(mark, etag);
  }

  /** A pause; the reason is a part of what makes it the same request. */
  public static SessionCommand.Pause pause(String requestId, Duration length, String reason) {
    return new SessionCommand.Pause(
        length, reason, mark(requestId, "pause", length.toString(), reason));
  }

  public static SessionCommand.Fork fork(String requestId, SessionId source, long sequence) {
    var mark = mark(requestId, "fork", source.name(), Long.toString(sequence));
    return new SessionCommand.Fork(source, sequence, mark);
  }

  /** The mark of a request that is the same one if all of its fields are. */
  static RequestMark mark(String requestId, Message request) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(deterministic(request));
      return new RequestMark(
          requestId, HexFormat.of().formatHex(Arrays.copyOf(digest, DIGEST_BYTES)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256; use a complete one", e);
    }
  }

  /** Maps in order of their keys: the same fields make the same bytes. */
  private static byte[] deterministic(Message request) {
    var bytes = new byte[request.getSerializedSize()];
    var out = CodedOutputStream.newInstance(bytes);
    out.useDeterministicSerialization();
    try {
      request.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException("a request could not be written to memory", e);
    }
    return bytes;
  }

  /**
   * The session that a request without a session_id creates: the same one however often it is
   * repeated.
   */
  public static SessionId derivedSession(String tenant, String requestId) {
    var number = new BigInteger(1, sha256("session", tenant, requestId));
    var text = number.toString(32);
    var padded = "0".repeat(Math.max(0, DERIVED_ID_LENGTH - text.length())) + text;
    return new SessionId(tenant, padded.substring(0, DERIVED_ID_LENGTH));
  }

  private static RequestMark mark(String requestId, String... parts) {
    var digest = Arrays.copyOf(sha256(parts), DIGEST_BYTES);
    return new RequestMark(requestId, HexFormat.of().formatHex(digest));
  }

  /** Each part goes in with its length before it, so that no two lists of parts look the same. */
  private static byte[] sha256(String... parts) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      for (var part : parts) {
        var bytes = part.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
        digest.update(bytes);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256; use a complete one", e);
    }
  }
}
