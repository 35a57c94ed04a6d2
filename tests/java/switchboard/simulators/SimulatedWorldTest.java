package switchboard.simulators;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SimulatedWorldTest {
  @Test
  void oneSeedIsOneWorldAndAnotherSeedAnother() {
    var ids = IntStream.range(0, 200).mapToObj(i -> "XYZ-" + i).toList();
    var one = ids.stream().map(new SimulatedWorld(7)::order).toList();
    assertThat(ids.stream().map(new SimulatedWorld(7)::order).toList()).isEqualTo(one);
    assertThat(ids.stream().map(new SimulatedWorld(8)::order).toList()).isNotEqualTo(one);
  }

  @Test
  void everyStatusIsDrawnAboutAsOftenAsItShould() {
    var world = new SimulatedWorld(1);
    var counts = new HashMap<Optional<Order.Status>, Integer>();
    IntStream.range(0, 10_000)
        .forEach(i -> counts.merge(world.order("XYZ-" + i).map(Order::status), 1, Integer::sum));
    assertThat(counts.get(Optional.<Order.Status>empty())).isBetween(400, 600);
    assertThat(counts.get(Optional.of(Order.Status.PLACED))).isBetween(850, 1150);
    assertThat(counts.get(Optional.of(Order.Status.PREPARING))).isBetween(1800, 2200);
    assertThat(counts.get(Optional.of(Order.Status.OUT_FOR_DELIVERY))).isBetween(3700, 4300);
    assertThat(counts.get(Optional.of(Order.Status.DELIVERED))).isBetween(1800, 2200);
    assertThat(counts.get(Optional.of(Order.Status.CANCELLED))).isBetween(400, 600);
  }

  @Test
  void onlyAnOrderOnItsWayHasACourier() {
    var world = new SimulatedWorld(1);
    IntStream.range(0, 500)
        .mapToObj(i -> "XYZ-" + i)
        .forEach(
            id ->
                assertThat(world.whereabouts(id).isPresent())
                    .isEqualTo(
                        world
                            .order(id)
                            .filter(o -> o.status() == Order.Status.OUT_FOR_DELIVERY)
                            .isPresent()));
  }
}
