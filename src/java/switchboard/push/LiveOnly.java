package switchboard.push;

import switchboard.session.LiveFeed;

/**
 * What a stream is told only while it happens: that somebody is typing, and the pieces of an answer
 * that is being made. Nothing of it is kept for a client that does not read at that moment.
 *
 * <p>A piece never comes before the event that it answers. After one that was missed no other of
 * its attempt comes, so that what a client puts together has no hole that this stream made.
 */
final class LiveOnly {
  private final Outlet outlet;
  private final FeedCursor cursor;
  private long turn;
  private int attempt;
  private boolean missed;

  LiveOnly(Outlet outlet, FeedCursor cursor) {
    this.outlet = outlet;
    this.cursor = cursor;
  }

  void typing() {
    if (outlet.ready()) {
      outlet.typing();
    }
  }

  void delta(LiveFeed.Delta piece) {
    if (piece.turn() < turn || piece.turn() == turn && piece.attempt() < attempt) {
      return; // a late one of an attempt that was given up
    }
    if (piece.turn() > turn || piece.attempt() > attempt) {
      turn = piece.turn();
      attempt = piece.attempt();
      missed = false;
    }
    missed |= !outlet.ready() || !cursor.caughtUp();
    if (!missed) {
      outlet.delta(piece);
    }
  }
}
