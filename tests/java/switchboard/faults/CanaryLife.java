package switchboard.faults;

import static org.awaitility.Awaitility.await;

import com.google.protobuf.FieldMask;
import com.google.protobuf.Message;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import switchboard.frontdoor.Client;
import switchboard.v1.AgentServiceOuterClass;
import switchboard.v1.Context;
import switchboard.v1.ConverseRequest;
import switchboard.v1.ConverseResponse;
import switchboard.v1.CreateSessionRequest;
import switchboard.v1.Event;
import switchboard.v1.ExportSubjectRequest;
import switchboard.v1.ExportSubjectResponse;
import switchboard.v1.Fact;
import switchboard.v1.GetProfileRequest;
import switchboard.v1.Goal;
import switchboard.v1.Profile;
import switchboard.v1.ProfileFact;
import switchboard.v1.Session;
import switchboard.v1.Slot;
import switchboard.v1.UpdateContextRequest;
import switchboard.v1.UpdateProfileRequest;

/** What one subject does, with a canary in everything that may be personal. */
final class CanaryLife {
  private static final int MESSAGES = 24;

  private final Rig rig;
  private final String subject = Calls.newId("canary");
  private final Needle control = Needle.of("ctl" + Needle.fresh().text());
  private final List<Needle> canaries = new ArrayList<>();
  private final Set<String> covered = new TreeSet<>();
  private final Set<String> unserved = new TreeSet<>();
  private final List<String> sessions = new ArrayList<>();
  private String order = "";

  CanaryLife(Rig rig) {
    this.rig = rig;
  }

  String subject() {
    return Calls.TENANT + "/subjects/" + subject;
  }

  /** Everything that must not be found. */
  List<Needle> canaries() {
    return List.copyOf(canaries);
  }

  /** A channel, which is not classified. */
  Needle control() {
    return control;
  }

  /** A session's id, which the services are told. */
  Needle controlOfTopics() {
    return Needle.of(sessions.getLast().substring(sessions.getLast().lastIndexOf('/') + 1));
  }

  /** The classified fields that held a canary, on their way in or out. */
  Set<String> covered() {
    return covered;
  }

  /** Of these fields, those of calls that are served. */
  Set<String> served(Set<String> fields) {
    var served = new TreeSet<>(fields);
    served.removeAll(unserved);
    // one of the options that a saga names: no text of a user fits in
    served.remove("switchboard.v1.Event.SagaDecided.choice");
    // a piece of what a worker answers, sent on and never stored; the whole answer is driven
    served.remove("switchboard.v1.Delta.text");
    // no worker is connected here
    served.removeAll(ClassifiedFields.of(AgentServiceOuterClass.getDescriptor()));
    return served;
  }

  void live() {
    talk();
    update();
    remember();
    work();
    readAll(1);
    rig.client(0).closeSession(Calls.close(sessions.getFirst(), "close"));
  }

