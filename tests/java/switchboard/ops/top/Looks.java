package switchboard.ops.top;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import java.util.List;
import switchboard.v1.GroupBacklog;
import switchboard.v1.LatencyFigures;
import switchboard.v1.ListNodeFiguresResponse;
import switchboard.v1.Node;
import switchboard.v1.NodeFigures;
import switchboard.v1.NodeIdentity;

/** What nodes may have counted, for tests. */
final class Looks {
  private static final long START = 1_795_342_530; // 2026-11-22T10:15:30Z

  private Looks() {}

  static ListNodeFiguresResponse.Builder of(long second, NodeFigures.Builder... nodes) {
    var look =
        ListNodeFiguresResponse.newBuilder()
            .setTime(Timestamp.newBuilder().setSeconds(START + second))
            .setLeader("10.0.0.1:7625")
            .setAcknowledgement(latency(3000, 1900, 7935, 24_575))
            .addAllGroups(
                List.of(
                    GroupBacklog.newBuilder().setGroup("switchboard-events").setLag(0).build(),
                    GroupBacklog.newBuilder().setGroup("switchboard-replies").setLag(37).build()))
            .setBacklogTime(Timestamp.newBuilder().setSeconds(START))
            .setParkedSagas(2);
    for (var node : nodes) {
      look.addNodes(node);
    }
    return look;
  }

  /** A node that has lived for so many seconds and has counted {@code load} a second since. */
  static NodeFigures.Builder node(int number, long seconds, long load) {
    return NodeFigures.newBuilder()
        .setNode(
            Node.newBuilder()
                .setIdentity(
                    NodeIdentity.newBuilder()
                        .setAddress("10.0.0." + number + ":7625")
                        .setUid(number)
                        .setIncarnation("10.0.0." + number + ":8443#" + number)
                        .setOperations("10.0.0." + number + ":8444")
                        .setProcessId(4000 + number))
                .setStatus("UP")
                .setReachable(true)
                .setAnswered(true)
                .setAppVersion("0.1.0")
                .setSessionsAwake(1200 * number)
                .setSagasAwake(3 * number)
                .setConnections(400 * number)
                .addAllSessionShards(List.of("1", "2")))
        .setUptime(seconds(seconds))
        .setMessagesAcknowledged(load * seconds)
        .setMessagesAnswered(load * seconds)
        .setAnswersPushed(2 * load * seconds)
        .setMessagesRefused(seconds)
        .setMessagesFailed(0)
        .setWritesFenced(number)
        .setCommandsUnderWay(7 * number)
        .setWorkers(number)
        .setAcknowledgement(latency(1000 * number, 1800, 7000 + 900 * number, 24_575))
        .setProcessorTime(Durations.fromMillis(500 * number * seconds))
        .setCollectionTime(Durations.fromMillis(10 * seconds))
        .setProcessors(4)
        .setHeapUsedBytes((300L + number) << 20)
        .setHeapMaxBytes(1L << 30);
  }

  /** A member that says nothing: only the membership tells of it. */
  static NodeFigures.Builder silent(int number, boolean reachable) {
    return NodeFigures.newBuilder()
        .setNode(
            Node.newBuilder()
                .setIdentity(
                    NodeIdentity.newBuilder()
                        .setAddress("10.0.0." + number + ":7625")
                        .setUid(number))
                .setStatus("UP")
                .setReachable(reachable)
                .setAppVersion("0.1.0"));
  }

  private static LatencyFigures latency(long count, long p50, long p99, long max) {
    return LatencyFigures.newBuilder()
        .setCount(count)
        .setP50(Durations.fromMicros(p50))
        .setP99(Durations.fromMicros(p99))
        .setMax(Durations.fromMicros(max))
        .build();
  }

  private static Duration seconds(long seconds) {
    return Durations.fromSeconds(seconds);
  }
}
