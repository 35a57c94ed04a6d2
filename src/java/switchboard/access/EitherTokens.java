package switchboard.access;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * Static keys and web tokens, told apart by their form.
 *
 * @param keys if there are any
 * @param web if they are taken
 */
record EitherTokens(Optional<Tokens> keys, Optional<Tokens> web) implements Tokens {
  @Override
  public CompletionStage<Checked> check(String token) {
    return (token.startsWith(StaticKey.PREFIX) ? keys : web)
        .map(which -> which.check(token))
        .orElseGet(
            () ->
                CompletableFuture.completedStage(
                    new Checked.Refused("credentials of its kind are not taken")));
  }

  /** Each only grows, so the sum changes with either. */
  @Override
  public long generation() {
    return Stream.concat(keys.stream(), web.stream()).mapToLong(Tokens::generation).sum();
  }

  @Override
  public void close() {
    keys.ifPresent(Tokens::close);
    web.ifPresent(Tokens::close);
  }
}
