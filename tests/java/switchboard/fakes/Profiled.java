package switchboard.fakes;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import switchboard.privacy.Subject;
import switchboard.profile.ProfileFact;
import switchboard.session.ProfileFeed;

/** One profile for every subject, in memory. */
public final class Profiled implements ProfileFeed {
  private final Set<Runnable> watching = ConcurrentHashMap.newKeySet();
  private volatile List<ProfileFact> facts = List.of();
  private volatile CompletableFuture<Void> held = CompletableFuture.completedFuture(null);

  @Override
  public CompletionStage<List<ProfileFact>> read(Subject subject) {
    return held.thenApply(_ -> facts);
  }

  @Override
  public Runnable watch(Subject subject, Runnable news) {
    watching.add(news);
    return () -> watching.remove(news);
  }

  /** The profile changes, and whoever watches is told. */
  public void change(List<ProfileFact> now) {
    facts = now;
    watching.forEach(Runnable::run);
  }

  /** Reads wait from now on. */
  public void hold() {
    held = new CompletableFuture<>();
  }

  public void release() {
    held.complete(null);
  }

  public int watching() {
    return watching.size();
  }
}
