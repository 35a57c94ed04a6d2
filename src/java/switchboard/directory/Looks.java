package switchboard.directory;

import switchboard.context.PendingSaga;
import switchboard.session.SessionLook;

/** What may leave a node of what a session says of itself. */
final class Looks {
  private Looks() {}

  /**
   * What a session said, without what sagas were asked with.
   *
   * @param here the address of the session's own node
   */
  static Holding.Said said(SessionLook look, String here) {
    return new Holding.Said(
        look.life(),
        look.agent(),
        look.lastSequence(),
        look.lastEvent(),
        look.pending().stream().map(Looks::pending).toList(),
        look.open().stream()
            .map(turn -> new Holding.Turn(turn.turn(), turn.attempt(), turn.deadline()))
            .toList(),
        look.worker(),
        look.attached().stream().map(attached -> stream(attached, here)).toList(),
        new Holding.Attention(look.pause(), look.handedOut(), look.heard()));
  }

  private static Holding.Pending pending(PendingSaga saga) {
    return new Holding.Pending(
        saga.saga(), saga.type(), saga.deadline(), saga.parked(), saga.question());
  }

  /** A reference to an actor of the own node names no host. */
  private static Holding.Stream stream(SessionLook.Attached attached, String here) {
    var address = attached.connection().path().address();
    return new Holding.Stream(
        address.hasGlobalScope() ? NodeDesks.hostAndPort(address) : here, attached.since());
  }
}
