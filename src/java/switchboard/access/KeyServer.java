package switchboard.access;

import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that a server has, fetched at the start, every so often, and when a token names one that
 * is not there, but then not too often. While it is away the keys that were fetched last stay in
 * force: an issuer that is down must not take the conversations with it.
 */
final class KeyServer implements KeySource {
  private static final Logger LOG = LoggerFactory.getLogger(KeyServer.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int LARGEST = 1 << 20;

  private final URI address;
  private final HttpClient client;
  private final Periodic fetching;
  private final long pauseNanos;
  private volatile Optional<JWKSet> keys = Optional.empty();
  private volatile long generation;
  private CompletableFuture<Void> underWay;
  private long began;
  private String read = "";

  /**
   * Begins to fetch.
   *
   * @param every between two fetches
   * @param pause between two that tokens with unknown keys are the reason for
   */
  KeyServer(URI address, Duration every, Duration pause) {
    this.address = address;
    this.pauseNanos = pause.toNanos();
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            // where keys come from is configured, not for a server to say
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    underWay = fetch();
    this.fetching = Periodic.start("access-jwks-url", every, this::again);
  }

  @Override
  public Optional<JWKSet> keys() {
    return keys;
  }

  @Override
  public long generation() {
    return generation;
  }

  @Override
  public synchronized CompletionStage<Void> refresh() {
    if (underWay.isDone() && System.nanoTime() - began >= pauseNanos) {
      underWay = fetch();
    }
    return underWay;
  }

  private synchronized void again() {
    if (underWay.isDone()) {
      underWay = fetch();
    }
  }

  private CompletableFuture<Void> fetch() {
    began = System.nanoTime();
    var request = HttpRequest.newBuilder(address).timeout(PATIENCE).build();
    // the body is read on a thread of its own, which the time-out of the request does not bound
    return client
        .sendAsync(request, BodyHandlers.ofInputStream())
        .thenApplyAsync(
            response -> text(response.statusCode(), response.body()),
            work -> Thread.ofVirtual().name("access-jwks-body").start(work))
        .orTimeout(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .handle(
            (json, failure) -> {
              if (failure == null) {
                took(json);
              } else {
                LOG.warn("The key set cannot be fetched, what was fetched before stays", failure);
              }
              return null;
            });
  }

  private static String text(int status, InputStream body) {
    try (body) {
      var bytes = body.readNBytes(LARGEST + 1);
      if (status != 200 || bytes.length > LARGEST) {
        throw new IllegalArgumentException(
            "the server of the key set answered with status " + status + " or more than 1 MiB");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new IllegalArgumentException("the key set could not be read to its end", broken);
    }
  }

  private synchronized void took(String json) {
    if (json.equals(read)) {
      return;
    }
    try {
      keys = Optional.of(KeySets.parse(address.toString(), json));
      read = json;
      generation++;
      LOG.info("The key set has changed and was taken over");
    } catch (IllegalArgumentException wrong) {
      var problem = wrong.getMessage();
      LOG.warn("What was fetched before stays in force: {}", problem);
    }
  }

  @Override
  public void close() {
    fetching.close();
    client.shutdownNow();
  }
}
