package switchboard.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import switchboard.fakes.SilentProxy;
import switchboard.v1.ConversationServiceGrpc;
import switchboard.v1.SubscribeRequest;
import switchboard.v1.SubscribeResponse;

/** Clients that are gone without a word. */
class KeepAliveIT {
  @Test
  void aStreamWhoseClientIsOutOfReachIsLetGoAndItsNeighbourStays() {
    var settings = "switchboard.front-door { keep-alive-time = 1s, keep-alive-timeout = 1s }";
    try (var open = new OpenDoor(settings);
        var proxy = new SilentProxy(open.door.address())) {
      open.client().createSession(OpenDoor.create("one", "create"));
      var far = NettyChannelBuilder.forAddress(proxy.address()).usePlaintext().build();
      try {
        var lost = Client.<SubscribeRequest, SubscribeResponse>reading();
        var request = SubscribeRequest.newBuilder().setSession(OpenDoor.NAME).build();
        ConversationServiceGrpc.newStub(far).subscribe(request, lost);
        var near = Client.<SubscribeRequest, SubscribeResponse>reading();
        ConversationServiceGrpc.newStub(open.connect()).subscribe(request, near);
        await().until(() -> lost.received().size() == 1 && near.received().size() == 1);
        assertThat(open.push.connections()).isEqualTo(2);
        proxy.fallSilent();
        await().atMost(Duration.ofSeconds(15)).until(() -> open.push.connections() == 1);
        open.client().sendMessage(OpenDoor.message("still here?", "a"));
        await().until(() -> near.received().size() == 2);
        assertThat(near.end()).isEmpty();
        assertThat(lost.received()).hasSize(1);
      } finally {
        far.shutdownNow();
      }
    }
  }
}
