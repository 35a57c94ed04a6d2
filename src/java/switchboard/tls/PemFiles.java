package switchboard.tls;

import io.grpc.util.CertificateUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Base64;

/** Reads certificates and keys, and says in one line what is wrong with them. */
final class PemFiles {
  private PemFiles() {}

  /**
   * A certificate with its key.
   *
   * @param mark of the files' content: another one if they change
   */
  record Identity(X509Certificate[] chain, PrivateKey key, String mark) {}

  /**
   * Authorities' certificates.
   *
   * @param mark of the file's content: another one if it changes
   */
  record Authorities(X509Certificate[] certificates, String mark) {}

  /** Reads both files; fails if the key is not the certificate's, as while they are exchanged. */
  static Identity identity(CertificateFiles files) throws IOException, GeneralSecurityException {
    var chain = read(files.certificate());
    var key = read(files.key());
    var certificates = certificates(files.certificate(), chain);
    var secret = key(files.key(), key);
    if (!belongsTo(secret, certificates[0].getPublicKey())) {
      throw new KeyException(
          files.key() + " is not the key of the certificate in " + files.certificate());
    }
    return new Identity(certificates, secret, mark(chain, key));
  }

  static Authorities authorities(Path file) throws IOException, GeneralSecurityException {
    var content = read(file);
    return new Authorities(certificates(file, content), mark(content));
  }

  /** Why it failed, in one line with the file's name. */
  static String said(Exception failure) {
    return failure instanceof NoSuchFileException gone
        ? "there is no file " + gone.getFile()
        : String.valueOf(failure.getMessage()).replaceAll("\\s+", " ");
  }

  private static byte[] read(Path file) throws IOException {
    if (Files.exists(file) && !Files.isReadable(file)) {
      throw new IOException(file + " cannot be read: see who owns it and who may read it");
    }
    return Files.readAllBytes(file);
  }

  private static X509Certificate[] certificates(Path file, byte[] content)
      throws CertificateException {
    try {
      var found = CertificateUtils.getX509Certificates(new ByteArrayInputStream(content));
      if (found.length > 0) {
        return found;
      }
    } catch (CertificateException | ClassCastException damaged) {
      throw new CertificateException(file + " holds no certificates in PEM", damaged);
    }
    throw new CertificateException(file + " holds no certificate in PEM");
  }

  private static PrivateKey key(Path file, byte[] content) throws GeneralSecurityException {
    try {
      return CertificateUtils.getPrivateKey(new ByteArrayInputStream(content));
    } catch (GeneralSecurityException | IOException | RuntimeException damaged) {
      // the reason could show some of the key
      throw new KeyException(
          file + " holds no private key in PEM (-----BEGIN PRIVATE KEY-----, not encrypted)");
    }
  }

  private static boolean belongsTo(PrivateKey key, PublicKey certified)
      throws GeneralSecurityException {
    if (!key.getAlgorithm().equals(certified.getAlgorithm())) {
      return false;
    }
    var algorithm = key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
    var said = new byte[32];
    var signing = Signature.getInstance(algorithm);
    signing.initSign(key);
    signing.update(said);
    var checking = Signature.getInstance(algorithm);
    checking.initVerify(certified);
    checking.update(said);
    return checking.verify(signing.sign());
  }

  private static String mark(byte[]... contents) throws GeneralSecurityException {
    var digest = MessageDigest.getInstance("SHA-256");
    for (var content : contents) {
      digest.update(content);
    }
    return Base64.getEncoder().encodeToString(digest.digest());
  }
}
