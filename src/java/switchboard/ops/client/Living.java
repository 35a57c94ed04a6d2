package switchboard.ops.client;

import io.grpc.Channel;
import io.grpc.StatusException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.AbstractStub;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Nodes that answer at all: one that hangs is not waited for as long as an answer may take. */
public final class Living {
  private static final long MILLIS = 800;

  private Living() {}

  /**
   * The same node with another deadline.
   *
   * @throws StatusException if it says nothing soon, so that another one is to be asked
   */
  public static <S extends AbstractStub<S>> S within(Duration deadline, S node)
      throws StatusException {
    check(node.getChannel());
    return node.withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Nothing, if the node answers.
   *
   * @throws StatusException if it says nothing soon
   */
  static void check(Channel node) throws StatusException {
    HealthGrpc.newBlockingV2Stub(node)
        .withDeadlineAfter(MILLIS, TimeUnit.MILLISECONDS)
        .check(HealthCheckRequest.getDefaultInstance());
  }
}
