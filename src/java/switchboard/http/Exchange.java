package switchboard.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import switchboard.http.HttpOutcome.NotDone;
import switchboard.stages.Causes;

/** One request to one service and its answer, within a time. Never fails, and blocks nobody. */
final class Exchange implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private final String base;
  private final Duration longest;
  private final Executor executor;
  private final HttpClient client;

  Exchange(URI url, Duration longest, Duration connectTimeout) {
    this.base = url.toString().replaceFirst("/$", "");
    this.longest = longest;
    // Names are resolved and answers are read on these, so a slow resolver holds up nobody else.
    this.executor =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http-services").factory());
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(connectTimeout)
            .executor(executor)
            .build();
  }

  CompletionStage<HttpOutcome> send(HttpCall call) {
    var status = new AtomicInteger();
    var sent = start(call, status);
    long limit = Math.min(call.timeout().toNanos(), longest.toNanos());
    // The request's own time limit ends with the headers; this one covers the body, too.
    return sent.copy()
        .orTimeout(limit, TimeUnit.NANOSECONDS)
        .handleAsync(
            (response, failure) -> {
              if (failure == null) {
                return AnswerDecoder.decode(response.statusCode(), response.body());
              }
              sent.cancel(true);
              return outcome(failure, status.get());
            },
            executor);
  }

  private CompletableFuture<HttpResponse<byte[]>> start(HttpCall call, AtomicInteger status) {
    try {
      return client.sendAsync(
          request(call),
          response -> {
            status.set(response.statusCode());
            return new BoundedBody();
          });
    } catch (RuntimeException | JsonProcessingException notSent) {
      return CompletableFuture.failedFuture(notSent);
    }
  }

  private HttpRequest request(HttpCall call) throws JsonProcessingException {
    var request =
        HttpRequest.newBuilder(URI.create(base + call.path()))
            .header("Accept", "application/json")
            .header("Idempotency-Key", call.idempotencyKey())
            .header("X-Saga-Id", call.sagaId());
    call.traceparent().ifPresent(trace -> request.header("traceparent", trace));
    if (!call.method().hasBody()) {
      return request.method(call.method().name(), BodyPublishers.noBody()).build();
    }
    var json = JSON.writeValueAsBytes(call.body());
    return request
        .header("Content-Type", "application/json")
        .method(call.method().name(), BodyPublishers.ofByteArray(json))
        .build();
  }

  /**
   * @param status what the service had said before it failed; 0 if nothing
   */
  private static NotDone outcome(Throwable failure, int status) {
    if (AnswerDecoder.isWithoutEffect(status)) {
      return AnswerDecoder.withoutEffect(status);
    }
    return switch (cause(failure)) {
      case TimeoutException _ -> new NotDone(HttpOutcome.TIMED_OUT, true);
      case BoundedBody.TooLarge _ -> AnswerDecoder.BAD_ANSWER;
      case ConnectException _, HttpConnectTimeoutException _ ->
          new NotDone(HttpOutcome.CONNECTION_FAILED, false);
      default -> new NotDone(HttpOutcome.CONNECTION_FAILED, true);
    };
  }

  /** The client wraps what a body's reader fails with. */
  private static Throwable cause(Throwable failure) {
    var cause = Causes.of(failure);
    return cause.getCause() instanceof BoundedBody.TooLarge large ? large : cause;
  }

  /** Gives up what is under way. */
  @Override
  public void close() {
    client.shutdownNow();
  }
}
