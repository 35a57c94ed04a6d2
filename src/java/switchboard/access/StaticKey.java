package switchboard.access;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import switchboard.privacy.Subject;
import switchboard.session.SessionId;

/**
 * A key that is kept as its hash: {@code sbk_ID_SECRET}. The secret has 256 random bits, which
 * nobody guesses, so one round of SHA-256 protects it as well as a slow hash would, and costs a
 * call nothing.
 *
 * @param id names the key in files and logs; 4 to 32 of a-z 0-9
 * @param hash SHA-256 of the secret, in hexadecimal
 */
public record StaticKey(
    String id, String hash, String tenant, Optional<String> subject, Set<Scope> scopes) {
  /** What every key begins with, so that it can be found where it does not belong. */
  static final String PREFIX = "sbk_";

  private static final int SECRET_BYTES = 32;
  private static final Pattern ID = Pattern.compile("[a-z0-9]{4,32}");
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9_-]{43}");
  private static final Pattern KEY = Pattern.compile("sbk_([a-z0-9]{4,32})_([A-Za-z0-9_-]{43})");

  public StaticKey {
    scopes = Set.copyOf(scopes);
    require(ID.matcher(id).matches(), "the id must be 4 to 32 of a-z 0-9");
    require(
        !id.startsWith("sbk") && !hash.startsWith(PREFIX) && !SECRET.matcher(hash).matches(),
        "it holds a key itself; only the key's SHA-256 may stand here, and that key is spoilt:"
            + " make a new one with `switchboard keys new`");
    require(
        HASH.matcher(hash).matches(),
        "the hash must be a SHA-256: 64 hexadecimal digits, in small letters");
    require(
        SessionId.ID.matcher(tenant).matches(),
        "tenant=, 1 to 63 of a-z 0-9 -, starting and ending with a letter or digit, is needed");
    require(
        subject.isEmpty()
            || Subject.fromName("tenants/" + tenant + "/subjects/" + subject.get()).isPresent(),
        "subject= must be 1 to 128 visible ASCII characters");
    require(!scopes.isEmpty(), "scopes= is needed: some of " + Scope.words());
    require(
        !scopes.contains(Scope.CONVERSATION)
            || scopes.contains(Scope.TENANT)
            || subject.isPresent(),
        "the scope conversation is that of one subject: subject= is needed");
  }

  /** A new key, and the only copy of it there will be. */
  public record Made(StaticKey key, String secret) {
    /** What a client sends. */
    public String token() {
      return PREFIX + key.id + "_" + secret;
    }
  }

  /**
   * Makes a key.
   *
   * @throws IllegalArgumentException with one line, if it would be none
   */
  public static Made make(
      SecureRandom random, String tenant, Optional<String> subject, Set<Scope> scopes) {
    var secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    var text = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    // 60 bits: no two keys of a file have the same
    var id = "k" + new BigInteger(60, random).setBit(60).toString(36);
    return new Made(new StaticKey(id, sha256(text), tenant, subject, scopes), text);
  }

  /** The line that stands for it in a file of keys. */
  public String line() {
    var words = scopes.stream().map(Scope::word).collect(Collectors.toCollection(TreeSet::new));
    return id
        + " "
        + hash
        + " tenant="
        + tenant
        + subject.map(it -> " subject=" + it).orElse("")
        + " scopes="
        + String.join(",", words);
  }

  /**
   * Reads a line.
   *
   * @throws IllegalArgumentException with what is wrong with it, and nothing of what is in it
   */
  static StaticKey parse(String line) {
    var words = line.strip().split("\\s+");
    require(words.length >= 2, "a line is: ID SHA256 tenant=T [subject=S] scopes=S,...");
    var tenant = "";
    Optional<String> subject = Optional.empty();
    var scopes = new TreeSet<Scope>();
    for (int i = 2; i < words.length; i++) {
      var word = words[i];
      if (word.startsWith("tenant=") && tenant.isEmpty()) {
        tenant = after(word);
      } else if (word.startsWith("subject=") && subject.isEmpty()) {
        subject = Optional.of(after(word));
      } else if (word.startsWith("scopes=") && scopes.isEmpty()) {
        for (var scope : after(word).split(",")) {
          scopes.add(
              Scope.of(scope)
                  .orElseThrow(
                      () ->
                          new IllegalArgumentException(
                              "scopes= has one that is none of " + Scope.words())));
        }
      } else {
        throw new IllegalArgumentException(
            "word " + (i + 1) + " is none of tenant=, subject= and scopes=, or comes twice");
      }
    }
    return new StaticKey(words[0], words[1], tenant, subject, scopes);
  }

  private static String after(String word) {
    return word.substring(word.indexOf('=') + 1);
  }

  /** The id and the secret of a token, if it has the form of one. */
  static Optional<Presented> presented(String token) {
    var match = KEY.matcher(token);
    return match.matches()
        ? Optional.of(new Presented(match.group(1), match.group(2)))
        : Optional.empty();
  }

  /** What a client has shown. */
  record Presented(String id, String secret) {}

  /** Compares in a time that says nothing of where the difference is. */
  boolean opensWith(String secret) {
    return MessageDigest.isEqual(
        hash.getBytes(StandardCharsets.US_ASCII),
        sha256(secret).getBytes(StandardCharsets.US_ASCII));
  }

  static String sha256(String text) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static void require(boolean holds, String must) {
    if (!holds) {
      throw new IllegalArgumentException(must);
    }
  }
}
