package switchboard.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.rpc.ErrorInfo;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import switchboard.cluster.Node;
import switchboard.local.TestKafka;
import switchboard.v1.AgentServiceGrpc;
import switchboard.v1.AuditServiceGrpc;
import switchboard.v1.ClusterServiceGrpc;
import switchboard.v1.ConnectRequest;
import switchboard.v1.ConnectResponse;
import switchboard.v1.ConversationServiceGrpc;
import switchboard.v1.CreateSessionRequest;
import switchboard.v1.ListAuditEntriesRequest;
import switchboard.v1.ListSettingsRequest;
import switchboard.v1.SendMessageRequest;
import switchboard.v1.Session;
import switchboard.v1.SetLogLevelRequest;
import switchboard.v1.ShowClusterRequest;
import switchboard.v1.SubscribeRequest;
import switchboard.v1.SubscribeResponse;
import switchboard.v1.SystemServiceGrpc;

/** Who gets in where, with certificates, and what changes while nodes run. */
class TlsIT {
  private static SecuredNodes nodes;
  private static Certificates ours;

  private final List<ManagedChannel> channels = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    nodes = new SecuredNodes();
    ours = nodes.certificates();
  }

  @AfterAll
  static void stop() throws Exception {
    if (nodes != null) {
      nodes.close();
    }
  }

  @AfterEach
  void disconnect() {
    channels.forEach(ManagedChannel::shutdownNow);
  }

  private ManagedChannel connect(InetSocketAddress door, ClientTls with) {
    var channel = with.channel("127.0.0.1:" + door.getPort()).build();
    channels.add(channel);
    return channel;
  }

  private static ClientTls showing(CertificateFiles shown) {
    return ours.client(Optional.of(shown));
  }

  private StatusRuntimeException refusedAsOperator(ClientTls with) {
    var operations = SystemServiceGrpc.newBlockingStub(connect(nodes.node(0).operations(), with));
    return catchThrowableOfType(
        StatusRuntimeException.class,
        () ->
            operations
                .withDeadlineAfter(10, TimeUnit.SECONDS)
                .listSettings(ListSettingsRequest.getDefaultInstance()));
  }

  private StatusRuntimeException refusedAsWorker(ClientTls with) throws Exception {
    var stream = new Stream<ConnectResponse>();
    AgentServiceGrpc.newStub(connect(nodes.node(0).workers(), with))
        .withDeadlineAfter(10, TimeUnit.SECONDS)
        .connect(stream);
    return stream.refusal();
  }

  private void createSession(ClientTls with, String id) {
    ConversationServiceGrpc.newBlockingStub(connect(nodes.node(0).address(), with))
        .withDeadlineAfter(10, TimeUnit.SECONDS)
        .createSession(
            CreateSessionRequest.newBuilder()
                .setParent("tenants/acme")
                .setSessionId(id)
                .setRequestId(id)
                .setSession(Session.newBuilder().setSubject("asha").setAgent("echo"))
                .build());
  }

  private static void assertRefused(StatusRuntimeException refusal, Status.Code code, String why) {
    assertThat(refusal.getStatus().getCode()).isEqualTo(code);
    var details = StatusProto.fromThrowable(refusal).getDetailsList();
    assertThat(details).singleElement().matches(it -> it.is(ErrorInfo.class));
    assertThat(details.getFirst().toString()).contains(why);
  }

  @Test
  void nobodyGetsInWithoutTls() throws Exception {
    var operator = refusedAsOperator(ClientTls.PLAIN);
    assertThat(operator.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(refusedAsWorker(ClientTls.PLAIN).getStatus().getCode())
        .isEqualTo(Status.Code.UNAVAILABLE);
    assertThatThrownBy(() -> createSession(ClientTls.PLAIN, "plain"))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            it -> assertThat(it.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
  }

  @Test
  void aClientNeedsNoCertificateAtTheFrontDoorButTrustsItsAuthority(@TempDir Path elsewhere)
      throws Exception {
    createSession(ours.client(Optional.empty()), "trusting");
    var distrusting = new Certificates(elsewhere).client(Optional.empty());
    assertThatThrownBy(() -> createSession(distrusting, "distrusting"))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageStartingWith("UNAVAILABLE");
  }

  @Test
  void whoShowsNoCertificateIsToldThatOneIsNeeded() throws Exception {
    var nothing = ours.client(Optional.empty());
    assertRefused(refusedAsOperator(nothing), Status.Code.UNAUTHENTICATED, "CERTIFICATE_MISSING");
    assertRefused(refusedAsWorker(nothing), Status.Code.UNAUTHENTICATED, "CERTIFICATE_MISSING");
  }

  @Test
  void whoHasAnotherRoleIsToldWhichOneIsNeeded() throws Exception {
    for (var other : List.of(Role.WORKER, Role.NODE)) {
      assertRefused(
          refusedAsOperator(showing(ours.issue("other", other))),
          Status.Code.PERMISSION_DENIED,
          "urn:switchboard:operator:NAME");
    }
    for (var other : List.of(Role.OPERATOR, Role.NODE)) {
      assertRefused(
          refusedAsWorker(showing(ours.issue("other", other))),
          Status.Code.PERMISSION_DENIED,
          "urn:switchboard:worker:NAME");
    }
    assertRefused(
        refusedAsOperator(showing(ours.issueWithout("other"))),
        Status.Code.PERMISSION_DENIED,
        "WRONG_ROLE");
  }

  @Test
  void foreignAndExpiredCertificatesGetNoConnection(@TempDir Path elsewhere) throws Exception {
    var foreign = new Certificates(elsewhere);
    for (var shown :
        List.of(
            foreign.issue("foreign", Role.OPERATOR), ours.issueExpired("late", Role.OPERATOR))) {
      assertThat(refusedAsOperator(showing(shown)).getStatus().getCode())
          .isEqualTo(Status.Code.UNAVAILABLE);
    }
    for (var shown :
        List.of(foreign.issue("foreign", Role.WORKER), ours.issueExpired("late", Role.WORKER))) {
      assertThat(refusedAsWorker(showing(shown)).getStatus().getCode())
          .isEqualTo(Status.Code.UNAVAILABLE);
    }
  }

  @Test
  void aWorkerWithItsRoleRegisters() throws Exception {
    var stream = new Stream<ConnectResponse>();
    var worker = showing(ours.issue("worker", Role.WORKER));
    var requests =
        AgentServiceGrpc.newStub(connect(nodes.node(0).workers(), worker))
            .withDeadlineAfter(10, TimeUnit.SECONDS)
            .connect(stream);
    requests.onNext(
        ConnectRequest.newBuilder()
            .setRegister(
                ConnectRequest.Register.newBuilder().setAgent("helper").setInstanceId("one"))
            .build());
    assertThat(stream.next().hasRegistered()).isTrue();
  }

  @Test
  void theAuditHasTheNameThatTheCertificateGivesWhateverTheCallerClaims() throws Exception {
    var claim = new Metadata();
    claim.put(
        Metadata.Key.of("switchboard-operator", Metadata.ASCII_STRING_MARSHALLER), "somebody");
    var channel =
        connect(nodes.node(0).operations(), showing(ours.issue("operator", Role.OPERATOR)));
    SystemServiceGrpc.newBlockingStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(claim))
        .withDeadlineAfter(10, TimeUnit.SECONDS)
        .setLogLevel(
            SetLogLevelRequest.newBuilder()
                .setLogger("switchboard.tls.nothing")
                .setLevel("WARN")
                .setReason("tried")
                .build());
    var entries =
        AuditServiceGrpc.newBlockingStub(channel)
            .withDeadlineAfter(10, TimeUnit.SECONDS)
            .listAuditEntries(ListAuditEntriesRequest.getDefaultInstance())
            .getEntriesList();
    assertThat(entries)
        .hasSize(2)
        .allSatisfy(
            entry -> {
              assertThat(entry.getOperator()).isEqualTo("operator-1");
              assertThat(entry.getOperatorChecked()).isTrue();
            });
  }

  @Test
  void newConnectionsSeeANewCertificateAndOldStreamsGoOn() throws Exception {
    var client = ours.client(Optional.empty());
    createSession(client, "rotated");
    var name = "tenants/acme/sessions/rotated";
    var stream = new Stream<SubscribeResponse>();
    var channel = connect(nodes.node(0).address(), client);
    ConversationServiceGrpc.newStub(channel)
        .subscribe(SubscribeRequest.newBuilder().setSession(name).build(), stream);
    assertThat(stream.next().hasEvent()).isTrue();

    var before = shownAt(nodes.node(0).address());
    ours.issue("node", Role.NODE);
    for (var door :
        List.of(nodes.node(0).address(), nodes.node(0).operations(), nodes.node(1).workers())) {
      await().atMost(Duration.ofSeconds(5)).until(() -> !shownAt(door).equals(before));
    }

    ConversationServiceGrpc.newBlockingStub(connect(nodes.node(0).address(), client))
        .withDeadlineAfter(10, TimeUnit.SECONDS)
        .sendMessage(
            SendMessageRequest.newBuilder()
                .setSession(name)
                .setText("still there?")
                .setRequestId("m-1")
                .build());
    assertThat(stream.next().getEvent().getUserMessage().getText()).isEqualTo("still there?");
    awaitOurTwo();
  }

  @Test
  void aNewFileThatCannotBeUsedIsLoggedInOneLineAndTheOldOneStays() throws Exception {
    var log = (Logger) LoggerFactory.getLogger(ReloadingCertificates.class);
    var said = new ListAppender<ILoggingEvent>();
    said.start();
    log.addAppender(said);
    try {
      var node = ours.issue("node", Role.NODE);
      var good = Files.readString(node.certificate());
      Certificates.write(node.certificate(), "-----BEGIN CERTIFICATE-----\nhalf");
      await()
          .atMost(Duration.ofSeconds(5))
          .until(() -> said.list.stream().anyMatch(it -> it.getLevel().levelStr.equals("ERROR")));
      createSession(ours.client(Optional.empty()), "half-written");
      assertThat(said.list)
          .filteredOn(it -> it.getLevel().levelStr.equals("ERROR"))
          .allSatisfy(
              it -> {
                assertThat(it.getThrowableProxy()).isNull();
                assertThat(it.getKeyValuePairs().toString())
                    .contains(node.certificate().toString())
                    .doesNotContain("\n");
              });
      Certificates.write(node.certificate(), good);
    } finally {
      log.detachAppender(said);
    }
  }

  @Test
  void nodesTalkWithTlsAndAForeignOneCannotJoin(@TempDir Path elsewhere) throws Exception {
    assertThat(transport()).isEqualTo("tls-tcp");
    var foreign = new Certificates(elsewhere);
    var settings = new ArrayList<>(nodes.settings());
    settings.addAll(SecuredNodes.identity(foreign.issue("node", Role.NODE), foreign.authority()));
    assertCannotJoin(settings);
    awaitOurTwo();
  }

  @Test
  void aWorkersCertificateDoesNotMakeANode() throws Exception {
    var settings = new ArrayList<>(nodes.settings());
    settings.addAll(SecuredNodes.identity(ours.issue("worker", Role.WORKER), ours.authority()));
    assertCannotJoin(settings);
    awaitOurTwo();
  }

  /** That the two above are refused for their certificates and nothing else. */
  @Test
  void anotherNodeWithACertificateOfItsOwnJoins() throws Exception {
    var settings = new ArrayList<>(nodes.settings());
    settings.addAll(SecuredNodes.identity(ours.issue("third", Role.NODE), ours.authority()));
    settings.add("pekko.management.http.port = " + TestKafka.freePorts(1).getFirst());
    var third = nodes.start(0, settings);
    try {
      assertThat(members()).isEqualTo(3);
    } finally {
      third.stop().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
    awaitOurTwo();
  }

  private static void assertCannotJoin(List<String> settings) {
    settings.add("switchboard.node.start-timeout = 8 s");
    settings.add("pekko.management.http.port = " + TestKafka.freePorts(1).getFirst());
    assertThatThrownBy(() -> nodes.start(0, settings))
        .isInstanceOf(Node.StartFailure.class)
        .hasMessageContaining("the cluster");
  }

  @Test
  void redisIsReachedWithTlsByWhoTrustsItsAuthority(@TempDir Path elsewhere) throws Exception {
    assumeTrue(nodes.redisHasTls(), "redis-server on the path is missing or built without TLS");
    // the nodes serve, so theirs is trusted; and one that trusts another authority does not start
    createSession(ours.client(Optional.empty()), "by-tls");
    var settings = new ArrayList<>(nodes.settings());
    settings.add(
        "switchboard.redis.tls.authority-file = \""
            + new Certificates(elsewhere).authority()
            + "\"");
    settings.add("switchboard.node.start-timeout = 5 s");
    settings.add("pekko.management.http.port = " + TestKafka.freePorts(1).getFirst());
    assertThatThrownBy(() -> nodes.start(0, settings))
        .isInstanceOf(Node.StartFailure.class)
        .hasMessageContaining("Redis");
  }

  @Test
  void aNodeWhoseFilesCannotBeUsedDoesNotStart() {
    var settings = new ArrayList<>(nodes.settings());
    settings.add("switchboard.tls.key-file = /nowhere/node.key");
    assertThatThrownBy(() -> nodes.start(0, settings))
        .isInstanceOf(Node.StartFailure.class)
        .hasMessageContaining("switchboard.tls.certificate-file: there is no file /nowhere");
  }

  private ManagedChannel asOperator() throws Exception {
    return connect(nodes.node(0).operations(), showing(ours.issue("operator", Role.OPERATOR)));
  }

  /** One that another test started may be a member until it has left. */
  private void awaitOurTwo() {
    await().atMost(Duration.ofSeconds(20)).until(() -> members() == 2);
  }

  private int members() throws Exception {
    return ClusterServiceGrpc.newBlockingStub(asOperator())
        .withDeadlineAfter(10, TimeUnit.SECONDS)
        .showCluster(ShowClusterRequest.getDefaultInstance())
        .getMembersCount();
  }

  private String transport() throws Exception {
    return SystemServiceGrpc.newBlockingStub(asOperator())
        .withDeadlineAfter(10, TimeUnit.SECONDS)
        .listSettings(
            ListSettingsRequest.newBuilder().setPrefix("pekko.remote.artery.transport").build())
        .getNodes(0)
        .getSettings(0)
        .getValue();
  }

  /** The serial number of the certificate that a listener shows now. */
  private static BigInteger shownAt(InetSocketAddress door) throws Exception {
    var context = SSLContext.getInstance("TLSv1.3");
    var any = AnyServer.trusted();
    context.init(null, new TrustManager[] {any}, null);
    try (var socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", door.getPort())) {
      socket.setSoTimeout(5_000);
      socket.startHandshake();
      var shown = socket.getSession().getPeerCertificates()[0];
      return ((X509Certificate) shown).getSerialNumber();
    }
  }

  /** What a stream brings. */
  private static final class Stream<T> implements StreamObserver<T> {
    private final BlockingQueue<T> heard = new LinkedBlockingQueue<>();
    private final BlockingQueue<Throwable> ended = new LinkedBlockingQueue<>();

    T next() throws InterruptedException {
      var next = heard.poll(10, TimeUnit.SECONDS);
      assertThat(next).as("nothing came; ended by %s", ended.peek()).isNotNull();
      return next;
    }

    StatusRuntimeException refusal() throws InterruptedException {
      return (StatusRuntimeException) ended.poll(15, TimeUnit.SECONDS);
    }

    @Override
    public void onNext(T value) {
      heard.add(value);
    }

    @Override
    public void onError(Throwable failure) {
      ended.add(failure);
    }

    @Override
    public void onCompleted() {
      ended.add(new IllegalStateException("ended in order"));
    }
  }
}
