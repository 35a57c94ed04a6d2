/**
 * Calls to internal services over HTTP, each service behind a circuit breaker, a bulkhead and a
 * rate limiter of its own, so that a slow or dead one holds up nobody else.
 *
 * <p>Nothing is repeated here. A saga repeats its step durably, also after a crash, and only it
 * knows for how long that makes sense; a second loop below it would only multiply the load on a
 * service that is in trouble. A GET, and a call with an {@code Idempotency-Key}, is safe to repeat
 * whatever became of it.
 */
package switchboard.http;
