package switchboard.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import switchboard.journal.DirectAppends;
import switchboard.journal.RedisStore;
import switchboard.journal.SideData;
import switchboard.privacy.KeyEncryptionKeys;
import switchboard.privacy.StoredSubjectKeys;
import switchboard.privacy.Subject;
import switchboard.privacy.SubjectKey;
import switchboard.session.SessionId;
import switchboard.v1.GetProfileRequest;
import switchboard.v1.Profile;
import switchboard.v1.ProfileFact;
import switchboard.v1.SubjectServiceGrpc;
import switchboard.v1.SubjectServiceGrpc.SubjectServiceBlockingStub;
import switchboard.v1.UpdateProfileRequest;
import switchboard.wire.OutboxEntries;

/** Profiles as two real nodes serve them. */
class ProfilesOnNodesIT {
  private static TestCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    cluster = TestCluster.shared();
  }

  @Test
  void writersOnBothNodesCountExactlyThroughTheApi() throws Exception {
    var name = "tenants/acme/subjects/counted/profile";
    int writers = 16;
    int each = 10;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running =
          IntStream.range(0, writers)
              .mapToObj(
                  writer ->
                      threads.submit(
                          () -> {
                            var client = client(writer % TestCluster.NODES);
                            for (int i = 0; i < each; i++) {
                              increment(client, name, writer + "/" + i);
                            }
                            return null;
                          }))
              .toList();
      for (var one : running) {
        one.get(60, TimeUnit.SECONDS);
      }
    }
    var profile = get(client(0), name);
    assertThat(profile.getFacts(0).getValue()).isEqualTo(Integer.toString(writers * each));
    assertThat(profile.getVersion()).isEqualTo(writers * each);
  }

  @Test
  void whatStandsInAnOutboxReachesTheProfileOnce() throws Exception {
    var subject = new Subject("acme", "learnt/1");
    var session = new SessionId("acme", "outbox-of-a-profile");
    var system = cluster.node(0).system();
    var store = RedisStore.get(system.classicSystem());
    var keys =
        new StoredSubjectKeys(
            store.subjects(),
            KeyEncryptionKeys.from(system.settings().config()),
            StoredSubjectKeys.CacheSettings.from(system.settings().config()));
    var key =
        keys.obtain(subject, Optional.empty()).toCompletableFuture().get(10, TimeUnit.SECONDS);
    var now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    var fact =
        new switchboard.profile.ProfileFact(
            "city", "Pune", session.name(), now, now.plus(Duration.ofDays(1)));
    var entry =
        OutboxEntries.updateProfile(
            session, subject, 1, List.of(fact), ((SubjectKey.Present) key).cipher());
    var appends = DirectAppends.of(system.classicSystem());
    var claimed = appends.claim("profile-test|1").toCompletableFuture().get(10, TimeUnit.SECONDS);
    appends
        .append(
            "profile-test|1",
            claimed.epoch(),
            1,
            List.of(new byte[] {1}),
            new SideData(Map.of(), List.of(), List.of(entry, entry), Optional.empty()))
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);

    var name = subject.name() + "/profile";
    await().atMost(Duration.ofSeconds(30)).until(() -> get(client(1), name).getFactsCount() == 1);
    var profile = get(client(1), name);
    assertThat(profile.getFacts(0).getValue()).isEqualTo("Pune");
    assertThat(profile.getFacts(0).getSource()).isEqualTo(session.name());
    assertThat(profile.getVersion()).isEqualTo(1);
  }

  private static void increment(SubjectServiceBlockingStub client, String name, String id) {
    while (true) {
      var profile = get(client, name);
      int count = profile.getFactsCount() == 0 ? 0 : count(profile);
      var next = ProfileFact.newBuilder().setName("count").setValue(Integer.toString(count + 1));
      var update =
          UpdateProfileRequest.newBuilder()
              .setRequestId(id + "-" + profile.getVersion())
              .setProfile(
                  Profile.newBuilder().setName(name).setEtag(profile.getEtag()).addFacts(next))
              .build();
      try {
        client.updateProfile(update);
        return;
      } catch (StatusRuntimeException stale) {
        assertThat(stale.getStatus().getCode()).isEqualTo(Status.Code.ABORTED);
      }
    }
  }

  private static int count(Profile profile) {
    return Integer.parseInt(profile.getFacts(0).getValue());
  }

  private static Profile get(SubjectServiceBlockingStub client, String name) {
    return client.getProfile(GetProfileRequest.newBuilder().setName(name).build());
  }

  private static SubjectServiceBlockingStub client(int node) {
    return SubjectServiceGrpc.newBlockingStub(cluster.channel(node))
        .withDeadlineAfter(60, TimeUnit.SECONDS);
  }
}
