package switchboard.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import switchboard.directory.DirectoryReply.Described;
import switchboard.directory.DirectoryReply.Found;
import switchboard.session.SessionId;
import switchboard.session.SessionState.Life;

class PlaceRulesTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:15:30Z");
  private static final SessionId ID = new SessionId("acme", "s1");
  private static final SessionId OTHER = new SessionId("acme", "s2");
  private static final NodeIdentity A = node("a");
  private static final NodeIdentity B = node("b");

  private static NodeIdentity node(String name) {
    return new NodeIdentity(name + ":1#1", name + ":2", 1, name + ":1", name + ":3", 1, NOW);
  }

  private static Holding holding(SessionId id, long epoch, Instant since, Life life) {
    var said = new Holding.Said(life, "echo", 7, NOW, List.of(), List.of(), "", List.of());
    return new Holding(id, "4", since, epoch, Optional.of(said));
  }

  private static Found found(NodeIdentity node, Holding... holdings) {
    return new Found(node, List.of(holdings));
  }

  private static Described hosting(NodeIdentity node, String... shards) {
    return new Described(node, new NodeView.Counts(NOW, 0, 0, 0, List.of(shards)));
  }

  @Test
  void theNodeThatHoldsASessionHandlesIt() {
    var place =
        PlaceRules.awake(
                ID,
                List.of(
                    found(A, holding(OTHER, 9, NOW, Life.OPEN)),
                    found(B, holding(ID, 2, NOW, Life.OPEN))),
                List.of())
            .orElseThrow();
    assertThat(place.state()).isEqualTo(Place.State.AWAKE);
    assertThat(place.node()).contains(B);
    assertThat(place.shard()).isEqualTo("4");
    assertThat(place.lastSequence()).isEqualTo(7);
    assertThat(place.outdated()).isEmpty();
  }

  @Test
  void ofTwoThatHoldItTheNewestClaimCanWriteWhoeverBeganLater() {
    var place =
        PlaceRules.awake(
                ID,
                List.of(
                    found(A, holding(ID, 3, NOW, Life.OPEN)),
                    found(B, holding(ID, 2, NOW.plusSeconds(9), Life.OPEN))),
                List.of("c:2"))
            .orElseThrow();
    assertThat(place.node()).contains(A);
    assertThat(place.outdated()).containsExactly("b:1#1");
    assertThat(place.silent()).containsExactly("c:2");
  }

  @Test
  void withoutClaimsTheOneThatBeganLastIsTheLivingOne() {
    var place =
        PlaceRules.awake(
                ID,
                List.of(
                    found(A, new Holding(ID, "4", NOW, 0, Optional.empty())),
                    found(B, new Holding(ID, "4", NOW.plusMillis(1), 0, Optional.empty()))),
                List.of())
            .orElseThrow();
    assertThat(place.node()).contains(B);
    assertThat(place.lastSequence()).as("it has not said anything").isZero();
  }

  @Test
  void anEntityThatOnlyKnowsThatThereIsNoSuchSessionHoldsNothing() {
    var answers = List.of(found(A, holding(ID, 1, NOW, Life.NONE)));
    assertThat(PlaceRules.awake(ID, answers, List.of())).isEmpty();
  }

  @Test
  void aSessionThatSleepsWouldWakeWhereItsShardIs() {
    var place =
        PlaceRules.notAwake(
            ID, "4", 12, List.of(hosting(A, "1", "2"), hosting(B, "3", "4")), List.of());
    assertThat(place.state()).isEqualTo(Place.State.ASLEEP);
    assertThat(place.node()).contains(B);
    assertThat(place.lastSequence()).isEqualTo(12);
  }

  @Test
  void aSessionWhoseShardNobodyHostsIsHomelessAndWhoKeptSilentIsNamed() {
    var place = PlaceRules.notAwake(ID, "4", 12, List.of(hosting(A, "1")), List.of("b:2"));
    assertThat(place.state()).isEqualTo(Place.State.HOMELESS);
    assertThat(place.node()).isEmpty();
    assertThat(place.silent()).containsExactly("b:2");
  }
}
