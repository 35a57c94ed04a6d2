package switchboard.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What its certificate lets somebody be, by a URI among the certificate's alternative names. */
public enum Role {
  /** {@code urn:switchboard:node:NAME}. */
  NODE,
  /** {@code urn:switchboard:worker:NAME}. */
  WORKER,
  /** {@code urn:switchboard:operator:NAME}. */
  OPERATOR;

  /** The kind of alternative name that a URI is, in RFC 5280. */
  private static final int URI = 6;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._@-]{1,64}");

  /** The URI of somebody with this role: 1 to 64 of A-Z a-z 0-9 . _ @ - for the name. */
  public String uri(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a name in a certificate is 1 to 64 of A-Z a-z 0-9 . _ @ -, not: " + name);
    }
    return prefix() + name;
  }

  /** The name that a certificate gives in this role; empty if it gives none. */
  public Optional<String> nameIn(X509Certificate certificate) {
    try {
      var names = certificate.getSubjectAlternativeNames();
      return names == null
          ? Optional.empty()
          : names.stream().flatMap(name -> name(name).stream()).findFirst();
    } catch (CertificateParsingException damaged) {
      return Optional.empty();
    }
  }

  private Optional<String> name(List<?> alternative) {
    return Integer.valueOf(URI).equals(alternative.getFirst())
            && alternative.get(1) instanceof String uri
            && uri.startsWith(prefix())
        ? Optional.of(uri.substring(prefix().length())).filter(name -> NAME.matcher(name).matches())
        : Optional.empty();
  }

  private String prefix() {
    return "urn:switchboard:" + word() + ":";
  }

  /** As it stands in the URI. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
