package switchboard.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Down;
import org.apache.pekko.cluster.typed.Join;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import switchboard.fakes.TestSystems;
import switchboard.privacy.Subject;

/** Three members of a cluster in one process. */
class KeyCachesIT {
  private static final Subject ASHA = new Subject("acme", "asha");

  private final List<ActorSystem<Void>> systems = new ArrayList<>();
  private final List<KeyCaches> caches = new ArrayList<>();
  private final List<List<Subject>> evicted = new ArrayList<>();

  @BeforeEach
  void start() {
    for (int i = 0; i < 3; i++) {
      systems.add(TestSystems.member("keys"));
      var first = Cluster.get(systems.getFirst()).selfMember().address();
      Cluster.get(systems.get(i)).manager().tell(Join.create(first));
    }
    await().atMost(Duration.ofSeconds(30)).until(() -> up() == 3);
  }

  @AfterEach
  void stop() {
    systems.forEach(ActorTestKit::shutdown);
  }

  @Test
  void everyMemberLetsGoAndIsCounted() throws Exception {
    startCaches(3);
    assertThat(get(caches.get(1).evict(ASHA, Duration.ofSeconds(20)))).isEqualTo(3);
    assertThat(evicted).hasSize(3).allMatch(subjects -> subjects.contains(ASHA));
  }

  @Test
  void aMemberThatDoesNotAnswerHoldsItUpUntilItIsRemoved() throws Exception {
    startCaches(2);
    assertThatThrownBy(() -> get(caches.getFirst().evict(ASHA, Duration.ofSeconds(2))))
        .rootCause()
        .hasMessageContaining("not every node has let go");

    var late = caches.getFirst().evict(ASHA, Duration.ofSeconds(30)).toCompletableFuture();
    var silent = Cluster.get(systems.get(2)).selfMember().address();
    assertThat(late).isNotDone();
    Cluster.get(systems.getFirst()).manager().tell(new Down(silent));
    assertThat(get(late)).isEqualTo(2);
  }

  @Test
  void aMemberThatStartsLateIsAskedAgain() throws Exception {
    startCaches(2);
    var evicting = caches.getFirst().evict(ASHA, Duration.ofSeconds(30));
    await().until(() -> evicted.get(1).contains(ASHA));
    startCaches(1);
    assertThat(get(evicting)).isEqualTo(3);
    assertThat(evicted.get(2)).contains(ASHA);
  }

  private void startCaches(int count) {
    for (int i = 0; i < count; i++) {
      var subjects = new CopyOnWriteArrayList<Subject>();
      evicted.add(subjects);
      caches.add(KeyCaches.start(systems.get(caches.size()), subjects::add));
    }
  }

  private long up() {
    var members = new ArrayList<String>();
    Cluster.get(systems.getLast())
        .state()
        .getMembers()
        .forEach(member -> members.add(member.status().toString()));
    return members.stream().filter("Up"::equals).count();
  }

  private static int get(CompletionStage<Integer> stage) throws Exception {
    return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
  }
}
