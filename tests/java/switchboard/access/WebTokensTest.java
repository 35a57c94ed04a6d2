package switchboard.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.gen.OctetSequenceKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.access.Tokens.Checked;

class WebTokensTest {
  private static final Issuer ISSUER = new Issuer("one");
  private static final Issuer OTHER = new Issuer("two");
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final Claims CLAIMS =
      new Claims(Issuer.NAME, Issuer.AUDIENCE, Duration.ofSeconds(30));
  private static final Duration OFTEN = Duration.ofMillis(20);

  @TempDir Path dir;

  private static WebTokens tokens(KeySource source, Instant at) {
    return new WebTokens(source, CLAIMS, Clock.fixed(at, ZoneOffset.UTC));
  }

  private Path published(String keySet) throws Exception {
    return Files.writeString(dir.resolve("jwks.json"), keySet);
  }

  private WebTokens tokens() throws Exception {
    return tokens(new KeyFile(published(ISSUER.published()), OFTEN), NOW);
  }

  private static Checked check(Tokens tokens, String token) {
    try {
      return tokens.check(token).toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static JWTClaimsSet claims(UnaryOperator<JWTClaimsSet.Builder> change) {
    return Issuer.claims(NOW, "asha", "openid conversation", change);
  }

  private void refuses(String token, String why) throws Exception {
    try (var tokens = tokens()) {
      assertThat(check(tokens, token)).isEqualTo(new Checked.Refused(why));
    }
  }

  private void refuses(UnaryOperator<JWTClaimsSet.Builder> change, String why) throws Exception {
    refuses(Issuer.sign(ISSUER.rsa, claims(change)), why);
  }

  @Test
  void aTokenOfEachAlgorithmIsTaken() throws Exception {
    try (var tokens = tokens()) {
      for (var key : ISSUER.keys()) {
        var token = Issuer.sign(key, claims(it -> it));
        for (int i = 0; i < 2; i++) {
          var known = (Checked.Known) check(tokens, token);
          assertThat(known.caller().tenant()).isEqualTo("acme");
          assertThat(known.caller().subject()).contains("asha");
          assertThat(known.caller().scopes()).containsExactly(Scope.CONVERSATION);
          assertThat(known.caller().until()).isEqualTo(NOW.plusSeconds(3630));
          assertThat(known.caller().name()).isEqualTo("jwt " + key.getKeyID());
        }
      }
    }
  }

  @Test
  void withoutAnIdTheKeyThatFitsIsFound() throws Exception {
    try (var tokens = tokens()) {
      var token = Issuer.sign(ISSUER.ec, null, new JOSEObjectType("at+jwt"), claims(it -> it));
      assertThat(check(tokens, token)).isInstanceOf(Checked.Known.class);
    }
  }

  @Test
  void noSignatureIsNoToken() throws Exception {
    refuses(new PlainJWT(claims(it -> it)).serialize(), "it is no signed JSON Web Token");
    var signed = Issuer.sign(ISSUER.rsa, claims(it -> it));
    refuses(signed.substring(0, signed.lastIndexOf('.') + 1), "it is no signed JSON Web Token");
    var none =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString("{\"alg\":\"none\"}".getBytes(UTF_8));
    refuses(none + signed.substring(signed.indexOf('.')), "it is no signed JSON Web Token");
    refuses("", "it is no signed JSON Web Token");
    refuses("a.b.c", "it is no signed JSON Web Token");
  }

  @Test
  void aPublicKeyIsNobodysSecret() throws Exception {
    var rsa = ISSUER.rsa.toRSAPublicKey();
    for (var secret :
        new byte[][] {rsa.getEncoded(), ISSUER.rsa.toPublicJWK().toString().getBytes(UTF_8)}) {
      var header = new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("one-rsa").build();
      var token = new SignedJWT(header, claims(it -> it));
      token.sign(new MACSigner(secret));
      refuses(token.serialize(), "its algorithm is none of RS256, ES256 and EdDSA");
    }
  }

  @Test
  void anotherKeyIsNotTakenWhateverItCallsItself() throws Exception {
    var signed = Issuer.sign(OTHER.rsa, "one-rsa", JOSEObjectType.JWT, claims(it -> it));
    refuses(signed, "its signature is wrong");
    refuses(
        Issuer.sign(OTHER.rsa, claims(it -> it)),
        "no key of the set has its id and fits its algorithm");
    // of the right issuer, but of another algorithm than the key with that id
    refuses(
        Issuer.sign(ISSUER.ec, "one-rsa", JOSEObjectType.JWT, claims(it -> it)),
        "no key of the set has its id and fits its algorithm");
    // a key that the token brings itself counts for nothing
    var header =
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .keyID("one-rsa")
            .jwk(OTHER.rsa.toPublicJWK())
            .build();
    var own = new SignedJWT(header, claims(it -> it));
    own.sign(new com.nimbusds.jose.crypto.RSASSASigner(OTHER.rsa));
    refuses(own.serialize(), "its signature is wrong");
  }

  @Test
  void aChangedClaimBreaksTheSignature() throws Exception {
    var parts = Issuer.sign(ISSUER.rsa, claims(it -> it)).split("\\.");
    var changed = claims(it -> it.claim("tenant", "globex")).toString();
    var claims = Base64.getUrlEncoder().withoutPadding().encodeToString(changed.getBytes(UTF_8));
    refuses(parts[0] + "." + claims + "." + parts[2], "its signature is wrong");
  }

  @Test
  void theClaimsMustBeRight() throws Exception {
    refuses(it -> it.issuer("https://evil.example"), "its issuer is another");
    refuses(it -> it.issuer(null), "its issuer is another");
    refuses(it -> it.audience("another"), "it is for another audience");
    refuses(it -> it.audience((String) null), "it is for another audience");
    refuses(it -> it.expirationTime(null), "it has no end");
    refuses(it -> it.expirationTime(Date.from(NOW.minusSeconds(31))), "it has expired");
    refuses(it -> it.notBeforeTime(Date.from(NOW.plusSeconds(31))), "it is not valid yet");
    refuses(it -> it.claim("tenant", null), "it names no tenant");
    refuses(it -> it.claim("tenant", "acme/sessions"), "it names no tenant");
    refuses(it -> it.claim("tenant", 7), "a claim is not of the kind that it must be");
    refuses(it -> it.subject(null), "it names no subject");
    refuses(it -> it.subject("a\nb"), "it names no subject");
    refuses(
        it -> it.claim("scope", java.util.List.of("tenant")),
        "a claim is not of the kind that it must be");
    refuses(
        Issuer.sign(ISSUER.rsa, "one-rsa", new JOSEObjectType("logout+jwt"), claims(it -> it)),
        "its type is not that of an access token");
  }

  @Test
  void clocksMayDifferByTheLeeway() throws Exception {
    try (var tokens = tokens()) {
      UnaryOperator<JWTClaimsSet.Builder> early =
          it -> it.expirationTime(Date.from(NOW.minusSeconds(29)));
      UnaryOperator<JWTClaimsSet.Builder> late =
          it -> it.notBeforeTime(Date.from(NOW.plusSeconds(30)));
      assertThat(check(tokens, Issuer.sign(ISSUER.rsa, claims(early))))
          .isInstanceOf(Checked.Known.class);
      assertThat(check(tokens, Issuer.sign(ISSUER.rsa, claims(late))))
          .isInstanceOf(Checked.Known.class);
    }
  }

  @Test
  void aTokenThatWasGoodIsNotTakenOnceItHasExpired() throws Exception {
    var time = new AtomicReference<>(NOW);
    var clock = new FakeClock(time);
    try (var tokens =
        new WebTokens(new KeyFile(published(ISSUER.published()), OFTEN), CLAIMS, clock)) {
      var token = Issuer.sign(ISSUER.rsa, claims(it -> it));
      assertThat(check(tokens, token)).isInstanceOf(Checked.Known.class);
      time.set(NOW.plusSeconds(3631));
      assertThat(check(tokens, token)).isEqualTo(new Checked.Refused("it has expired"));
    }
  }

  @Test
  void aChangedFileOfKeysHoldsWithoutARestart() throws Exception {
    try (var tokens = tokens()) {
      var before = Issuer.sign(ISSUER.rsa, claims(it -> it));
      var after = Issuer.sign(OTHER.ec, claims(it -> it));
      assertThat(check(tokens, before)).isInstanceOf(Checked.Known.class);
      assertThat(check(tokens, after)).isInstanceOf(Checked.Refused.class);
      published(OTHER.published());
      await().until(() -> check(tokens, after) instanceof Checked.Known);
      assertThat(check(tokens, before)).isInstanceOf(Checked.Refused.class);
    }
  }

  @Test
  void anUnknownKeyIsAskedForAtItsServer() throws Exception {
    var served = new AtomicReference<>(ISSUER.published());
    var fetches = new AtomicInteger();
    var server = server(served, fetches);
    var address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/jwks");
    try (var tokens = tokens(new KeyServer(address, Duration.ofHours(1), Duration.ZERO), NOW)) {
      assertThat(check(tokens, Issuer.sign(ISSUER.rsa, claims(it -> it))))
          .isInstanceOf(Checked.Known.class);
      served.set(OTHER.published());
      var after = Issuer.sign(OTHER.rsa, claims(it -> it));
      assertThat(check(tokens, after)).isInstanceOf(Checked.Known.class);
      // the issuer is away: what is known stays in force
      served.set("this is no key set");
      int before = fetches.get();
      assertThat(check(tokens, Issuer.sign(ISSUER.rsa, claims(it -> it))))
          .isInstanceOf(Checked.Refused.class);
      assertThat(fetches.get()).isGreaterThan(before);
      assertThat(check(tokens, after)).isInstanceOf(Checked.Known.class);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void strangersTokensDoNotMakeUsFetchAgainAndAgain() throws Exception {
    var fetches = new AtomicInteger();
    var server = server(new AtomicReference<>(ISSUER.published()), fetches);
    var address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/jwks");
    try (var tokens =
        tokens(new KeyServer(address, Duration.ofHours(1), Duration.ofHours(1)), NOW)) {
      for (int i = 0; i < 50; i++) {
        assertThat(check(tokens, Issuer.sign(OTHER.rsa, claims(it -> it))))
            .isInstanceOf(Checked.Refused.class);
      }
      assertThat(fetches).hasValue(1);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void withoutAnyKeyNothingCanBeSaid() throws Exception {
    var server = server(new AtomicReference<>("{}"), new AtomicInteger());
    var address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/jwks");
    try (var tokens =
        tokens(new KeyServer(address, Duration.ofHours(1), Duration.ofHours(1)), NOW)) {
      assertThat(check(tokens, Issuer.sign(ISSUER.rsa, claims(it -> it))))
          .isEqualTo(Checked.Plain.UNAVAILABLE);
    } finally {
      server.stop(0);
    }
  }

  private static HttpServer server(AtomicReference<String> served, AtomicInteger fetches)
      throws Exception {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/jwks",
        exchange -> {
          fetches.incrementAndGet();
          var body = served.get().getBytes(UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }

  @Test
  void aKeySetMustHaveAKeyThatIsStrongAndForSignatures() throws Exception {
    var weak = new RSAKeyGenerator(1024, true).keyID("weak").generate();
    var secret = new OctetSequenceKeyGenerator(256).keyID("secret").generate();
    assertThatThrownBy(() -> KeySets.parse("f", new JWKSet(weak).toString()))
        .hasMessage("f: an RSA key has fewer than 2048 bits");
    assertThatThrownBy(() -> KeySets.parse("f", new JWKSet(secret).toString(false)))
        .hasMessageStartingWith("f: has no public key for signatures");
    assertThatThrownBy(
            () -> KeySets.parse("f", "{\"keys\": [{\"kty\": \"RSA\", \"n\": \"leak\"}]}"))
        .hasMessage("f: not a JSON Web Key Set (RFC 7517)");
    var whole = new JWKSet(java.util.List.of(ISSUER.rsa, secret)).toString(false);
    assertThat(KeySets.parse("f", whole).getKeys())
        .containsExactly(ISSUER.rsa.toPublicJWK())
        .noneMatch(key -> key.isPrivate() || key instanceof OctetSequenceKey);
  }

  /** Shows the time that it is set to. */
  private static final class FakeClock extends Clock {
    private final AtomicReference<Instant> time;

    FakeClock(AtomicReference<Instant> time) {
      this.time = time;
    }

    @Override
    public java.time.ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(java.time.ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return time.get();
    }
  }
}
