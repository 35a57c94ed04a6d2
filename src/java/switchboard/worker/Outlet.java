package switchboard.worker;

import com.google.rpc.Status;
import switchboard.v1.ConnectResponse;

/** The worker's end of a stream. Only its actor calls it: streams are not for several threads. */
interface Outlet {
  /** Whether more can be written without piling up in memory. */
  boolean ready();

  void say(ConnectResponse response);

  /** Lets the worker say this many things more. */
  void request(int messages);

  void complete();

  void fail(Status status);
}
