package switchboard.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import switchboard.profile.ProfileRules.Decision;

class ProfileRulesTest {
  private static final Duration MEMORY = Duration.ofHours(24);
  private static final Duration LIFE = Duration.ofDays(90);
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  @Test
  void aFirstFactMakesVersionOne() {
    var profile = changed(update(Profile.EMPTY, change("r1", fact("city", "Pune", NOW))));
    assertThat(profile.version()).isEqualTo(1);
    assertThat(profile.updateTime()).isEqualTo(NOW);
    assertThat(profile.live(NOW)).containsExactly(fact("city", "Pune", NOW));
  }

  @Test
  void factsReplaceThoseOfTheSameNameAndLeaveOthers() {
    var profile = with(fact("city", "Pune", NOW), fact("tier", "gold", NOW));
    var next = changed(update(profile, change("r2", fact("city", "Agra", NOW.minusSeconds(9)))));
    assertThat(next.live(NOW))
        .containsExactly(fact("city", "Agra", NOW.minusSeconds(9)), fact("tier", "gold", NOW));
  }

  @Test
  void aRepeatedRequestChangesNothingWhateverHasBecomeOfTheProfileSince() {
    var first = changed(update(Profile.EMPTY, change("r1", fact("city", "Pune", NOW))));
    var second = changed(update(first, change("r2", fact("city", "Agra", NOW))));
    assertThat(update(second, change("r1", fact("city", "Pune", NOW))))
        .isEqualTo(new Decision.Unchanged(second));
  }

  @Test
  void aRepeatedRequestIsKnownAlsoIfItsEtagIsStaleByNow() {
    var change =
        new ProfileChange("r1", "", Optional.of(0L), List.of(fact("a", "1", NOW)), List.of());
    var first = changed(update(Profile.EMPTY, change));
    assertThat(update(first, change)).isEqualTo(new Decision.Unchanged(first));
  }

  @Test
  void theSameIdWithOtherContentIsRefused() {
    var profile = with(fact("city", "Pune", NOW));
    var reused = new Profile.Request("r0", "ff");
    var decision =
        ProfileRules.update(profile, change("r0", fact("city", "Agra", NOW)), reused, MEMORY, NOW);
    assertThat(decision).isEqualTo(new Decision.Refused(ProfileReply.Plain.REQUEST_ID_REUSED));
  }

  @Test
  void aStaleEtagIsRefusedAndTheCurrentOneIsTold() {
    var profile = with(fact("city", "Pune", NOW));
    var stale = new ProfileChange("r9", "", Optional.of(0L), List.of(), List.of("city"));
    assertThat(update(profile, stale))
        .isEqualTo(new Decision.Refused(new ProfileReply.StaleEtag(1)));
  }

  @Test
  void thirtyTwoRequestsAreRemembered() {
    var profile = Profile.EMPTY;
    for (int i = 1; i <= 33; i++) {
      profile = changed(update(profile, change("r" + i, fact("n", "" + i, NOW))));
    }
    assertThat(profile.requests()).hasSize(32);
    assertThat(profile.request("r1")).isEmpty();
    assertThat(profile.request("r2")).isPresent();
    assertThat(profile.request("r33")).isPresent();
  }

  @Test
  void aChangeThatLeavesMoreThanSixtyFourFactsIsRefusedAsAWhole() {
    var full = with(facts(64));
    assertThat(update(full, change("x", fact("another", "1", NOW))))
        .isEqualTo(new Decision.Refused(ProfileReply.Plain.TOO_MANY_FACTS));
    var swap =
        new ProfileChange(
            "y", "", Optional.empty(), List.of(fact("another", "1", NOW)), List.of("n1"));
    assertThat(changed(update(full, swap)).facts()).hasSize(64).containsKey("another");
  }

  @Test
  void expiredFactsAreLeftOutAndMakeRoom() {
    var full = with(facts(64));
    var later = NOW.plus(LIFE);
    assertThat(full.live(later)).isEmpty();
    var next =
        changed(
            ProfileRules.update(
                full,
                change("x", fact("new", "1", later)),
                new Profile.Request("x", ""),
                MEMORY,
                later));
    assertThat(next.facts()).containsOnlyKeys("new");
  }

  @Test
  void theLatestOfANameWinsInAnyOrderAndTheSameAgainChangesNothing() {
    var learnt = new ArrayList<ProfileFact>();
    for (int i = 0; i < 6; i++) {
      learnt.add(fact("city", "v" + i, NOW.minusSeconds(i / 2)));
      learnt.add(fact("tier", "v" + i, NOW.minusSeconds(i)));
    }
    var expected = merged(Profile.EMPTY, learnt).facts();
    assertThat(expected.get("city").value()).isEqualTo("v1");
    assertThat(expected.get("tier").value()).isEqualTo("v0");
    var random = new Random(42);
    for (int round = 0; round < 50; round++) {
      Collections.shuffle(learnt, random);
      var profile = Profile.EMPTY;
      for (var fact : learnt) {
        profile = merged(profile, List.of(fact));
      }
      assertThat(profile.facts()).isEqualTo(expected);
      for (var fact : learnt) {
        assertThat(ProfileRules.merge(profile, List.of(fact), MEMORY, NOW))
            .isEqualTo(new Decision.Unchanged(profile));
      }
    }
  }

