package switchboard.faults.doors;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.longrunning.OperationsGrpc;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServiceDescriptor;
import io.grpc.Status.Code;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoServiceDescriptorSupplier;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import io.lettuce.core.RedisClient;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import switchboard.faults.Scale;
import switchboard.faults.failover.NodeProcesses;
import switchboard.v1.AgentServiceGrpc;
import switchboard.v1.AuditServiceGrpc;
import switchboard.v1.ClusterServiceGrpc;
import switchboard.v1.ConversationServiceGrpc;
import switchboard.v1.OperationsServiceGrpc;
import switchboard.v1.SessionOperationsServiceGrpc;
import switchboard.v1.SubjectServiceGrpc;
import switchboard.v1.SystemServiceGrpc;

/**
 * Nonsense for every method of every door of a real node, while somebody talks to it: each call
 * ends in a status of the contract, says nothing of what is inside, and changes nothing outside.
 */
@Tag("faults")
@Timeout(value = 40, unit = TimeUnit.MINUTES)
class FuzzIT {
  private static final int MESSAGES = Scale.of(60, 10_000);

  /** What a call may come to. */
  private static final Set<Code> ALLOWED =
      EnumSet.complementOf(
          EnumSet.of(Code.UNKNOWN, Code.INTERNAL, Code.UNIMPLEMENTED, Code.DATA_LOSS));

  /** What the service of operations says of methods that no operation here has. */
  private static final Set<Code> ALLOWED_OF_OPERATIONS =
      EnumSet.complementOf(EnumSet.of(Code.UNKNOWN, Code.INTERNAL, Code.DATA_LOSS));

  private static final List<ServiceDescriptor> FRONT =
      List.of(
          ConversationServiceGrpc.getServiceDescriptor(),
          SubjectServiceGrpc.getServiceDescriptor(),
          OperationsGrpc.getServiceDescriptor());
  private static final List<ServiceDescriptor> OPERATIONS =
      List.of(
          OperationsServiceGrpc.getServiceDescriptor(),
          ClusterServiceGrpc.getServiceDescriptor(),
          SessionOperationsServiceGrpc.getServiceDescriptor(),
          AuditServiceGrpc.getServiceDescriptor(),
          SystemServiceGrpc.getServiceDescriptor());
  private static final List<ServiceDescriptor> WORKERS =
      List.of(AgentServiceGrpc.getServiceDescriptor());

  /** The keys of this project, with nothing in them but ids. */
  private static final Pattern KEY =
      Pattern.compile("sb:\\{(\\d{1,4}|store)}:[a-z]+(:[a-z-]+([|:][a-zA-Z0-9_/.|-]+)?)?");

  private static TriedNode tried;
  private static NodeProcesses node;
  private static SteadyClient steady;

  @BeforeAll
  static void start() throws Exception {
    tried = TriedNode.start("fuzz");
    node = tried.process();
    steady = tried.steady();
  }

  @AfterAll
  static void stop() {
    if (tried != null) {
      tried.close();
    }
  }

  @Test
  void theFrontDoorStandsIt() throws Exception {
    fuzz("127.0.0.1:" + node.frontDoor(0), FRONT);
    assertThat(keys()).filteredOn(key -> !KEY.matcher(key).matches()).isEmpty();
  }

  @Test
  void theOperationsStandIt() throws Exception {
    fuzz(node.operations(0), OPERATIONS);
  }

  @Test
  void theDoorForWorkersStandsIt() throws Exception {
    fuzz(node.workers(0), WORKERS);
  }

  private static void fuzz(String address, List<ServiceDescriptor> services) throws Exception {
    long seed = Scale.seed();
    var at = address.split(":");
    var channel =
        NettyChannelBuilder.forAddress(at[0], Integer.parseInt(at[1])).usePlaintext().build();
    steady.times();
    try {
      // a service that this test does not know would not be tried
      assertThat(services.stream().map(ServiceDescriptor::getName).collect(Collectors.toSet()))
          .isEqualTo(listed(channel));
      for (var service : services) {
        for (var method : service.getMethods()) {
          var nonsense =
              new Nonsense(
                  ((ProtoServiceDescriptorSupplier) service.getSchemaDescriptor())
                      .getServiceDescriptor()
                      .findMethodByName(method.getBareMethodName())
                      .getInputType(),
                  new SplittableRandom(seed));
          boolean lasts = method.getType() != MethodType.UNARY;
          var results = new RawCalls(channel, method, nonsense).make(lasts, MESSAGES);
          System.out.printf("%s: %s%n", method.getFullMethodName(), results.counts());
          assertThat(results.counts().keySet())
              .as("%s, seed %d: %s", method.getFullMethodName(), seed, results.samples())
              .isSubsetOf(
                  service.getName().startsWith("google.") ? ALLOWED_OF_OPERATIONS : ALLOWED);
          assertThat(results.told())
              .as("%s, seed %d", method.getFullMethodName(), seed)
              .noneMatch(FuzzIT::isFromInside);
        }
      }
    } finally {
      channel.shutdownNow();
    }
    System.out.printf("%s, seed %d; beside it: %s%n", address, seed, steady.times());
    assertThat(node.isAlive(0)).isTrue();
    assertThat(steady.failures()).isEmpty();
    assertThat(Files.readAllLines(node.log(0)))
        .noneMatch(line -> line.matches("2026-01-01T00:00:00Z INFO forged.*"))
        .noneMatch(line -> line.indexOf(0) >= 0 || line.indexOf(0x1b) >= 0);
  }

  /** A class, a file or a frame of a stack: nothing that a client should be told of. */
  private static boolean isFromInside(String told) {
    return told.matches("(?s).*(Exception|\\tat |\\.java:|pekko://|lettuce|io\\.grpc).*");
  }

  private static Set<String> listed(ManagedChannel channel) throws Exception {
    var listed = new CompletableFuture<Set<String>>();
    var asked =
        ServerReflectionGrpc.newStub(channel)
            .serverReflectionInfo(
                new StreamObserver<ServerReflectionResponse>() {
                  @Override
                  public void onNext(ServerReflectionResponse said) {
                    listed.complete(
                        said.getListServicesResponse().getServiceList().stream()
                            .map(ServiceResponse::getName)
                            .filter(name -> !name.startsWith("grpc."))
                            .collect(Collectors.toSet()));
                  }

                  @Override
                  public void onError(Throwable failure) {
                    listed.completeExceptionally(failure);
                  }

                  @Override
                  public void onCompleted() {}
                });
    asked.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
    var found = listed.get(10, TimeUnit.SECONDS);
    asked.onCompleted();
    return found;
  }

  private static List<String> keys() {
    var client = RedisClient.create(node.redisUri());
    try (var connection = client.connect()) {
      return new ArrayList<>(new TreeSet<>(connection.sync().keys("*")));
    } finally {
      client.shutdown();
    }
  }
}
