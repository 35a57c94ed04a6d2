package switchboard.access;

import com.typesafe.config.Config;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What is configured under {@code switchboard.front-door.authentication} and {@code quotas}; see
 * front-door.conf for the meaning of each.
 *
 * @param required whether a call needs a credential
 * @param keys the file of static keys, if there are any
 * @param tokens which web tokens are taken, if any are
 * @param reload between two looks at the files
 * @param openReflection whether reflection needs no credential
 */
public record AccessSettings(
    boolean required,
    Optional<Path> keys,
    Optional<WebTokenSettings> tokens,
    Duration reload,
    boolean openReflection,
    Limits quotas) {
  private static final String OWN = "switchboard.front-door.authentication";
  private static final String QUOTAS = "switchboard.front-door.quotas";

  /**
   * Which web tokens are taken.
   *
   * @param file of the key set; empty if it comes from a server
   * @param server of the key set; empty if it is a file
   * @param refresh between two fetches from the server
   */
  public record WebTokenSettings(
      Optional<Path> file, Optional<URI> server, Claims claims, Duration refresh) {}

  /** What one tenant may use of one node; 0 is as much as it can. */
  public record Limits(int calls, int newSessions, int streams) {
    public Limits {
      require(calls >= 0, QUOTAS + ".calls-per-second must be 0 or more");
      require(newSessions >= 0, QUOTAS + ".new-sessions-per-second must be 0 or more");
      require(streams >= 0, QUOTAS + ".streams must be 0 or more");
    }
  }

  /**
   * Reads the sections from the whole configuration; opens no file.
   *
   * @throws IllegalArgumentException if a value is not as it must be, with one line
   */
  public static AccessSettings from(Config config) {
    var own = config.getConfig(OWN);
    var quotas = config.getConfig(QUOTAS);
    boolean required = isRequired(own.getString("kind"));
    var keys = path(own.getString("keys-file"));
    var tokens = tokens(own.getConfig("jwt"));
    var reload = own.getDuration("reload");
    require(reload.compareTo(Duration.ofMillis(100)) >= 0, OWN + ".reload must be at least 100 ms");
    require(
        !required || keys.isPresent() || tokens.isPresent(),
        OWN
            + ".kind is required, so "
            + OWN
            + ".keys-file, or jwks-file or jwks-url in its section jwt, must say who may call");
    require(
        required || keys.isEmpty() && tokens.isEmpty(),
        OWN + ".kind is none, but there are keys or tokens to be checked; set it to required");
    return new AccessSettings(
        required,
        keys,
        tokens,
        reload,
        own.getBoolean("open-reflection"),
        new Limits(
            quotas.getInt("calls-per-second"),
            quotas.getInt("new-sessions-per-second"),
            quotas.getInt("streams")));
  }

  /**
   * Opens the files that it names, as a node does that starts.
   *
   * @throws IllegalArgumentException if one is missing or wrong, with one line
   */
  public static void openFiles(Config config) {
    var settings = from(config);
    settings.keys.ifPresent(
        path -> named("keys-file", () -> new StaticKeys(path, settings.reload).close()));
    settings
        .tokens
        .flatMap(WebTokenSettings::file)
        .ifPresent(
            path -> named("jwt.jwks-file", () -> new KeyFile(path, settings.reload).close()));
  }

  private static void named(String key, Runnable opening) {
    try {
      opening.run();
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(OWN + ": " + key + ": " + wrong.getMessage(), wrong);
    }
  }

  private static boolean isRequired(String kind) {
    return switch (kind) {
      case "none" -> false;
      case "required" -> true;
      default ->
          throw new IllegalArgumentException(
              OWN + ".kind must be none or required, but is: " + kind);
    };
  }

  private static Optional<Path> path(String text) {
    return text.isBlank() ? Optional.empty() : Optional.of(Path.of(text));
  }

  private static Optional<WebTokenSettings> tokens(Config jwt) {
    var at = OWN + ".jwt.";
    var file = path(jwt.getString("jwks-file"));
    var server = server(at, jwt.getString("jwks-url"));
    var issuer = jwt.getString("issuer");
    var audience = jwt.getString("audience");
    var leeway = jwt.getDuration("leeway");
    var refresh = jwt.getDuration("refresh");
    require(
        !leeway.isNegative() && leeway.compareTo(Duration.ofMinutes(5)) <= 0,
        at + "leeway must be 0 to 5 min");
    require(refresh.compareTo(Duration.ofSeconds(1)) >= 0, at + "refresh must be at least 1 s");
    if (file.isEmpty() && server.isEmpty()) {
      return Optional.empty();
    }
    require(file.isEmpty() || server.isEmpty(), at + "jwks-file and jwks-url exclude each other");
    require(!issuer.isBlank(), at + "issuer must say whose tokens are taken");
    require(!audience.isBlank(), at + "audience must say what name tokens have for this system");
    return Optional.of(
        new WebTokenSettings(file, server, new Claims(issuer, audience, leeway), refresh));
  }

  private static Optional<URI> server(String at, String text) {
    if (text.isBlank()) {
      return Optional.empty();
    }
    try {
      var address = new URI(text);
      boolean own = address.getHost() != null && ListenerRules.isLoopback(address.getHost());
      require(
          address.getHost() != null
              && ("https".equals(address.getScheme()) || own && "http".equals(address.getScheme())),
          at
              + "jwks-url must be https://, or http:// on loopback: who changes it on its way lets"
              + " himself in");
      return Optional.of(address);
    } catch (URISyntaxException wrong) {
      throw new IllegalArgumentException(at + "jwks-url is no URL", wrong);
    }
  }

  private static void require(boolean holds, String must) {
    if (!holds) {
      throw new IllegalArgumentException(must);
    }
  }
}
