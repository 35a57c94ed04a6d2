package switchboard.ops;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.rpc.ErrorDetailsProto;
import io.grpc.ServiceDescriptor;
import io.grpc.protobuf.ProtoFileDescriptorSupplier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import switchboard.v1.AgentServiceGrpc;
import switchboard.v1.ConversationServiceGrpc;
import switchboard.v1.OperationsServiceGrpc;
import switchboard.v1.SubjectServiceGrpc;

/** {@code switchboard protoset}: the contract, for clients that load it at run time. */
@Command(
    name = "protoset",
    description = {
      "Writes the gRPC contract with all that it imports as one descriptor set.",
      "Clients that generate no code load it (@grpc/proto-loader), and so do grpcurl and buf."
    })
public final class ProtosetCommand extends Verb {
  private static final List<ServiceDescriptor> SERVICES =
      List.of(
          ConversationServiceGrpc.getServiceDescriptor(),
          SubjectServiceGrpc.getServiceDescriptor(),
          OperationsServiceGrpc.getServiceDescriptor(),
          AgentServiceGrpc.getServiceDescriptor());

  @Option(
      names = "--out",
      paramLabel = "FILE",
      defaultValue = "switchboard.protoset",
      description = "The file to write")
  private Path out;

  @Override
  public Integer call() throws IOException {
    Files.write(out, contract().toByteArray());
    System.out.println(out);
    return 0;
  }

  /** The files of all public services, each after those that it imports. */
  public static FileDescriptorSet contract() {
    var set = FileDescriptorSet.newBuilder();
    var seen = new HashSet<String>();
    for (var service : SERVICES) {
      var schema = (ProtoFileDescriptorSupplier) service.getSchemaDescriptor();
      add(schema.getFileDescriptor(), set, seen);
    }
    // nothing imports what errors carry
    add(ErrorDetailsProto.getDescriptor(), set, seen);
    return set.build();
  }

  private static void add(FileDescriptor file, FileDescriptorSet.Builder set, Set<String> seen) {
    if (seen.add(file.getFullName())) {
      file.getDependencies().forEach(imported -> add(imported, set, seen));
      set.addFile(file.toProto());
    }
  }
}
