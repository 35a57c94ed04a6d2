package switchboard.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import switchboard.fakes.InMemoryKeys;
import switchboard.privacy.Subject;
import switchboard.privacy.SubjectCipher;
import switchboard.privacy.SubjectKey;
import switchboard.profile.MemoryProfiles;
import switchboard.profile.ProfileFact;
import switchboard.profile.ProfileReply;
import switchboard.session.SessionId;
import switchboard.stored.v1.OutboxEntry;
import switchboard.wire.OutboxEntries;

class LearntFactsTest {
  private static final Subject SUBJECT = new Subject("acme", "partner/1");
  private static final SessionId SESSION = new SessionId("acme", "s1");
  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  private static final ProfileFact FACT =
      new ProfileFact("city", "Canary-Pune", "s1", NOW, NOW.plus(Duration.ofDays(1)));

  private final InMemoryKeys keys = new InMemoryKeys();
  private final MemoryProfiles profiles = new MemoryProfiles(keys, Clock.systemUTC());
  private final LearntFacts learnt = new LearntFacts(profiles);

  @Test
  void whatASessionLearntIsEnteredOnceHoweverOftenItIsCarriedOut() throws Exception {
    var bytes = OutboxEntries.updateProfile(SESSION, SUBJECT, 5, List.of(FACT), cipher(keys));
    assertThat(new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1))
        .contains("city")
        .doesNotContain("Canary");
    var entry = OutboxEntry.parseFrom(bytes).getUpdateProfile();
    for (int i = 0; i < 3; i++) {
      assertThat(learnt.enter(entry).toCompletableFuture()).isCompleted();
    }
    var found = (ProfileReply.Found) profiles.read(SUBJECT).toCompletableFuture().resultNow();
    assertThat(found.profile().version()).isEqualTo(1);
    assertThat(found.profile().live(NOW)).containsExactly(FACT);
  }

  @Test
  void whatIsLearntOfAnErasedSubjectIsDropped() throws Exception {
    var entry = entry(cipher(keys));
    profiles.erase(SUBJECT);
    assertThat(learnt.enter(entry).toCompletableFuture()).isCompleted();
    assertThat(profiles.read(SUBJECT).toCompletableFuture().resultNow())
        .isEqualTo(ProfileReply.Plain.ERASED);
  }

  @Test
  void whatCannotBeOpenedDoesNotHoldUpTheOthers() throws Exception {
    assertThat(learnt.enter(entry(cipher(new InMemoryKeys()))).toCompletableFuture()).isCompleted();
  }

  @Test
  void whileTheStoreIsAwayItWaits() throws Exception {
    var entry = entry(cipher(keys));
    profiles.away(true);
    assertThat(learnt.enter(entry).toCompletableFuture()).isCompletedExceptionally();
  }

  private static OutboxEntry.UpdateProfile entry(SubjectCipher cipher) throws Exception {
    return OutboxEntry.parseFrom(
            OutboxEntries.updateProfile(SESSION, SUBJECT, 5, List.of(FACT), cipher))
        .getUpdateProfile();
  }

  private static SubjectCipher cipher(InMemoryKeys keys) {
    var key = keys.obtain(SUBJECT, Optional.empty()).toCompletableFuture().resultNow();
    return ((SubjectKey.Present) key).cipher();
  }
}