  private void talk() {
    var session = create("echo");
    for (int i = 0; i < MESSAGES; i++) {
      say(i, "My name is " + canary());
    }
    var stream = Client.<ConverseRequest, ConverseResponse>reading();
    rig.streams(2).converse(stream);
    stream.say(
        ConverseRequest.newBuilder()
            .setAttach(ConverseRequest.Attach.newBuilder().setSession(session))
            .build());
    var message =
        ConverseRequest.newBuilder()
            .setMessage(
                ConverseRequest.Message.newBuilder()
                    .setText("and call me " + canary())
                    .setRequestId("converse"))
            .build();
    stream.say(saw(message));
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> stream.received().stream().anyMatch(ConverseResponse::hasAcknowledgement));
    stream.received().forEach(this::saw);
    stream.halfClose();
  }

  void say(int node, String text) {
    var message = Calls.message(sessions.getFirst(), text, Calls.newId("said"));
    rig.client(node).sendMessage(saw(message));
  }

  private void update() {
    var session = sessions.getFirst();
    var etag = rig.client(0).getContext(Calls.context(session)).getEtag();
    var slot = Slot.newBuilder().setValue("to " + canary()).addAlternatives("or " + canary());
    var fact = Fact.newBuilder().setKind("person").setId("1").putAttributes("name", canary());
    var context =
        Context.newBuilder()
            .setName(session + "/context")
            .setEtag(etag)
            .setGoal(
                Goal.newBuilder()
                    .setIntent("pay")
                    .setStatus(Goal.Status.AWAITING_USER)
                    .putSlots("whom", slot.build()))
            .addFacts(fact);
    rig.client(1)
        .updateContext(
            saw(
                UpdateContextRequest.newBuilder()
                    .setContext(context)
                    .setUpdateMask(FieldMask.newBuilder().addPaths("goal").addPaths("facts"))
                    .setRequestId("update")
                    .build()));
  }

  private void remember() {
    var fact = ProfileFact.newBuilder().setName("home").setValue("at " + canary());
    rig.subjects(2)
        .updateProfile(
            saw(
                UpdateProfileRequest.newBuilder()
                    .setProfile(Profile.newBuilder().setName(profile()).addFacts(fact))
                    .setRequestId("remember")
                    .build()));
  }

  /** Has a saga run, beside free text; the order's id itself is disclosed to the services. */
  private void work() {
    var session = create("delivery");
    order = "CNRY-" + Math.floorMod(subject.hashCode(), 1_000_000_000);
    var text = "Where is my order " + order + "? I am " + canary();
    rig.client(0).sendMessage(saw(Calls.message(session, text, "order")));
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> Calls.events(rig.client(1), session).stream().anyMatch(Event::hasSagaEnded));
  }

  /** All that there is to be had of the subject through one node. */
  List<Message> readAll(int node) {
    var answers = new ArrayList<Message>();
    for (var session : sessions) {
      answers.addAll(tried(() -> List.of(rig.client(node).getContext(Calls.context(session)))));
      answers.addAll(tried(() -> Calls.events(rig.client(node), session)));
    }
    var request = GetProfileRequest.newBuilder().setName(profile()).build();
    answers.addAll(tried(() -> List.of(rig.subjects(node).getProfile(request))));
    var export = ExportSubjectRequest.newBuilder().setName(subject()).build();
    answers.addAll(
        tried(
            () -> {
              var parts = new ArrayList<Message>();
              rig.subjects(node).exportSubject(export).forEachRemaining(parts::add);
              return parts;
            }));
    answers.forEach(this::saw);
    return answers;
  }

  private List<? extends Message> tried(Supplier<List<? extends Message>> call) {
    try {
      return call.get();
    } catch (StatusRuntimeException refused) {
      if (refused.getStatus().getCode() == Code.UNIMPLEMENTED) {
        unserved.add(ExportSubjectResponse.getDescriptor().findFieldByName("json").getFullName());
      }
      return List.of();
    }
  }

  private String create(String agent) {
    var id = Calls.newId("canary");
    sessions.add(Calls.name(id));
    rig.client(0)
        .createSession(
            CreateSessionRequest.newBuilder()
                .setParent(Calls.TENANT)
                .setSessionId(id)
                .setRequestId("create")
                .setSession(
                    Session.newBuilder()
                        .setSubject(subject)
                        .setChannel(control.text())
                        .setAgent(agent))
                .build());
    return sessions.getLast();
  }

  private String profile() {
    return subject() + "/profile";
  }

  private String canary() {
    var canary = Needle.fresh();
    canaries.add(canary);
    return canary.text();
  }

  private <M extends Message> M saw(M message) {
    ClassifiedFields.visit(
        message,
        (field, value) -> {
          boolean isDisclosed = !order.isEmpty() && value.contains(order);
          if (isDisclosed || canaries.stream().anyMatch(it -> value.contains(it.text()))) {
            covered.add(field);
          }
        });
    return message;
  }
}
