package switchboard.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.junit.jupiter.api.Test;

class KeyOrderTest {
  private final KeyOrder order = new KeyOrder();
  private final List<String> begun = new ArrayList<>();

  @Test
  void workOfOneKeyRunsOneAfterTheOther() {
    var first = new CompletableFuture<Done>();
    var second = new CompletableFuture<Done>();
    run("a", "1", first);
    run("a", "2", second);
    run("a", "3", done());
    assertThat(begun).containsExactly("1");
    first.complete(Done.getInstance());
    assertThat(begun).containsExactly("1", "2");
    second.complete(Done.getInstance());
    assertThat(begun).containsExactly("1", "2", "3");
  }

  @Test
  void workOfOtherKeysAndOfNoneDoesNotWait() {
    run("a", "1", new CompletableFuture<>());
    run("b", "2", done());
    assertThat(order.run(null, begin("3", done()))).isCompleted();
    assertThat(order.run(null, begin("4", new CompletableFuture<>()))).isNotDone();
    assertThat(begun).containsExactly("1", "2", "3", "4");
  }

  @Test
  void whatFollowsAFailureIsNotBegun() {
    var first = new CompletableFuture<Done>();
    run("a", "1", first);
    var second = run("a", "2", done());
    first.completeExceptionally(new IllegalStateException("away"));
    assertThat(second).isCompletedExceptionally();
    assertThat(begun).containsExactly("1");
  }

  @Test
  void nothingIsKeptOfWorkThatIsDone() {
    var open = new CompletableFuture<Done>();
    run("a", "1", open);
    run("a", "2", done());
    run("b", "3", done());
    assertThat(order.size()).isEqualTo(1);
    open.complete(Done.getInstance());
    assertThat(order.size()).isZero();
    run("c", "4", CompletableFuture.failedFuture(new IllegalStateException("away")));
    assertThat(order.size()).isZero();
  }

  private CompletableFuture<Done> run(String key, String name, CompletableFuture<Done> work) {
    return order.run(key.getBytes(), begin(name, work)).toCompletableFuture();
  }

  private Supplier<java.util.concurrent.CompletionStage<Done>> begin(
      String name, CompletableFuture<Done> work) {
    return () -> {
      begun.add(name);
      return work;
    };
  }

  private static CompletableFuture<Done> done() {
    return CompletableFuture.completedFuture(Done.getInstance());
  }
}
