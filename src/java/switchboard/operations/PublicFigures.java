package switchboard.operations;

import static switchboard.wire.PublicEvents.timestamp;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import switchboard.directory.ClusterFigures;
import switchboard.session.SessionMeter.Took;
import switchboard.v1.GroupBacklog;
import switchboard.v1.LatencyFigures;
import switchboard.v1.ListNodeFiguresResponse;
import switchboard.v1.NodeFigures;

/** The one mapping of what nodes count to what the operator sees of it. */
final class PublicFigures {
  private PublicFigures() {}

  static ListNodeFiguresResponse response(
      Instant asked, ClusterFigures cluster, Optional<Backlog> backlog) {
    var everywhere = new ArrayList<Took>();
    var seen =
        ListNodeFiguresResponse.newBuilder()
            .setTime(timestamp(asked))
            .setLeader(cluster.leader().orElse(""));
    for (var node : cluster.nodes()) {
      seen.addNodes(node(node));
      node.figures().ifPresent(figures -> everywhere.addAll(figures.latencies()));
    }
    seen.setAcknowledgement(latency(everywhere));
    backlog.ifPresent(
        read -> {
          seen.setBacklogTime(timestamp(read.read()));
          read.groups().forEach(group -> seen.addGroups(group(group)));
          read.parked().ifPresent(seen::setParkedSagas);
        });
    return seen.build();
  }

  private static GroupBacklog group(Backlog.Group group) {
    return GroupBacklog.newBuilder().setGroup(group.name()).setLag(group.lag()).build();
  }

  private static NodeFigures node(ClusterFigures.Measured measured) {
    var seen = NodeFigures.newBuilder().setNode(PublicPlaces.node(measured.node()));
    measured.figures().ifPresent(figures -> fill(seen, figures));
    return seen.build();
  }

  private static void fill(NodeFigures.Builder seen, switchboard.directory.NodeFigures figures) {
    var traffic = figures.traffic();
    var process = figures.process();
    seen.setUptime(duration(process.uptime()))
        .setMessagesAcknowledged(traffic.acknowledged())
        .setMessagesAnswered(traffic.answered())
        .setAnswersPushed(traffic.pushed())
        .setMessagesRefused(traffic.refused())
        .setMessagesFailed(traffic.failed())
        .setWritesFenced(traffic.fenced())
        .setCommandsUnderWay(figures.underWay())
        .setWorkers(figures.workers())
        .setAcknowledgement(latency(figures.latencies()))
        .setProcessorTime(duration(process.processorTime()))
        .setCollectionTime(duration(process.collectionTime()))
        .setProcessors(process.processors())
        .setHeapUsedBytes(process.heapUsed())
        .setHeapMaxBytes(process.heapMax());
  }

  private static Duration duration(java.time.Duration duration) {
    return Durations.fromNanos(duration.toNanos());
  }

  /** Of one node or of several: the same times may be there more than once. */
  static LatencyFigures latency(List<Took> took) {
    long count = took.stream().mapToLong(Took::count).sum();
    var seen = LatencyFigures.newBuilder().setCount(count);
    if (count > 0) {
      var sorted = took.stream().sorted(Comparator.comparingLong(Took::micros)).toList();
      seen.setP50(atMost(sorted, (count + 1) / 2))
          .setP99(atMost(sorted, count - count / 100))
          .setMax(Durations.fromMicros(sorted.getLast().micros()));
    }
    return seen.build();
  }

  /** What so many of them took no longer than. */
  private static Duration atMost(List<Took> sorted, long many) {
    long passed = 0;
    for (var each : sorted) {
      passed += each.count();
      if (passed >= many) {
        return Durations.fromMicros(each.micros());
      }
    }
    throw new IllegalArgumentException("there are not so many: " + many);
  }
}
