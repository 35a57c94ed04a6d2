package switchboard.tls;

import io.grpc.ServerCredentials;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;

/** The certificates of one node, for everything by which it is reached. */
public final class NodeTls implements Extension {
  private static final Id ID = new Id();

  private final Optional<ReloadingCertificates> own;
  private final Optional<ReloadingCertificates> frontDoor;

  private NodeTls(ActorSystem system) {
    var settings = TlsSettings.from(system.settings().config());
    this.own =
        settings
            .own()
            .map(
                files ->
                    ReloadingCertificates.open(files, settings.authority(), settings.reload()));
    this.frontDoor =
        settings.frontDoor().equals(settings.own())
            ? own
            : settings
                .frontDoor()
                .map(
                    files ->
                        ReloadingCertificates.open(files, Optional.empty(), settings.reload()));
    system.registerOnTermination(this::close);
  }

  /** Opened with the first question; all of a node's parts share them. */
  public static NodeTls get(ActorSystem system) {
    return ID.get(system);
  }

  /** For the chat layer: its callers show no certificate. */
  public ServerCredentials frontDoor() {
    return frontDoor.map(ReloadingCertificates::server).orElse(Admission.ANYBODY.credentials());
  }

  /** For callers whose certificate gives a role, and no others; for anybody without TLS. */
  public Admission only(Role role) {
    return own.map(it -> new Admission(it.serverThatAsks(), List.of(new RequiredRole(role))))
        .orElse(Admission.ANYBODY);
  }

  /** Empty where there is no TLS between nodes. */
  Optional<ReloadingCertificates> own() {
    return own;
  }

  private void close() {
    own.ifPresent(ReloadingCertificates::close);
    frontDoor.ifPresent(ReloadingCertificates::close);
  }

  private static final class Id extends AbstractExtensionId<NodeTls> {
    @Override
    public NodeTls createExtension(ExtendedActorSystem system) {
      return new NodeTls(system);
    }
  }
}
