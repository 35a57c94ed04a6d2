package switchboard.wire;

import com.google.longrunning.Operation;
import com.google.protobuf.Any;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import switchboard.erasure.ErasureState;
import switchboard.erasure.Step;
import switchboard.privacy.Subject;
import switchboard.v1.EraseSubjectMetadata;
import switchboard.v1.ErasureReceipt;

/** The one mapping of erasures to the operations that clients see. */
public final class PublicErasures {
  private static final Pattern NAME =
      Pattern.compile("tenants/([^/]*)/operations/erase-([A-Za-z0-9_-]{1,172})");

  /** Where the wrapped key, or what it once protected, may still be. */
  private static final List<String> OUT_OF_REACH =
      List.of(
          "files of Redis replicas, until each has written its own anew",
          "Redis's slow log, which keeps arguments of slow commands in memory: SLOWLOG RESET",
          "RDB snapshots and backups of Redis from before finish_time: whoever has one of these"
              + " and the key-encryption key can read them; delete them, or rotate that key and"
              + " destroy it",
          "Kafka: commands that were sent to internal services hold what their steps disclosed"
              + " until the topics' retention has passed, and so may those services");

  private PublicErasures() {}

  /** The operation's name, which stands for the subject: the same for every request. */
  public static String name(Subject subject) {
    var id =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(subject.id().getBytes(StandardCharsets.UTF_8));
    return "tenants/" + subject.tenant() + "/operations/erase-" + id;
  }

  /** Whose erasure an operation is; empty if the name is none that we give. */
  public static Optional<Subject> subject(String name) {
    var match = NAME.matcher(name);
    if (!match.matches()) {
      return Optional.empty();
    }
    try {
      var id = new String(Base64.getUrlDecoder().decode(match.group(2)), StandardCharsets.UTF_8);
      return Subject.fromName("tenants/" + match.group(1) + "/subjects/" + id)
          .filter(subject -> name(subject).equals(name));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  /** How far it is, and the receipt if it is finished. */
  public static Operation operation(ErasureState state) {
    var operation =
        Operation.newBuilder()
            .setName(name(state.subject()))
            .setMetadata(
                Any.pack(
                    EraseSubjectMetadata.newBuilder()
                        .setSubject(state.subject().name())
                        .setStep(step(state.step()))
                        .setCreateTime(PublicEvents.timestamp(state.createTime()))
                        .build()));
    if (state.step() == Step.FINISHED) {
      operation.setDone(true).setResponse(Any.pack(receipt(state)));
    }
    return operation.build();
  }

  private static ErasureReceipt receipt(ErasureState state) {
    return ErasureReceipt.newBuilder()
        .setSubject(state.subject().name())
        .setSessions(state.sessions())
        .setSagas(state.sagas())
        .setNodes(state.nodes())
        .setFilesRewritten(state.files())
        .setFinishTime(PublicEvents.timestamp(state.updateTime()))
        .addAllOutOfReach(outOfReach(state))
        .build();
  }

  private static List<String> outOfReach(ErasureState state) {
    var places = new ArrayList<>(OUT_OF_REACH);
    if (state.left() > 0) {
      places.add(
          "sessions that could not be ended, or whose sagas could not, and stay as they are,"
              + " unreadable: "
              + state.left());
    }
    return places;
  }

  private static EraseSubjectMetadata.Step step(Step step) {
    return switch (step) {
      case NOT_ASKED -> EraseSubjectMetadata.Step.STEP_UNSPECIFIED;
      case MARK, END_SESSIONS -> EraseSubjectMetadata.Step.ENDING_SESSIONS;
      case DESTROY_KEY, EMPTY_PROFILE -> EraseSubjectMetadata.Step.DESTROYING_KEY;
      case EVICT_CACHES -> EraseSubjectMetadata.Step.EVICTING_CACHES;
      case REWRITE_FILES -> EraseSubjectMetadata.Step.REWRITING_FILE;
      case FINISHED -> EraseSubjectMetadata.Step.FINISHED;
    };
  }
}
