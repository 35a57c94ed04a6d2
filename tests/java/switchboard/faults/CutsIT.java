package switchboard.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.faults.Calls.create;
import static switchboard.faults.Calls.events;
import static switchboard.faults.Calls.message;
import static switchboard.faults.Calls.name;

import com.google.protobuf.FieldMask;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import switchboard.cluster.Crash;
import switchboard.faults.RedisProxy.Side;
import switchboard.ops.client.Retries;
import switchboard.v1.Context;
import switchboard.v1.ConversationServiceGrpc.ConversationServiceBlockingStub;
import switchboard.v1.Event;
import switchboard.v1.Fact;
import switchboard.v1.GetProfileRequest;
import switchboard.v1.Profile;
import switchboard.v1.ProfileFact;
import switchboard.v1.UpdateContextRequest;
import switchboard.v1.UpdateProfileRequest;

/** A node's connection to Redis is cut at a command of a session while the session crashes. */
@Tag("faults")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class CutsIT {
  private static final int LANES = 4;
  private static final List<Side> SIDES =
      List.of(Side.BEFORE_THE_COMMAND, Side.BEFORE_THE_REPLY, Side.AFTER_THE_REPLY);
  private static final AtomicInteger CUTS = new AtomicInteger();
  private static Rig rig;

  @BeforeAll
  static void start() throws Exception {
    rig = Rig.shared();
  }

  @Test
  void nothingIsLostDoubledTornOrLeftBehindWhereverAConnectionIsCut() throws Exception {
    int boundaries = Scale.of(20, 200);
    int commands = commandsOfALife();
    try (var view = new StoreView(rig.redis.uri());
        var threads = Executors.newFixedThreadPool(LANES, Thread.ofVirtual().factory())) {
      var lives = new ArrayList<Future<?>>();
      for (int i = 0; i < boundaries; i++) {
        var side = SIDES.get(i % SIDES.size());
        int boundary = 1 + i / SIDES.size() % commands;
        var life = new Life(Calls.newId("cut"), i);
        lives.add(threads.submit(() -> liveThroughACut(life, boundary, side, view)));
      }
      for (var life : lives) {
        life.get(5, TimeUnit.MINUTES);
      }
      view.assertOnlyWhatMayBeThere();
    }
    assertThat(CUTS).as("cuts, of " + boundaries).hasValueGreaterThanOrEqualTo(boundaries * 9 / 10);
    System.out.println(CUTS + " connections cut, at " + commands + " commands of a session's life");
  }

  /** How many commands the life of a session has, so that the cuts are spread over all of them. */
  private static int commandsOfALife() {
    new Life(Calls.newId("first"), 0).live(); // from now on Redis knows the scripts
    var life = new Life(Calls.newId("whole"), 0);
    rig.proxy.watch(life.id);
    life.live();
    return rig.proxy.forget(life.id);
  }

  private static void liveThroughACut(Life life, int boundary, Side side, StoreView view) {
    rig.proxy.cut(life.id, boundary, side, life::crashAtTheCut);
    life.live();
    rig.proxy.forget(life.id);
    var events = events(rig.client(life.number + 1), life.session);
    assertThat(events.stream().map(Event::getSequence))
        .as("sequences after a cut %s of command %d", side, boundary)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, events.size()).boxed().toList());
    assertThat(said(events))
        .as("messages after a cut %s of command %d", side, boundary)
        .isEqualTo(life.acknowledged);
    assertThat(events).filteredOn(Event::hasContextUpdated).hasSize(1);
    var profile =
        rig.subjects(life.number + 1)
            .getProfile(GetProfileRequest.newBuilder().setName(life.profile()).build());
    assertThat(profile.getVersion()).as("changes of the profile").isEqualTo(1);
    assertThat(view.assertWhole(life.session)).isEqualTo(events.size());
  }

  /** The sequence of each user message by its request; each request once. */
  private static Map<String, Long> said(List<Event> events) {
    var said = new LinkedHashMap<String, Long>();
    for (var event : events) {
      if (event.hasUserMessage()) {
        assertThat(said.put(event.getUserMessage().getRequestId(), event.getSequence())).isNull();
      }
    }
    return said;
  }

  /** A session's life: it is created, talks, is woken after a crash, and talks on. */
  private static final class Life {
    final String id;
    final String session;
    final int number;
    final Map<String, Long> acknowledged = new LinkedHashMap<>();

    Life(String id, int number) {
      this.id = id;
      this.session = name(id);
      this.number = number;
    }

    void live() {
      Retries.untilKnown(
          attempt -> client(attempt).createSession(create(id, "partner-" + id, "echo", "create")));
      say("first");
      say("second");
      update();
      crash();
      remember();
      say("third");
    }

    /** A change of the context from outside. */
    void update() {
      var context =
          Retries.untilKnown(attempt -> client(attempt).getContext(Calls.context(session)));
      var fact = Fact.newBuilder().setKind("thing").setId(id).putAttributes("status", "here");
      var update =
          UpdateContextRequest.newBuilder()
              .setContext(
                  Context.newBuilder()
                      .setName(session + "/context")
                      .setEtag(context.getEtag())
                      .addFacts(fact))
              .setUpdateMask(FieldMask.newBuilder().addPaths("facts"))
              .setRequestId("update")
              .build();
      Retries.untilKnown(attempt -> client(attempt).updateContext(update));
    }

    /** A change of the profile of whom the session is with. */
    void remember() {
      var fact = ProfileFact.newBuilder().setName("status").setValue("here");
      var update =
          UpdateProfileRequest.newBuilder()
              .setProfile(Profile.newBuilder().setName(profile()).addFacts(fact))
              .setRequestId("remember")
              .build();
      Retries.untilKnown(attempt -> rig.subjects(number + attempt).updateProfile(update));
    }

    String profile() {
      return Calls.TENANT + "/subjects/partner-" + id + "/profile";
    }

    void say(String request) {
      var message = message(session, "I say " + request, request);
      var answer = Retries.untilKnown(attempt -> client(attempt).sendMessage(message));
      acknowledged.put(request, answer.getSequence());
    }

    void crashAtTheCut() {
      CUTS.incrementAndGet();
      crash();
    }

    void crash() {
      for (int node = 0; node < Rig.NODES; node++) {
        Crash.session(rig.node(node), session);
      }
    }

    private ConversationServiceBlockingStub client(int attempt) {
      return rig.client(number + attempt);
    }
  }
}
