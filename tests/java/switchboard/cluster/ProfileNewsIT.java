package switchboard.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import switchboard.fakes.TestSystems;
import switchboard.privacy.Subject;
import switchboard.profile.ProfileListeners;

/** Two members of a cluster in one process. */
class ProfileNewsIT {
  private static final Subject ASHA = new Subject("acme", "asha/1");

  private final List<ActorSystem<Void>> systems = new ArrayList<>();
  private final List<ProfileListeners> listeners = new ArrayList<>();
  private final List<ProfileNews.Publisher> publishers = new ArrayList<>();

  @BeforeEach
  void start() {
    for (int i = 0; i < 2; i++) {
      systems.add(TestSystems.member("news"));
      var first = Cluster.get(systems.getFirst()).selfMember().address();
      Cluster.get(systems.get(i)).manager().tell(Join.create(first));
      listeners.add(new ProfileListeners());
      publishers.add(ProfileNews.start(systems.get(i), listeners.get(i)));
    }
  }

  @AfterEach
  void stop() {
    systems.forEach(ActorTestKit::shutdown);
  }

  @Test
  void aChangeOnOneNodeIsToldToThoseWhoListenOnEveryNode() {
    var here = new AtomicInteger();
    var there = new AtomicInteger();
    var others = new AtomicInteger();
    listeners.get(0).listen(ASHA, here::incrementAndGet);
    var registration = listeners.get(1).listen(ASHA, there::incrementAndGet);
    listeners.get(1).listen(new Subject("acme", "ravi"), others::incrementAndGet);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              publishers.getFirst().changed(ASHA);
              return there.get() > 0;
            });
    assertThat(here.get()).isPositive();
    assertThat(others.get()).isZero();

    registration.close();
    registration.close();
    var again = new AtomicInteger();
    listeners.get(1).listen(new Subject("acme", "ravi"), again::incrementAndGet);
    int before = there.get();
    publishers.getFirst().changed(ASHA);
    publishers.getFirst().changed(new Subject("acme", "ravi"));
    await().until(() -> again.get() > 0);
    assertThat(there.get()).isEqualTo(before);
  }
}
