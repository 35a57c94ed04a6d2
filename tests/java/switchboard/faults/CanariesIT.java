package switchboard.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.longrunning.Operation;
import com.google.protobuf.Message;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import switchboard.cluster.Crash;
import switchboard.v1.EraseSubjectRequest;

/**
 * Texts that occur nowhere else are put into every classified field and into free text, driven
 * through the whole system, and then looked for wherever it writes.
 */
@Tag("faults")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class CanariesIT {
  private static Rig rig;
  private static Whereabouts whereabouts;

  @BeforeAll
  static void start() throws Exception {
    rig = Rig.shared();
    whereabouts = Whereabouts.of(rig);
  }

  @AfterAll
  static void stop() {
    whereabouts.close();
  }

  @Test
  void nothingClassifiedIsToBeFoundInClearAnywhereAndWhatIsNotClassifiedIs() throws Exception {
    var life = new CanaryLife(rig);
    life.live();
    assertThat(life.covered())
        .as("classified fields in which a canary was seen; a new one must be driven, too")
        .containsExactlyElementsOf(life.served(ClassifiedFields.all()));
    awaitPublished();
    var places = whereabouts.all();
    for (var canary : life.canaries()) {
      assertThat(found(canary, places)).as("where a canary is in clear").isEmpty();
    }
    assertThat(places.keySet())
        .anyMatch(place -> place.startsWith("redis file"))
        .anyMatch(place -> place.startsWith("redis key"))
        .anyMatch(place -> place.startsWith("kafka"))
        .anyMatch(place -> place.startsWith("log"))
        .anyMatch(place -> place.startsWith("http"));
    assertThat(found(life.control(), places))
        .as("where the control, which is not classified, is")
        .anyMatch(place -> place.startsWith("redis file"))
        .anyMatch(place -> place.startsWith("redis key"));
    assertThat(found(life.controlOfTopics(), places)).anyMatch(it -> it.startsWith("kafka"));
    assertThat(found(whereabouts.controlOfLogs(), places)).containsExactly("log");
    System.out.printf(
        "%d canaries in %d classified fields, in none of %d places%n",
        life.canaries().size(), life.covered().size(), places.size());
  }

  @Test
  void whatWasErasedIsNotToBeHadThroughAnyCallNorWithTheKeyEncryptionKey() throws Exception {
    var life = new CanaryLife(rig);
    life.live();
    var keys = new WrappedKeys(life.subject());
    // every byte is tried, so what other tests have written had better not be there ten times
    Crash.rewriteFiles(rig.node(0));
    assertThat(keys.findIn(whereabouts.redisFiles())).as("the key before").isPositive();
    var operation = erase(life.subject());
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> rig.operations(1).getOperation(Calls.operation(operation.getName())).getDone());
    var answers = new TreeSet<String>();
    for (int node = 0; node < Rig.NODES; node++) {
      life.readAll(node).stream().map(Message::toString).forEach(answers::add);
    }
    for (var canary : life.canaries()) {
      assertThat(answers).noneMatch(answer -> canary.isIn(answer.getBytes(UTF_8)));
    }
    assertThat(keys.findIn(whereabouts.redisFiles())).as("the key after").isZero();
    for (int node = 0; node < Rig.NODES; node++) {
      int each = node;
      assertThat(Calls.outcome(() -> life.say(each, "anything")))
          .isEqualTo("FAILED_PRECONDITION SUBJECT_ERASED");
    }
  }

  private static Operation erase(String subject) {
    var request =
        EraseSubjectRequest.newBuilder().setName(subject).setRequestId(Calls.newId("erase"));
    try {
      return rig.subjects(0).eraseSubject(request.build());
    } catch (StatusRuntimeException refused) {
      Assumptions.assumeFalse(
          refused.getStatus().getCode() == Status.Code.UNIMPLEMENTED, "nothing can be erased yet");
      throw refused;
    }
  }

  /** Until nothing waits to be published any more. */
  private static void awaitPublished() {
    try (var view = new StoreView(rig.redis.uri())) {
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () ->
                  view.keys().stream()
                      .filter(key -> key.endsWith("}:o"))
                      .allMatch(key -> view.raw().xlen(key.getBytes(UTF_8)) == 0));
    }
  }

  private static List<String> found(Needle needle, Map<String, byte[]> places) {
    return places.entrySet().stream()
        .filter(place -> needle.isIn(place.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }
}
