package switchboard.local;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.bouncycastle.util.io.pem.PemWriter;

/** An authority for the certificates of one machine's system; keys are of the curve P-256. */
public final class CertificateAuthority {
  /** Clocks differ. */
  private static final Duration SINCE = Duration.ofMinutes(5);

  private static final SecureRandom RANDOM = new SecureRandom();

  private final X509Certificate certificate;
  private final PrivateKey key;

  private CertificateAuthority(X509Certificate certificate, PrivateKey key) {
    this.certificate = certificate;
    this.key = key;
  }

  /** A certificate and its key, both in PEM. */
  public record Issued(String certificate, String key) {}

  /**
   * Whom a certificate is for.
   *
   * @param name to show to people
   * @param uri of its role; empty for none
   * @param hosts names and IPv4 or IPv6 addresses that a server is reached at
   */
  public record Holder(String name, Optional<String> uri, List<String> hosts) {
    public Holder {
      hosts = List.copyOf(hosts);
    }
  }

  /** A new one, valid from now on. */
  public static CertificateAuthority create(String name, Duration validFor) {
    try {
      var pair = pair();
      var now = Instant.now();
      var subject = subject(name);
      var builder =
          new JcaX509v3CertificateBuilder(
              subject,
              serial(),
              Date.from(now.minus(SINCE)),
              Date.from(now.plus(validFor)),
              subject,
              pair.getPublic());
      builder
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
          .addExtension(
              Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
          .addExtension(
              Extension.subjectKeyIdentifier,
              false,
              new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
      return new CertificateAuthority(signed(builder, pair.getPrivate()), pair.getPrivate());
    } catch (GeneralSecurityException | CertIOException | OperatorCreationException broken) {
      throw new IllegalStateException("this Java cannot make certificates", broken);
    }
  }

  /**
   * One that was made before.
   *
   * @throws IOException if a file cannot be read
   * @throws GeneralSecurityException if one of them is not what it should be
   */
  static CertificateAuthority read(Path certificate, Path key)
      throws IOException, GeneralSecurityException {
    try (var pem = new PemReader(new StringReader(Files.readString(key)))) {
      var found = pem.readPemObject();
      if (found == null) {
        throw new GeneralSecurityException(key + " holds no private key in PEM");
      }
      return new CertificateAuthority(
          read(certificate),
          KeyFactory.getInstance("EC")
              .generatePrivate(new PKCS8EncodedKeySpec(found.getContent())));
    }
  }

  static X509Certificate read(Path file) throws IOException, GeneralSecurityException {
    try (var in = Files.newInputStream(file)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  X509Certificate certificate() {
    return certificate;
  }

  /** Its own certificate, and its key. */
  public Issued own() {
    return new Issued(
        pem("CERTIFICATE", encoded(certificate)), pem("PRIVATE KEY", key.getEncoded()));
  }

  /** A certificate for both sides of connections, with a key that nobody else has. */
  public Issued issue(Holder holder, Duration validFor) {
    return issue(holder, Instant.now().minus(SINCE), Instant.now().plus(validFor));
  }

  /** The same for any time. */
  public Issued issue(Holder holder, Instant from, Instant until) {
    try {
      var pair = pair();
      var builder =
          new JcaX509v3CertificateBuilder(
              certificate.getSubjectX500Principal(),
              serial(),
              Date.from(from),
              Date.from(until),
              subject(holder.name()),
              pair.getPublic());
      builder
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
          .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
          .addExtension(
              Extension.extendedKeyUsage,
              false,
              new ExtendedKeyUsage(
                  new KeyPurposeId[] {
                    KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                  }))
          .addExtension(
              Extension.authorityKeyIdentifier,
              false,
              new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(certificate.getPublicKey()));
      var names = alternatives(holder);
      if (names.length > 0) {
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
      }
      return new Issued(
          pem("CERTIFICATE", encoded(signed(builder, key))),
          pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
    } catch (GeneralSecurityException | CertIOException | OperatorCreationException broken) {
      throw new IllegalStateException("this Java cannot make certificates", broken);
    }
  }

  private static GeneralName[] alternatives(Holder holder) {
    var names = new ArrayList<GeneralName>();
    holder
        .uri()
        .ifPresent(uri -> names.add(new GeneralName(GeneralName.uniformResourceIdentifier, uri)));
    for (var host : holder.hosts()) {
      var isAddress = host.contains(":") || host.matches("[0-9.]+");
      names.add(new GeneralName(isAddress ? GeneralName.iPAddress : GeneralName.dNSName, host));
    }
    return names.toArray(GeneralName[]::new);
  }

  private static X500Principal subject(String name) {
    return new X500Principal("CN=" + name + ", O=Switchboard on this machine");
  }

  private static KeyPair pair() throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256, RANDOM);
    return generator.generateKeyPair();
  }

  private static BigInteger serial() {
    return new BigInteger(128, RANDOM).setBit(127);
  }

  private static X509Certificate signed(JcaX509v3CertificateBuilder builder, PrivateKey by)
      throws GeneralSecurityException, OperatorCreationException {
    var made = builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(by));
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(made.getEncoded()));
    } catch (IOException impossible) {
      throw new GeneralSecurityException(impossible);
    }
  }

  private static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String pem(String kind, byte[] content) {
    var text = new StringWriter();
    try (var writer = new PemWriter(text)) {
      writer.writeObject(new PemObject(kind, content));
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    return text.toString();
  }
}
