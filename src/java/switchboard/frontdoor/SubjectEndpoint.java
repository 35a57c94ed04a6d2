package switchboard.frontdoor;

import com.google.longrunning.Operation;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Clock;
import org.slf4j.LoggerFactory;
import switchboard.erasure.Erasures;
import switchboard.export.Exports;
import switchboard.privacy.Subject;
import switchboard.profile.ProfileReply;
import switchboard.profile.Profiles;
import switchboard.rpc.Answers;
import switchboard.rpc.Outcome;
import switchboard.rpc.Outcome.Done;
import switchboard.rpc.Outcome.Failed;
import switchboard.v1.EraseSubjectRequest;
import switchboard.v1.ExportSubjectRequest;
import switchboard.v1.ExportSubjectResponse;
import switchboard.v1.GetProfileRequest;
import switchboard.v1.Profile;
import switchboard.v1.SubjectServiceGrpc.SubjectServiceImplBase;
import switchboard.v1.UpdateProfileRequest;
import switchboard.wire.FieldChecks;
import switchboard.wire.PublicErrors;
import switchboard.wire.PublicProfiles;

/**
 * SubjectService: checks a request, asks profiles, erasures or exports, and words the answer. Never
 * blocks.
 */
final class SubjectEndpoint extends SubjectServiceImplBase {
  private final Answers answers =
      new Answers(LoggerFactory.getLogger(SubjectEndpoint.class), "SubjectService");
  private final Profiles profiles;
  private final Erasures erasures;
  private final Exports exports;
  private final Clock clock;
  private final FrontDoorSettings settings;

  SubjectEndpoint(SubjectDoors doors, FrontDoorSettings settings) {
    this.profiles = doors.profiles();
    this.erasures = doors.erasures();
    this.exports = doors.exports();
    this.clock = doors.clock();
    this.settings = settings;
  }

  @Override
  public void getProfile(GetProfileRequest request, StreamObserver<Profile> observer) {
    var checks = new FieldChecks();
    var subject = checks.profile("name", request.getName());
    answers.answer(
        checks, observer, () -> profiles.read(subject).thenApply(reply -> outcome(subject, reply)));
  }

  @Override
  public void updateProfile(UpdateProfileRequest request, StreamObserver<Profile> observer) {
    var checks = new FieldChecks();
    var subject = checks.profile("profile.name", request.getProfile().getName());
    var change = PublicProfiles.change(checks, request, profiles.factLife(), clock.instant());
    var budget = Budget.ofCurrentCall(settings);
    answers.answer(
        checks,
        observer,
        () ->
            profiles
                .update(subject, change, budget.left())
                .thenApply(reply -> outcome(subject, reply)));
  }

  /** The operation's name is the subject's, so a repeated request has the same one by itself. */
  @Override
  public void eraseSubject(EraseSubjectRequest request, StreamObserver<Operation> observer) {
    var checks = new FieldChecks();
    var subject = checks.subjectName("name", request.getName());
    checks.requestId("request_id", request.getRequestId());
    answers.answer(
        checks, observer, () -> erasures.begin(subject).thenApply(OperationsEndpoint::outcome));
  }

  @Override
  public void exportSubject(
      ExportSubjectRequest request, StreamObserver<ExportSubjectResponse> observer) {
    var checks = new FieldChecks();
    var subject = checks.subjectName("name", request.getName());
    var problem = checks.problem();
    if (problem.isPresent()) {
      observer.onError(StatusProto.toStatusRuntimeException(problem.get()));
      return;
    }
    var client = (ServerCallStreamObserver<ExportSubjectResponse>) observer;
    ExportStream.start(answers, exports.of(subject), client);
  }

  private Outcome<Profile> outcome(Subject subject, ProfileReply reply) {
    return switch (reply) {
      case ProfileReply.Found(var profile) ->
          new Done<>(PublicProfiles.profile(subject, profile, clock.instant()));
      case ProfileReply.Rejection rejection -> new Failed<>(PublicErrors.of(rejection));
    };
  }
}
