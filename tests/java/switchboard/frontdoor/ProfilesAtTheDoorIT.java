package switchboard.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static switchboard.frontdoor.OpenDoor.info;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import com.google.rpc.BadRequest;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import switchboard.privacy.Subject;
import switchboard.v1.GetProfileRequest;
import switchboard.v1.Profile;
import switchboard.v1.ProfileFact;
import switchboard.v1.SubjectServiceGrpc.SubjectServiceBlockingStub;
import switchboard.v1.UpdateProfileRequest;

class ProfilesAtTheDoorIT {
  private static final String NAME = "tenants/acme/subjects/partner/1042/profile";

  private OpenDoor open;
  private SubjectServiceBlockingStub client;

  @BeforeEach
  void open() {
    open = new OpenDoor();
    client = open.subjects();
  }

  @AfterEach
  void close() {
    open.close();
  }

  @Test
  void aSubjectOfWhomNothingIsKeptHasAnEmptyProfileAtVersionZero() {
    assertThat(get()).isEqualTo(Profile.newBuilder().setName(NAME).setEtag("\"0\"").build());
  }

  @Test
  void whatIsWrittenIsReadWithTimesOfTheServer() {
    var written = client.updateProfile(update("r1", fact("city", "Pune")).build());
    assertThat(written.getVersion()).isEqualTo(1);
    assertThat(written.getEtag()).isEqualTo("\"1\"");
    assertThat(get()).isEqualTo(written);
    var fact = written.getFacts(0);
    // the request came a moment before the profile changed
    assertThat(Timestamps.between(fact.getTime(), written.getUpdateTime()).getSeconds()).isZero();
    assertThat(fact.getExpireTime().getSeconds() - fact.getTime().getSeconds())
        .isEqualTo(Duration.ofDays(90).toSeconds());
  }

