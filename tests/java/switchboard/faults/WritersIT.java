package switchboard.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.FieldMask;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import switchboard.faults.Contenders.Seen;
import switchboard.v1.Context;
import switchboard.v1.Fact;
import switchboard.v1.GetProfileRequest;
import switchboard.v1.Profile;
import switchboard.v1.ProfileFact;
import switchboard.v1.UpdateContextRequest;
import switchboard.v1.UpdateProfileRequest;

/** Many clients that change the same document through different nodes. */
@Tag("faults")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class WritersIT {
  private static Rig rig;

  @BeforeAll
  static void start() throws Exception {
    rig = Rig.shared();
  }

  @Test
  void ofManyWritersOfAWholeDocumentOneMakesEachVersionAndNoneStarves() {
    int clients = 32;
    var context = new ContextCounter(newSession(), "*");
    long before = context.read(0).version();
    int increments = clients * Scale.of(10, 50);
    var result = Contenders.contend(context, clients, increments);
    System.out.println("whole context: " + result);
    var after = context.read(1);
    assertThat(after.value()).isEqualTo(increments);
    assertThat(after.version()).isEqualTo(before + increments);
    assertThat(result.worst()).isGreaterThanOrEqualTo(increments / clients / 10);
  }

  @Test
  void noIncrementOfAContextIsLostOrMadeTwice() {
    int increments = Scale.of(1_000, 10_000);
    var context = new ContextCounter(newSession(), "facts");
    var result = Contenders.contend(context, 64, increments);
    System.out.println("context: " + result);
    assertThat(context.read(0).value()).isEqualTo(increments);
    assertThat(context.read(1)).isEqualTo(context.read(2));
  }

  @Test
  void noIncrementOfAProfileIsLostOrMadeTwice() {
    int increments = Scale.of(1_000, 10_000);
    var profile = new ProfileCounter(Calls.newId("counted"));
    var result = Contenders.contend(profile, 64, increments);
    System.out.println("profile: " + result);
    assertThat(profile.read(0))
        .isEqualTo(new Seen(increments, increments, "\"" + increments + "\""));
    assertThat(profile.read(1)).isEqualTo(profile.read(2));
  }

  private static String newSession() {
    var id = Calls.newId("counter");
    return rig.client(0)
        .createSession(Calls.create(id, "partner-" + id, "parrot", "create"))
        .getName();
  }

  /** A number kept in a fact of a session's context. */
  private record ContextCounter(String session, String mask) implements Contenders.Document {
    @Override
    public Seen read(int node) {
      var context = rig.client(node).getContext(Calls.context(session));
      return new Seen(value(context), context.getVersion(), context.getEtag());
    }

    private static long value(Context context) {
      return context.getFactsList().stream()
          .mapToLong(fact -> Long.parseLong(fact.getAttributesOrThrow("value")))
          .findFirst()
          .orElse(0);
    }

    @Override
    public long write(int node, Seen seen, String request) {
      var fact =
          Fact.newBuilder()
              .setKind("counter")
              .setId("c")
              .putAttributes("value", Long.toString(seen.value() + 1));
      var context =
          Context.newBuilder()
              .setName(session + "/context")
              .setEtag(seen.etag())
              .addFacts(fact)
              .build();
      return rig.client(node)
          .updateContext(
              UpdateContextRequest.newBuilder()
                  .setContext(context)
                  .setUpdateMask(FieldMask.newBuilder().addPaths(mask))
                  .setRequestId(request)
                  .build())
          .getVersion();
    }
  }

  /** A number kept in a fact of a subject's profile. */
  private record ProfileCounter(String subject) implements Contenders.Document {
    private String name() {
      return Calls.TENANT + "/subjects/" + subject + "/profile";
    }

    @Override
    public Seen read(int node) {
      var profile =
          rig.subjects(node).getProfile(GetProfileRequest.newBuilder().setName(name()).build());
      return new Seen(value(profile.getFactsList()), profile.getVersion(), profile.getEtag());
    }

    private static long value(List<ProfileFact> facts) {
      return facts.stream()
          .mapToLong(fact -> Long.parseLong(fact.getValue()))
          .findFirst()
          .orElse(0);
    }

    @Override
    public long write(int node, Seen seen, String request) {
      var fact = ProfileFact.newBuilder().setName("value").setValue("" + (seen.value() + 1));
      var profile =
          Profile.newBuilder().setName(name()).setEtag(seen.etag()).addFacts(fact).build();
      return rig.subjects(node)
          .updateProfile(
              UpdateProfileRequest.newBuilder().setProfile(profile).setRequestId(request).build())
          .getVersion();
    }
  }
}
