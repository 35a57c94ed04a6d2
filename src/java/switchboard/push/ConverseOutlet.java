package switchboard.push;

import com.google.rpc.Status;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;
import switchboard.session.LiveFeed;
import switchboard.session.SequencedEvent;
import switchboard.session.SessionId;
import switchboard.v1.ConverseResponse;
import switchboard.v1.ConverseResponse.Acknowledgement;
import switchboard.v1.ConverseResponse.Attached;
import switchboard.v1.ConverseResponse.Refusal;
import switchboard.v1.ConverseResponse.Typing;
import switchboard.wire.PublicEvents;

/** A Converse stream. */
record ConverseOutlet(ServerCallStreamObserver<ConverseResponse> stream, LongAdder answers)
    implements Outlet {
  @Override
  public boolean twoWay() {
    return true;
  }

  @Override
  public boolean ready() {
    return stream.isReady();
  }

  @Override
  public void attached(SessionId session, long lastSequence) {
    var attached = Attached.newBuilder().setSession(session.name()).setLastSequence(lastSequence);
    stream.onNext(ConverseResponse.newBuilder().setAttached(attached).build());
  }

  @Override
  public void event(SequencedEvent event) {
    stream.onNext(ConverseResponse.newBuilder().setEvent(PublicEvents.event(event)).build());
    Outlet.count(event, answers);
  }

  @Override
  public void acknowledged(String requestId, long sequence, Instant time) {
    var acknowledgement =
        Acknowledgement.newBuilder()
            .setRequestId(requestId)
            .setSequence(sequence)
            .setRecordTime(PublicEvents.timestamp(time));
    stream.onNext(ConverseResponse.newBuilder().setAcknowledgement(acknowledgement).build());
  }

  @Override
  public void refused(String requestId, Status status) {
    var refusal = Refusal.newBuilder().setRequestId(requestId).setStatus(status);
    stream.onNext(ConverseResponse.newBuilder().setRefused(refusal).build());
  }

  @Override
  public void typing() {
    stream.onNext(ConverseResponse.newBuilder().setTyping(Typing.getDefaultInstance()).build());
  }

  @Override
  public void delta(LiveFeed.Delta piece) {
    stream.onNext(ConverseResponse.newBuilder().setDelta(PublicEvents.delta(piece)).build());
  }

  @Override
  public void request(int messages) {
    stream.request(messages);
  }

  @Override
  public void complete() {
    stream.onCompleted();
  }

  @Override
  public void fail(Status status) {
    stream.onError(StatusProto.toStatusRuntimeException(status));
  }
}
