package switchboard.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Context;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TurnstileTest {
  private static final Context.Key<String> KEY = Context.key("test");

  @Test
  void whileItIsHeldEventsWaitAndThenComeInTheirOrder() throws Exception {
    var seen = Collections.synchronizedList(new ArrayList<String>());
    var turnstile = new Turnstile(Context.current().withValue(KEY, "mine"));
    Runnable noted = () -> seen.add(KEY.get() + " " + seen.size());
    turnstile.pass(noted);
    turnstile.hold();
    turnstile.pass(noted);
    turnstile.pass(noted);
    assertThat(seen).containsExactly("mine 0");
    Thread.ofPlatform()
        .start(
            () ->
                turnstile.release(
                    () -> {
                      seen.add("first");
                      turnstile.pass(noted);
                    }))
        .join(TimeUnit.SECONDS.toMillis(10));
    assertThat(seen).containsExactly("mine 0", "first", "mine 2", "mine 3", "mine 4");
  }

  @Test
  void anEventThatHoldsItIsTheLastUntilItIsReleased() {
    var seen = new ArrayList<String>();
    var turnstile = new Turnstile(Context.current());
    turnstile.pass(
        () -> {
          turnstile.pass(() -> seen.add("second"));
          turnstile.hold();
          seen.add("first");
        });
    assertThat(seen).containsExactly("first");
    turnstile.release(() -> seen.add("answer"));
    assertThat(seen).containsExactly("first", "answer", "second");
  }

  @Test
  void noTwoEventsPassAtTheSameTime() throws Exception {
    var turnstile = new Turnstile(Context.current());
    int threads = 4;
    int each = 2_000;
    var done = new CountDownLatch(threads * each);
    // not thread-safe, on purpose
    List<Integer> seen = new ArrayList<>();
    IntStream.range(0, threads)
        .forEach(
            thread ->
                Thread.ofPlatform()
                    .start(
                        () -> {
                          for (int i = 0; i < each; i++) {
                            int number = i * threads + thread;
                            turnstile.pass(
                                () -> {
                                  seen.add(number);
                                  done.countDown();
                                });
                          }
                        }));
    assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(seen).hasSize(threads * each).doesNotHaveDuplicates();
    for (int thread = 0; thread < threads; thread++) {
      int mine = thread;
      assertThat(seen.stream().filter(number -> number % threads == mine)).isSorted();
    }
  }
}
