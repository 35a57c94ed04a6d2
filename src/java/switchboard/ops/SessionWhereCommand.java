package switchboard.ops;

import com.google.protobuf.InvalidProtocolBufferException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import switchboard.ops.client.Operations;
import switchboard.ops.client.PlaceText;
import switchboard.v1.ListSubjectSessionsRequest;
import switchboard.v1.ListSubjectSessionsResponse;
import switchboard.v1.OperationsServiceGrpc;
import switchboard.v1.WhereIsSessionRequest;

/** {@code switchboard session where NAME}. */
@Command(
    name = "where",
    description = {
      "Shows who handles a session at this moment, or each session of a subject: the nodes are"
          + " asked, and nobody is woken.",
      "Uses the system that `up` runs from --data, unless --operations names nodes."
    })
final class SessionWhereCommand extends Asking {
  private static final int PAGE = 500;

  @Parameters(
      paramLabel = "NAME",
      description = "tenants/TENANT/sessions/SESSION or tenants/TENANT/subjects/SUBJECT")
  private String name;

  @Override
  Integer ask(Operations operations) throws InvalidProtocolBufferException {
    if (name.contains("/subjects/")) {
      var all = ofSubject(operations);
      print(isJson() ? PlaceText.json(all) : PlaceText.places(all.getSessionsList()));
      return 0;
    }
    var request = WhereIsSessionRequest.newBuilder().setName(name).build();
    var place =
        operations.soon(
            OperationsServiceGrpc::newBlockingV2Stub, node -> node.whereIsSession(request));
    print(isJson() ? PlaceText.json(place) : PlaceText.place(place));
    return 0;
  }

  private ListSubjectSessionsResponse ofSubject(Operations operations) {
    var all = ListSubjectSessionsResponse.newBuilder();
    var token = "";
    do {
      var request =
          ListSubjectSessionsRequest.newBuilder()
              .setSubject(name)
              .setPageSize(PAGE)
              .setPageToken(token)
              .build();
      var page =
          operations.soon(
              OperationsServiceGrpc::newBlockingV2Stub, node -> node.listSubjectSessions(request));
      all.addAllSessions(page.getSessionsList());
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    return all.build();
  }
}
