package switchboard.profile;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import switchboard.privacy.Subject;
import switchboard.privacy.SubjectCipher;
import switchboard.stored.v1.StoredFact;
import switchboard.stored.v1.StoredProfile;

/** Profiles as they stand in Redis: a format byte, and a message whose values are sealed. */
final class ProfileDocument {
  private static final byte FORMAT = 1;

  private ProfileDocument() {}

  /** The document's name: it decides the bucket, which is that of all that is the subject's. */
  static String name(Subject subject) {
    return "subject|" + subject.tenant() + "/" + subject.id();
  }

  static byte[] write(Profile profile, Subject subject, SubjectCipher cipher) {
    var stored = unsealed(profile);
    if (!profile.facts().isEmpty()) {
      var facts = List.copyOf(profile.facts().values());
      var secret = StoredProfile.newBuilder().addAllFacts(values(facts)).build().toByteArray();
      stored.setSealed(ByteString.copyFrom(cipher.seal(secret, context(subject))));
    }
    return bytes(stored);
  }

  /** What is left of an erased subject's profile holds nothing that would have to be sealed. */
  static byte[] writeErased(Profile profile) {
    return bytes(unsealed(profile));
  }

  /**
   * Reads what was written here, in any version.
   *
   * @throws IllegalStateException if a newer release wrote it, or it is damaged
   * @throws switchboard.privacy.SealBrokenException if it is sealed with another key
   */
  static Profile read(byte[] document, Subject subject, SubjectCipher cipher) {
    var stored = parse(document);
    var facts = new TreeMap<String, ProfileFact>();
    if (stored.getFactsCount() > 0) {
      var secret = cipher.open(stored.getSealed().toByteArray(), context(subject));
      facts(stored.getFactsList(), values(secret)).forEach(fact -> facts.put(fact.name(), fact));
    }
    var forgotten = new HashMap<String, Instant>();
    stored
        .getForgottenList()
        .forEach(it -> forgotten.put(it.getName(), Instant.ofEpochMilli(it.getTime())));
    return new Profile(
        stored.getVersion(),
        Instant.ofEpochMilli(stored.getUpdateTime()),
        facts,
        stored.getRequestsList().stream().map(ProfileDocument::request).toList(),
        forgotten,
        stored.getErased());
  }

  /** Only what can be told without the key: the version, and whether the subject was erased. */
  static Profile outline(byte[] document) {
    var stored = parse(document);
    return new Profile(
        stored.getVersion(),
        Instant.ofEpochMilli(stored.getUpdateTime()),
        new TreeMap<>(),
        List.of(),
        new HashMap<>(),
        stored.getErased());
  }

  /** Facts without their values. */
  static List<StoredFact> outlines(List<ProfileFact> facts) {
    return facts.stream()
        .map(
            fact ->
                StoredFact.newBuilder()
                    .setName(fact.name())
                    .setSource(fact.source())
                    .setTime(fact.time().toEpochMilli())
                    .setExpireTime(fact.expireTime().toEpochMilli())
                    .build())
        .toList();
  }

  /** The values of facts, in the same order. */
  static List<StoredFact> values(List<ProfileFact> facts) {
    return facts.stream()
        .map(fact -> StoredFact.newBuilder().setValue(fact.value()).build())
        .toList();
  }

  /** Puts facts and their values together again. */
  static List<ProfileFact> facts(List<StoredFact> outlines, List<StoredFact> values) {
    if (outlines.size() != values.size()) {
      throw new IllegalStateException("a stored profile is damaged: values are missing");
    }
    return IntStream.range(0, outlines.size())
        .mapToObj(i -> fact(outlines.get(i), values.get(i).getValue()))
        .toList();
  }

  private static ProfileFact fact(StoredFact outline, String value) {
    return new ProfileFact(
        outline.getName(),
        value,
        outline.getSource(),
        Instant.ofEpochMilli(outline.getTime()),
        Instant.ofEpochMilli(outline.getExpireTime()));
  }

  private static List<StoredFact> values(byte[] secret) {
    try {
      return StoredProfile.parseFrom(secret).getFactsList();
    } catch (InvalidProtocolBufferException damaged) {
      throw new IllegalStateException("a stored profile is damaged", damaged);
    }
  }

  private static StoredProfile.Builder unsealed(Profile profile) {
    var stored =
        StoredProfile.newBuilder()
            .setVersion(profile.version())
            .setUpdateTime(profile.updateTime().toEpochMilli())
            .addAllFacts(outlines(List.copyOf(profile.facts().values())))
            .setErased(profile.erased());
    profile
        .requests()
        .forEach(
            request ->
                stored.addRequests(
                    StoredProfile.Request.newBuilder()
                        .setId(request.id())
                        .setDigest(
                            ByteString.copyFrom(HexFormat.of().parseHex(request.digest())))));
    new TreeMap<>(profile.forgotten())
        .forEach(
            (name, time) ->
                stored.addForgotten(
                    StoredProfile.Forgotten.newBuilder()
                        .setName(name)
                        .setTime(time.toEpochMilli())));
    return stored;
  }

  private static Profile.Request request(StoredProfile.Request stored) {
    return new Profile.Request(
        stored.getId(), HexFormat.of().formatHex(stored.getDigest().toByteArray()));
  }

  private static byte[] bytes(StoredProfile.Builder stored) {
    var message = stored.build().toByteArray();
    byte[] document = new byte[message.length + 1];
    document[0] = FORMAT;
    System.arraycopy(message, 0, document, 1, message.length);
    return document;
  }

  private static StoredProfile parse(byte[] document) {
    if (document.length == 0 || document[0] != FORMAT) {
      throw new IllegalStateException(
          "a stored profile has a format that this release does not know; was it written by a"
              + " newer one? Run that one");
    }
    try {
      return StoredProfile.parser().parseFrom(document, 1, document.length - 1);
    } catch (InvalidProtocolBufferException damaged) {
      throw new IllegalStateException("a stored profile is damaged", damaged);
    }
  }

  private static String context(Subject subject) {
    return "profile|"
        + subject.tenant()
        + "/"
        + subject.id()
        + "|"
        + StoredProfile.getDescriptor().getFullName();
  }
}
