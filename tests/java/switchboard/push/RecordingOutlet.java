package switchboard.push;

import com.google.rpc.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import switchboard.session.LiveFeed;
import switchboard.session.SequencedEvent;
import switchboard.session.SessionId;

/** A client that remembers what it was sent and stops reading when told to. */
final class RecordingOutlet implements Outlet {
  private final boolean twoWay;
  private final List<Long> sequences = new ArrayList<>();
  private final List<String> answers = new ArrayList<>();
  private boolean ready = true;
  private boolean completed;
  private long attachedAt = -1;
  private int requested;
  private Optional<Status> failure = Optional.empty();

  RecordingOutlet(boolean twoWay) {
    this.twoWay = twoWay;
  }

  @Override
  public boolean twoWay() {
    return twoWay;
  }

  @Override
  public synchronized boolean ready() {
    return ready;
  }

  @Override
  public synchronized void attached(SessionId session, long lastSequence) {
    attachedAt = lastSequence;
  }

  @Override
  public synchronized void event(SequencedEvent event) {
    sequences.add(event.sequence());
  }

  @Override
  public synchronized void acknowledged(String requestId, long sequence, Instant time) {
    answers.add(requestId + "=" + sequence);
  }

  @Override
  public synchronized void refused(String requestId, Status status) {
    answers.add(requestId + " refused");
  }

  @Override
  public synchronized void typing() {
    answers.add("typing");
  }

  @Override
  public synchronized void delta(LiveFeed.Delta piece) {
    answers.add(piece.turn() + "." + piece.attempt() + " " + piece.text());
  }

  @Override
  public synchronized void request(int messages) {
    requested += messages;
  }

  @Override
  public synchronized void complete() {
    completed = true;
  }

  @Override
  public synchronized void fail(Status status) {
    failure = Optional.of(status);
  }

  synchronized void ready(boolean now) {
    ready = now;
  }

  synchronized List<Long> sequences() {
    return List.copyOf(sequences);
  }

  synchronized List<String> answers() {
    return List.copyOf(answers);
  }

  synchronized boolean completed() {
    return completed;
  }

  synchronized long attachedAt() {
    return attachedAt;
  }

  synchronized int requested() {
    return requested;
  }

  synchronized Optional<Status> failure() {
    return failure;
  }
}
