package switchboard.profile;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import switchboard.privacy.SubjectCipher;
import switchboard.stored.v1.StoredFact;
import switchboard.stored.v1.StoredProfile;

/**
 * What a session learnt of its subject, on its way to the profile: the facts without their values,
 * and the values sealed for exactly this place.
 *
 * @param context what it is sealed for
 */
public record Learnt(List<StoredFact> outlines, ByteString sealed, String context) {
  public Learnt {
    outlines = List.copyOf(outlines);
  }

  /**
   * Seals facts.
   *
   * @param context where they stand, such as a persistence id and the name of the stored message
   */
  public static Learnt of(List<ProfileFact> facts, SubjectCipher cipher, String context) {
    var secret =
        StoredProfile.newBuilder().addAllFacts(ProfileDocument.values(facts)).build().toByteArray();
    return new Learnt(
        ProfileDocument.outlines(facts),
        ByteString.copyFrom(cipher.seal(secret, context)),
        context);
  }

  List<ProfileFact> open(SubjectCipher cipher) {
    try {
      var secret = cipher.open(sealed.toByteArray(), context);
      return ProfileDocument.facts(outlines, StoredProfile.parseFrom(secret).getFactsList());
    } catch (InvalidProtocolBufferException damaged) {
      throw new IllegalStateException("facts on their way to a profile are damaged", damaged);
    }
  }
}
