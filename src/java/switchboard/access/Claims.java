package switchboard.access;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import switchboard.access.Tokens.Checked;
import switchboard.privacy.Subject;
import switchboard.session.SessionId;

/**
 * What the claims of a token must say, once its signature is right: {@code iss} and {@code aud} as
 * configured, {@code exp} in the future and {@code nbf}, if there is one, in the past, each give or
 * take the leeway; {@code tenant}, {@code sub}, and {@code scope} with words of which those that
 * are not ours are passed over.
 */
record Claims(String issuer, String audience, Duration leeway) {
  Checked caller(SignedJWT token, Instant now) {
    try {
      return caller(token.getJWTClaimsSet(), name(token), now);
    } catch (ParseException wrong) {
      return new Checked.Refused("a claim is not of the kind that it must be");
    }
  }

  /** The name of the key that signed it; whose it is has no place in a log. */
  private static String name(SignedJWT token) {
    var key = token.getHeader().getKeyID();
    return key == null ? "jwt" : "jwt " + key;
  }

  private Checked caller(JWTClaimsSet claims, String name, Instant now) throws ParseException {
    if (!issuer.equals(claims.getIssuer())) {
      return new Checked.Refused("its issuer is another");
    }
    if (!claims.getAudience().contains(audience)) {
      return new Checked.Refused("it is for another audience");
    }
    if (claims.getExpirationTime() == null) {
      return new Checked.Refused("it has no end");
    }
    var until = claims.getExpirationTime().toInstant().plus(leeway);
    if (!now.isBefore(until)) {
      return new Checked.Refused("it has expired");
    }
    var from = claims.getNotBeforeTime();
    if (from != null && from.toInstant().minus(leeway).isAfter(now)) {
      return new Checked.Refused("it is not valid yet");
    }
    var tenant = claims.getStringClaim("tenant");
    if (tenant == null || !SessionId.ID.matcher(tenant).matches()) {
      return new Checked.Refused("it names no tenant");
    }
    var subject = claims.getSubject();
    if (subject == null
        || Subject.fromName("tenants/" + tenant + "/subjects/" + subject).isEmpty()) {
      return new Checked.Refused("it names no subject");
    }
    var scope = claims.getStringClaim("scope");
    var scopes =
        Arrays.stream(scope == null ? new String[0] : scope.split(" "))
            .flatMap(word -> Scope.of(word).stream())
            .collect(Collectors.toSet());
    return new Checked.Known(new Caller(name, tenant, Optional.of(subject), scopes, until));
  }
}