  @Test
  void aRepeatedRequestIsAnsweredAgainAlthoughTheServerWouldSetOtherTimes() {
    var first = client.updateProfile(update("r1", fact("city", "Pune")).build());
    assertThat(client.updateProfile(update("r1", fact("city", "Pune")).build())).isEqualTo(first);
    var error = refused(update("r1", fact("city", "Agra")));
    assertThat(error.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(info(error).getReason()).isEqualTo("REQUEST_ID_REUSED");
  }

  @Test
  void aStaleEtagIsAbortedWithTheCurrentOne() {
    client.updateProfile(update("r1", fact("city", "Pune")).build());
    var stale = update("r2", fact("city", "Agra"));
    stale.getProfileBuilder().setEtag("\"0\"");
    var error = refused(stale);
    assertThat(error.getStatus().getCode()).isEqualTo(Code.ABORTED);
    assertThat(info(error).getReason()).isEqualTo("STALE_ETAG");
    assertThat(info(error).getMetadataMap()).containsEntry("current_etag", "\"1\"");
    stale.getProfileBuilder().setEtag("\"1\"");
    assertThat(client.updateProfile(stale.build()).getVersion()).isEqualTo(2);
  }

  @Test
  void factsAreForgottenOnRequest() {
    client.updateProfile(update("r1", fact("city", "Pune"), fact("tier", "gold")).build());
    var forget = client.updateProfile(update("r2").addForget("city").build());
    assertThat(forget.getFactsList()).extracting(ProfileFact::getName).containsExactly("tier");
  }

  @Test
  void factsThatHaveExpiredAreLeftOut() {
    var past = timestamp(Instant.now().minusSeconds(60));
    var brief =
        fact("city", "Pune").toBuilder()
            .setTime(past)
            .setExpireTime(timestamp(Instant.now().minusSeconds(1)))
            .build();
    assertThat(client.updateProfile(update("r1", brief).build()).getFactsList()).isEmpty();
  }

  @Test
  void moreThanSixtyFourFactsAreRefused() {
    client.updateProfile(update("r1", facts(1, 64)).build());
    var error = refused(update("r2", fact("another", "1")));
    assertThat(error.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(violations(error)).containsExactly("profile.facts");
    assertThat(get().getFactsCount()).isEqualTo(64);
  }

  @Test
  void everyFieldThatIsNotAsTheContractSaysIsNamed() {
    var bad =
        UpdateProfileRequest.newBuilder()
            .addForget("a b")
            .addForget("twice")
            .setProfile(
                Profile.newBuilder()
                    .setName("tenants/acme/subjects/x")
                    .setEtag("7")
                    .addFacts(fact("", "v"))
                    .addFacts(fact("twice", ""))
                    .addFacts(
                        fact("time", "x".repeat(4097)).toBuilder()
                            .setTime(Timestamp.newBuilder().setSeconds(-1))
                            .setSource("ä"))
                    .addFacts(
                        fact("late", "v").toBuilder()
                            .setTime(timestamp(Instant.now().plus(Duration.ofHours(1)))))
                    .addFacts(
                        fact("over", "v").toBuilder()
                            .setExpireTime(timestamp(Instant.now().minusSeconds(60)))));
    assertThat(violations(refused(bad)))
        .containsExactlyInAnyOrder(
            "profile.name",
            "request_id",
            "profile.etag",
            "forget[0]",
            "forget[1]",
            "profile.facts[0].name",
            "profile.facts[1].value",
            "profile.facts[2].time",
            "profile.facts[2].value",
            "profile.facts[2].source",
            "profile.facts[3].time",
            "profile.facts[4].expire_time");
  }

  @Test
  void anUpdateOfNothingIsRefused() {
    assertThat(violations(refused(update("r1")))).containsExactly("profile.facts");
  }

  @Test
  void anErasedSubjectHasNoProfileAnyMore() {
    client.updateProfile(update("r1", fact("city", "Pune")).build());
    open.profiles.erase(new Subject("acme", "partner/1042"));
    for (var error :
        List.of(
            refused(update("r2", fact("city", "Agra"))),
            catchThrowableOfType(StatusRuntimeException.class, this::get))) {
      assertThat(error.getStatus().getCode()).isEqualTo(Code.FAILED_PRECONDITION);
      assertThat(info(error).getReason()).isEqualTo("SUBJECT_ERASED");
    }
  }

  @Test
  void whileTheStoreIsAwayCallsAreUnavailable() {
    open.profiles.away(true);
    var error = catchThrowableOfType(StatusRuntimeException.class, this::get);
    assertThat(error.getStatus().getCode()).isEqualTo(Code.UNAVAILABLE);
    assertThat(info(error).getReason()).isEqualTo("STORE_UNAVAILABLE");
    open.profiles.away(false);
    assertThat(get().getVersion()).isZero();
  }

  private Profile get() {
    return client.getProfile(GetProfileRequest.newBuilder().setName(NAME).build());
  }

  private StatusRuntimeException refused(UpdateProfileRequest.Builder request) {
    return catchThrowableOfType(
        StatusRuntimeException.class, () -> client.updateProfile(request.build()));
  }

  private static UpdateProfileRequest.Builder update(String requestId, ProfileFact... facts) {
    var profile = Profile.newBuilder().setName(NAME).addAllFacts(List.of(facts));
    return UpdateProfileRequest.newBuilder().setRequestId(requestId).setProfile(profile);
  }

  private static ProfileFact fact(String name, String value) {
    return ProfileFact.newBuilder().setName(name).setValue(value).setSource("test").build();
  }

  private static ProfileFact[] facts(int from, int to) {
    return IntStream.rangeClosed(from, to)
        .mapToObj(i -> fact("n" + i, "v"))
        .toArray(ProfileFact[]::new);
  }

  private static Timestamp timestamp(Instant time) {
    return Timestamp.newBuilder().setSeconds(time.getEpochSecond()).build();
  }

  private static List<String> violations(StatusRuntimeException error) {
    assertThat(error.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
    var details = StatusProto.fromThrowable(error).getDetailsList();
    return details.stream()
        .filter(detail -> detail.is(BadRequest.class))
        .flatMap(
            detail -> {
              try {
                return detail.unpack(BadRequest.class).getFieldViolationsList().stream();
              } catch (InvalidProtocolBufferException e) {
                throw new AssertionError(e);
              }
            })
        .map(BadRequest.FieldViolation::getField)
        .toList();
  }
}
