package switchboard.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.faults.Calls.create;
import static switchboard.faults.Calls.events;
import static switchboard.faults.Calls.message;
import static switchboard.faults.Calls.outcome;

import com.google.protobuf.FieldMask;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import switchboard.cluster.Crash;
import switchboard.v1.CloseSessionRequest;
import switchboard.v1.Context;
import switchboard.v1.Fact;
import switchboard.v1.ForkSessionRequest;
import switchboard.v1.Profile;
import switchboard.v1.ProfileFact;
import switchboard.v1.UpdateContextRequest;
import switchboard.v1.UpdateProfileRequest;

/** The same request again: at once on other nodes, later, after the session left the memory. */
@Tag("faults")
@Timeout(120)
class RepeatedRequestsIT {
  private static final String REUSED = "INVALID_ARGUMENT REQUEST_ID_REUSED";
  private static Rig rig;

  @BeforeAll
  static void start() throws Exception {
    rig = Rig.shared();
  }

  /** The session that a call was about, and what else every repetition must be answered with. */
  private record Answer(String session, Object same) {}

  /** A call that changes a session, and what must be the same whenever it is repeated. */
  private enum Mutation {
    SEND_MESSAGE {
      @Override
      Answer make(int node, String id, String request, String payload) {
        var call = message(Calls.name(id), payload, request);
        return new Answer(Calls.name(id), rig.client(node).sendMessage(call));
      }
    },
    CREATE_SESSION {
      @Override
      Answer make(int node, String id, String request, String payload) {
        // a session of its own for each request, and its id is the server's to choose
        var call = create("", payload, "echo", id + request);
        var made = rig.client(node).createSession(call);
        return new Answer(made.getName(), made.getCreateTime());
      }
    },
    FORK_SESSION {
      @Override
      Answer make(int node, String id, String request, String payload) {
        var call =
            ForkSessionRequest.newBuilder()
                .setName(Calls.name(id))
                .setSequence(payload.equals(OTHER) ? 1 : 0)
                .setRequestId(id + request);
        var made = rig.client(node).forkSession(call.build());
        return new Answer(made.getName(), made.getCreateTime());
      }
    },
    CLOSE_SESSION {
      @Override
      Answer make(int node, String id, String request, String payload) {
        var call = CloseSessionRequest.newBuilder().setName(Calls.name(id)).setRequestId(request);
        if (payload.equals(OTHER)) {
          call.setEtag("\"1\"");
        }
        return new Answer(Calls.name(id), rig.client(node).closeSession(call.build()));
      }
    },
    UPDATE_CONTEXT {
      @Override
      Answer make(int node, String id, String request, String payload) {
        var fact = Fact.newBuilder().setKind("thing").setId(payload);
        var context =
            Context.newBuilder()
                .setName(Calls.name(id) + "/context")
                .setEtag("\"1\"")
                .addFacts(fact);
        var call =
            UpdateContextRequest.newBuilder()
                .setContext(context)
                .setUpdateMask(FieldMask.newBuilder().addPaths("facts"))
                .setRequestId(request);
        return new Answer(
            Calls.name(id), rig.client(node).updateContext(call.build()).getFactsList());
      }
    },
    UPDATE_PROFILE {
      @Override
      Answer make(int node, String id, String request, String payload) {
        var fact = ProfileFact.newBuilder().setName("thing").setValue(payload);
        var profile =
            Profile.newBuilder()
                .setName(Calls.TENANT + "/subjects/partner-" + id + "/profile")
                .addFacts(fact);
        var call = UpdateProfileRequest.newBuilder().setProfile(profile).setRequestId(request);
        return new Answer(
            Calls.name(id), rig.subjects(node).updateProfile(call.build()).getVersion());
      }
    };

    static final String OTHER = "another-payload";

    /** How many events it records in the session. */
    int events() {
      return switch (this) {
        case SEND_MESSAGE, CLOSE_SESSION, UPDATE_CONTEXT -> 1;
        case CREATE_SESSION, FORK_SESSION, UPDATE_PROFILE -> 0;
      };
    }

    abstract Answer make(int node, String id, String request, String payload);
  }

  @ParameterizedTest
  @EnumSource
  void sentToAllNodesAtOnceItIsDoneOnceAndAnsweredAlike(Mutation mutation) throws Exception {
    for (int round = 0; round < Scale.of(5, 50); round++) {
      var id = newSession();
      var before = count(id);
      var answers = atOnce(node -> () -> mutation.make(node, id, "once", "payload"));
      assertThat(answers).containsOnly(answers.getFirst());
      var once = count(id);
      assertThat(once - before).isEqualTo(mutation.events());
    }
  }

  @ParameterizedTest
  @EnumSource
  void afterTheSessionLeftTheMemoryItIsAnsweredAsBeforeAndAnotherPayloadIsRefused(
      Mutation mutation) {
    var id = newSession();
    var first = mutation.make(0, id, "once", "payload");
    var before = count(id);
    for (boolean crash : List.of(false, true)) {
      try (var view = new StoreView(rig.redis.uri())) {
        long epoch = view.epoch(first.session());
        leave(first.session(), crash);
        assertThat(mutation.make(1, id, "once", "payload")).isEqualTo(first);
        assertThat(outcome(() -> mutation.make(2, id, "once", Mutation.OTHER))).isEqualTo(REUSED);
        rig.client(0).getSession(Calls.get(first.session()));
        assertThat(view.epoch(first.session())).as("it was recovered").isGreaterThan(epoch);
      }
    }
    assertThat(count(id)).isEqualTo(before);
  }

  private static void leave(String session, boolean crash) {
    for (int node = 0; node < Rig.NODES; node++) {
      if (crash) {
        Crash.session(rig.node(node), session);
      } else {
        Crash.passivate(rig.node(node), session);
      }
    }
  }

  private static String newSession() {
    var id = Calls.newId("again");
    rig.client(0).createSession(create(id, "partner-" + id, "echo", "create"));
    return id;
  }

  /** How many events of the session a request of ours has recorded. */
  private static long count(String id) {
    return events(rig.client(0), Calls.name(id)).stream()
        .filter(event -> !event.hasAgentMessage() && !event.hasGoalChanged())
        .count();
  }

  private interface OnNode {
    Callable<Answer> call(int node);
  }

  private static List<Answer> atOnce(OnNode call) throws Exception {
    var together = new CyclicBarrier(Rig.NODES);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      return IntStream.range(0, Rig.NODES)
          .mapToObj(
              node ->
                  threads.submit(
                      () -> {
                        together.await();
                        return call.call(node).call();
                      }))
          .toList()
          .stream()
          .map(RepeatedRequestsIT::result)
          .toList();
    }
  }

  private static Answer result(Future<Answer> future) {
    try {
      return future.get();
    } catch (ExecutionException | InterruptedException failure) {
      throw new AssertionError(failure);
    }
  }
}
