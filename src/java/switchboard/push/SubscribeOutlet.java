package switchboard.push;

import com.google.rpc.Status;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;
import switchboard.session.LiveFeed;
import switchboard.session.SequencedEvent;
import switchboard.session.SessionId;
import switchboard.v1.SubscribeResponse;
import switchboard.wire.PublicEvents;

/** A Subscribe stream: it carries events, and pieces of answers where the client asked for them. */
record SubscribeOutlet(
    ServerCallStreamObserver<SubscribeResponse> stream, boolean deltas, LongAdder answers)
    implements Outlet {
  @Override
  public boolean twoWay() {
    return false;
  }

  @Override
  public boolean ready() {
    return stream.isReady();
  }

  @Override
  public void attached(SessionId session, long lastSequence) {}

  @Override
  public void event(SequencedEvent event) {
    stream.onNext(SubscribeResponse.newBuilder().setEvent(PublicEvents.event(event)).build());
    Outlet.count(event, answers);
  }

  @Override
  public void acknowledged(String requestId, long sequence, Instant time) {}

  @Override
  public void refused(String requestId, Status status) {}

  @Override
  public void typing() {}

  @Override
  public void delta(LiveFeed.Delta piece) {
    if (deltas) {
      stream.onNext(SubscribeResponse.newBuilder().setDelta(PublicEvents.delta(piece)).build());
    }
  }

  @Override
  public void request(int messages) {}

  @Override
  public void complete() {
    stream.onCompleted();
  }

  @Override
  public void fail(Status status) {
    stream.onError(StatusProto.toStatusRuntimeException(status));
  }
}
