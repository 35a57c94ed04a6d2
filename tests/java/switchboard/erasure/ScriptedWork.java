package switchboard.erasure;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import switchboard.privacy.Subject;

/** Work that is remembered, and fails as often as the test says. */
public final class ScriptedWork implements ErasureWork {
  private final List<String> done = new ArrayList<>();
  private final Map<String, Integer> failures = new HashMap<>();
  private String held = "";
  private boolean known = true;

  /** The next calls of this kind fail. */
  synchronized void fail(String call, int times) {
    failures.put(call, times);
  }

  /** Calls of this kind do not come back. */
  public synchronized void hold(String call) {
    held = call;
  }

  synchronized void forget() {
    known = false;
  }

  /** The calls that were made, in order. */
  synchronized List<String> calls() {
    return List.copyOf(done);
  }

  private synchronized <T> CompletionStage<T> call(String call, T result) {
    done.add(call);
    if (call.equals(held)) {
      return new CompletableFuture<>();
    }
    int left = failures.getOrDefault(call, 0);
    if (left > 0) {
      failures.put(call, left - 1);
      return CompletableFuture.failedStage(new IllegalStateException("it fails for the test"));
    }
    return CompletableFuture.completedStage(result);
  }

  @Override
  public CompletionStage<Boolean> isKnown(Subject subject) {
    return call("known", known);
  }

  @Override
  public CompletionStage<Void> mark(Subject subject) {
    return call("mark", null);
  }

  @Override
  public CompletionStage<SessionPage> endSessions(Subject subject, String after, boolean insist) {
    var page =
        after.isEmpty()
            ? new SessionPage("s5", 5, 1, 0, true)
            : new SessionPage("s7", 2, 0, insist ? 0 : 1, false);
    return call("end after " + after + (insist ? "" : " leniently"), page);
  }

  @Override
  public CompletionStage<Void> destroyKey(Subject subject) {
    return call("destroy", null);
  }

  @Override
  public CompletionStage<Void> emptyProfile(Subject subject) {
    return call("empty", null);
  }

  @Override
  public CompletionStage<Integer> evict(Subject subject) {
    return call("evict", 3);
  }

  @Override
  public CompletionStage<Integer> rewriteFiles() {
    return call("rewrite", 1);
  }
}