  @Test
  void whatWasForgottenDoesNotComeBackByALateDelivery() {
    var learnt = fact("city", "Pune", NOW.minusSeconds(5));
    var profile = merged(Profile.EMPTY, List.of(learnt));
    var forget = new ProfileChange("r1", "", Optional.empty(), List.of(), List.of("city"));
    var forgotten = changed(update(profile, forget));
    assertThat(ProfileRules.merge(forgotten, List.of(learnt), MEMORY, NOW))
        .isEqualTo(new Decision.Unchanged(forgotten));
    var again = merged(forgotten, List.of(fact("city", "Agra", NOW.plusSeconds(1))));
    assertThat(again.facts()).containsKey("city");
    assertThat(again.forgotten()).isEmpty();
  }

  @Test
  void whatExpiredOnItsWayIsNotEntered() {
    var old = new ProfileFact("city", "Pune", "", NOW.minusSeconds(9), NOW);
    assertThat(ProfileRules.merge(Profile.EMPTY, List.of(old), MEMORY, NOW))
        .isEqualTo(new Decision.Unchanged(Profile.EMPTY));
  }

  @Test
  void newNamesThatFindNoRoomAreLeftOutAndKnownOnesAreNot() {
    var full = with(facts(64));
    var learnt = List.of(fact("another", "1", NOW), fact("n1", "changed", NOW.plusSeconds(1)));
    var next = merged(full, learnt);
    assertThat(next.facts()).hasSize(64).doesNotContainKey("another");
    assertThat(next.facts().get("n1").value()).isEqualTo("changed");
    assertThat(ProfileRules.holds(next, learnt, NOW)).isFalse();
    assertThat(ProfileRules.holds(next, learnt.subList(1, 2), NOW)).isTrue();
  }

  @Test
  void anErasedProfileTakesNothing() {
    var erased = ProfileRules.erased(with(fact("city", "Pune", NOW)), NOW);
    assertThat(erased.facts()).isEmpty();
    assertThat(erased.requests()).isEmpty();
    assertThat(update(erased, change("r", fact("city", "Pune", NOW))))
        .isEqualTo(new Decision.Refused(ProfileReply.Plain.ERASED));
    assertThat(ProfileRules.merge(erased, List.of(fact("city", "Pune", NOW)), MEMORY, NOW))
        .isEqualTo(new Decision.Refused(ProfileReply.Plain.ERASED));
  }

  @Test
  void aProfileGoesWithItsLastFactButNotBeforeItsMemoryEnds() {
    assertThat(ProfileRules.expireTime(with(fact("city", "Pune", NOW)), MEMORY))
        .isEqualTo(NOW.plus(LIFE));
    var brief = new ProfileFact("city", "Pune", "", NOW, NOW.plusSeconds(60));
    assertThat(ProfileRules.expireTime(with(brief), MEMORY)).isEqualTo(NOW.plus(MEMORY));
    var forget = new ProfileChange("r1", "", Optional.empty(), List.of(), List.of("city"));
    assertThat(ProfileRules.expireTime(changed(update(with(brief), forget)), MEMORY))
        .isEqualTo(NOW.plus(MEMORY));
  }

  @Test
  void whatWasForgottenIsRememberedForABoundedTimeAndNumber() {
    var profile = Profile.EMPTY;
    for (int i = 0; i < 100; i++) {
      var forget = new ProfileChange("r" + i, "", Optional.empty(), List.of(), List.of("n" + i));
      profile =
          changed(
              ProfileRules.update(
                  profile, forget, new Profile.Request("r" + i, ""), MEMORY, NOW.plusSeconds(i)));
    }
    assertThat(profile.forgotten()).hasSize(64).containsKey("n99").doesNotContainKey("n0");
    var later = NOW.plus(MEMORY).plusSeconds(100);
    var next =
        changed(
            ProfileRules.update(
                profile,
                change("x", fact("a", "1", later)),
                new Profile.Request("x", ""),
                MEMORY,
                later));
    assertThat(next.forgotten()).isEmpty();
  }

  private static Profile with(ProfileFact... facts) {
    return changed(update(Profile.EMPTY, change("r0", facts)));
  }

  private static ProfileFact[] facts(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(i -> fact("n" + i, "v" + i, NOW))
        .toArray(ProfileFact[]::new);
  }

  private static ProfileFact fact(String name, String value, Instant time) {
    return new ProfileFact(name, value, "test", time, time.plus(LIFE));
  }

  private static ProfileChange change(String id, ProfileFact... facts) {
    return new ProfileChange(id, "", Optional.empty(), List.of(facts), List.of());
  }

  private static Decision update(Profile profile, ProfileChange change) {
    return ProfileRules.update(
        profile, change, new Profile.Request(change.requestId(), ""), MEMORY, NOW);
  }

  private static Profile merged(Profile profile, List<ProfileFact> learnt) {
    return switch (ProfileRules.merge(profile, learnt, MEMORY, NOW)) {
      case Decision.Changed(var next) -> next;
      case Decision.Unchanged(var current) -> current;
      case Decision.Refused refused -> throw new AssertionError(refused);
    };
  }

  private static Profile changed(Decision decision) {
    assertThat(decision).isInstanceOf(Decision.Changed.class);
    return ((Decision.Changed) decision).next();
  }
}
