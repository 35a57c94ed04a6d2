package switchboard.access;

import io.grpc.BindableService;
import io.grpc.ServerInterceptors;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stands at the front door: who calls, may he, and is it too much. */
public final class AccessGuard implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AccessGuard.class);

  /**
   * Strangers can make tokens with keys that nobody has; the issuer is not to be asked for each.
   */
  private static final Duration UNKNOWN_KEYS = Duration.ofSeconds(10);

  private final Optional<Tokens> tokens;
  private final AccessSettings settings;
  private final Rights rights;
  private final Clock clock;

  private AccessGuard(
      Optional<Tokens> tokens, AccessSettings settings, Rights rights, Clock clock) {
    this.tokens = tokens;
    this.settings = settings;
    this.rights = rights;
    this.clock = clock;
  }

  /**
   * Begins to look at the files and servers that say who may call.
   *
   * @param clock by which tokens end
   * @throws IllegalArgumentException if a file is missing or wrong, with one line
   */
  public static AccessGuard start(AccessSettings settings, Owners owners, Clock clock) {
    return start(settings, owners, clock, System::nanoTime);
  }

  static AccessGuard start(
      AccessSettings settings, Owners owners, Clock clock, LongSupplier nanos) {
    Optional<Tokens> tokens =
        settings.required() ? Optional.of(tokens(settings, clock)) : Optional.empty();
    if (tokens.isEmpty()) {
      LOG.warn("Whoever reaches the front door may do everything: authentication is none");
    }
    var rights = new Rights(owners, new Quotas(settings.quotas(), nanos), tokens.isEmpty());
    return new AccessGuard(tokens, settings, rights, clock);
  }

  private static Tokens tokens(AccessSettings settings, Clock clock) {
    Optional<Tokens> keys = settings.keys().map(path -> new StaticKeys(path, settings.reload()));
    Optional<Tokens> web =
        settings.tokens().map(it -> new WebTokens(source(it, settings), it.claims(), clock));
    return new EitherTokens(keys, web);
  }

  private static KeySource source(AccessSettings.WebTokenSettings tokens, AccessSettings settings) {
    return tokens
        .server()
        .<KeySource>map(address -> new KeyServer(address, tokens.refresh(), UNKNOWN_KEYS))
        .orElseGet(() -> new KeyFile(tokens.file().orElseThrow(), settings.reload()));
  }

  /** Puts itself before everything else that a server offers. */
  public void before(NettyServerBuilder builder) {
    tokens.ifPresent(
        it -> builder.intercept(new Authenticated(it, clock, settings.openReflection())));
  }

  /** The services with each message checked; those without rules are closed. */
  public List<BindableService> around(List<? extends BindableService> services) {
    var checked = new ArrayList<BindableService>();
    services.forEach(it -> checked.add(() -> ServerInterceptors.intercept(it, rights)));
    return checked;
  }

  @Override
  public void close() {
    tokens.ifPresent(Tokens::close);
  }
}
