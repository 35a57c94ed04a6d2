package switchboard.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import switchboard.local.TestKafka;

class ConsumerStageIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final CompletionStage<Done> RECORDED =
      CompletableFuture.completedStage(Done.getInstance());

  private final String run = UUID.randomUUID().toString();
  private TestKafka kafka;
  private ActorTestKit kit;
  private KafkaSettings settings;
  private KafkaPublisher publisher;

  @BeforeEach
  void start() throws Exception {
    kafka = TestKafka.shared();
    var config = kafka.config();
    kit = ActorTestKit.create("replies", config);
    settings = KafkaSettings.from(config);
    publisher = KafkaPublisher.start(settings);
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
    publisher.close();
  }

  @Test
  void everyReplyIsHandedOverOnceAndCommitted() throws Exception {
    var seen = new ConcurrentLinkedQueue<SagaReplyMessage>();
    for (int i = 0; i < 30; i++) {
      reply(Topics.REPLIES.get(i % 3), run + "-" + i, true);
    }
    var stage = stage(collect(seen));
    await().atMost(PATIENCE).until(() -> seen.size() == 30);
    assertThat(seen).extracting(SagaReplyMessage::sagaId).doesNotHaveDuplicates();
    assertThat(seen).extracting(SagaReplyMessage::topic).containsAll(Topics.REPLIES);
    awaitCaughtUp();
    assertThat(stop(stage)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void aReplyThatCouldNotBeRecordedIsHandedOverAgain() throws Exception {
    var calls = new AtomicInteger();
    reply(Topics.ORDER_REPLIES, run, true);
    stage(
        mine(
            _ -> {
              int call = calls.incrementAndGet();
              if (call == 1) {
                throw new IllegalStateException("thrown");
              }
              return call == 2
                  ? CompletableFuture.failedStage(new IllegalStateException("failed"))
                  : RECORDED;
            }));
    await().atMost(PATIENCE).until(() -> calls.get() == 3);
    awaitCaughtUp();
    assertThat(calls).hasValue(3);
  }

  @Test
  void afterTooManyAttemptsTheStageStartsAnewAndSkipsNothing() throws Exception {
    settings = withReplies(2, 2);
    var calls = new AtomicInteger();
    reply(Topics.ORDER_REPLIES, run, true);
    stage(
        mine(
            _ ->
                calls.incrementAndGet() < 5
                    ? CompletableFuture.failedStage(new IllegalStateException("away"))
                    : RECORDED));
    await().atMost(PATIENCE).until(() -> calls.get() == 5);
    awaitCaughtUp();
  }

  @Test
  void garbageGoesToTheDeadLettersAndTheStreamGoesOn() throws Exception {
    var seen = new ConcurrentLinkedQueue<SagaReplyMessage>();
    stage(collect(seen));
    kafka.send(new ProducerRecord<>(Topics.ORDER_REPLIES, run, bytes("\u0000 garbage")));
    kafka.send(new ProducerRecord<>(Topics.ORDER_REPLIES, run, null));
    reply(Topics.ORDER_REPLIES, run, true);

    await().atMost(PATIENCE).until(() -> seen.size() == 1);
    awaitCaughtUp();
    var letters = kafka.read(Topics.deadLetters(Topics.ORDER_REPLIES), 2, r -> run.equals(r.key()));
    assertThat(letters)
        .extracting(r -> header(r, DeadLetter.REASON))
        .contains("NOT_A_CLOUD_EVENT", "NO_VALUE");
    assertThat(letters.getFirst().value()).isEqualTo(bytes("\u0000 garbage"));
    assertThat(header(letters.getFirst(), DeadLetter.TOPIC)).isEqualTo("order.replies");
    assertThat(header(letters.getFirst(), DeadLetter.ATTEMPT)).isEqualTo("1");
    assertThat(Long.parseLong(header(letters.getFirst(), DeadLetter.OFFSET))).isNotNegative();
    assertThat(Integer.parseInt(header(letters.getFirst(), DeadLetter.PARTITION))).isBetween(0, 2);
  }

  @Test
  void aReplyThatNobodyWillEverTakeGoesToTheDeadLetters() throws Exception {
    reply(Topics.PAYMENTS_REPLIES, run, true);
    stage(mine(_ -> CompletableFuture.failedStage(new UnroutableException("NO_SUCH_SAGA"))));
    var letters =
        kafka.read(Topics.deadLetters(Topics.PAYMENTS_REPLIES), 1, r -> run.equals(r.key()));
    assertThat(letters).extracting(r -> header(r, DeadLetter.REASON)).contains("NO_SUCH_SAGA");
    assertThat(header(letters.getFirst(), "ce_sagaid")).isEqualTo(run);
    awaitCaughtUp();
  }

  @Test
  void aReplyThatItsHandlerKeepsFailingForIsGivenUp() throws Exception {
    settings = withReplies(4, 3);
    var calls = new AtomicInteger();
    reply(Topics.PAYMENTS_REPLIES, run, true);
    stage(
        mine(
            _ -> {
              if (calls.incrementAndGet() == 2) {
                return CompletableFuture.failedStage(new IllegalStateException("away"));
              }
              throw new PoisonException("cannot be applied", new ArithmeticException());
            }));
    var letters =
        kafka.read(Topics.deadLetters(Topics.PAYMENTS_REPLIES), 1, r -> run.equals(r.key()));
    assertThat(header(letters.getFirst(), DeadLetter.REASON)).isEqualTo("HANDLER_FAILED");
    assertThat(header(letters.getFirst(), DeadLetter.ATTEMPT)).isEqualTo("4");
    assertThat(calls).hasValue(4);
    awaitCaughtUp();
  }

  @Test
  void theNextReplyOfAKeyWaitsForTheOneBeforeAndOtherKeysDoNot() throws Exception {
    var first = new CompletableFuture<Done>();
    var seen = new ConcurrentLinkedQueue<String>();
    reply(Topics.ORDER_REPLIES, run + "-a", true);
    reply(Topics.ORDER_REPLIES, run + "-a", false);
    reply(Topics.ORDER_REPLIES, run + "-b", true);
    stage(
        mine(
            reply -> {
              seen.add(reply.sagaId().substring(run.length()) + reply.ok());
              return reply.sagaId().endsWith("-a") && reply.ok() ? first : RECORDED;
            }));
    await().atMost(PATIENCE).until(() -> seen.containsAll(List.of("-atrue", "-btrue")));
    assertThat(seen).doesNotContain("-afalse");
    first.complete(Done.getInstance());
    await().atMost(PATIENCE).until(() -> seen.contains("-afalse"));
    assertThat(seen).containsSubsequence("-atrue", "-afalse").hasSize(3);
    awaitCaughtUp();
  }

  @Test
  void whatWasNotRecordedBeforeACrashIsHandedOverAgain() throws Exception {
    reply(Topics.LOGISTICS_REPLIES, run, false);
    var handed = new AtomicInteger();
    var crashed =
        stage(
            mine(
                _ -> {
                  handed.incrementAndGet();
                  return new CompletableFuture<Done>();
                }));
    await().atMost(PATIENCE).until(() -> handed.get() == 1);
    crashed.abort();

    var seen = new ConcurrentLinkedQueue<SagaReplyMessage>();
    stage(collect(seen));
    await().atMost(PATIENCE).until(() -> seen.size() == 1);
    assertThat(seen.peek())
        .satisfies(
            reply -> {
              assertThat(reply.ok()).isFalse();
              assertThat(reply.reason()).isEqualTo("ORDER_NOT_FOUND");
            });
  }

  @Test
  void aDrainingStageCommitsWhatItHandedOver() throws Exception {
    reply(Topics.ORDER_REPLIES, run, true);
    var recorded = new CompletableFuture<Done>();
    var handed = new AtomicInteger();
    var stage =
        stage(
            mine(
                _ -> {
                  handed.incrementAndGet();
                  return recorded;
                }));
    await().atMost(PATIENCE).until(() -> handed.get() == 1);
    var stopped = stage.stop().toCompletableFuture();
    assertThat(stopped).isNotDone();
    recorded.complete(Done.getInstance());
    stopped.get(10, TimeUnit.SECONDS);
    awaitCaughtUp();
  }

  private ConsumerStage<SagaReplyMessage> stage(
      Function<SagaReplyMessage, CompletionStage<Done>> handler) {
    return ConsumerStage.replies(kit.system(), settings, publisher, handler);
  }

  /** Records of other tests are in the topics too: they count as recorded. */
  private Function<SagaReplyMessage, CompletionStage<Done>> mine(
      Function<SagaReplyMessage, CompletionStage<Done>> handler) {
    return reply -> reply.sagaId().startsWith(run) ? handler.apply(reply) : RECORDED;
  }

  private Function<SagaReplyMessage, CompletionStage<Done>> collect(Queue<SagaReplyMessage> seen) {
    return mine(
        reply -> {
          seen.add(reply);
          return RECORDED;
        });
  }

  private void awaitCaughtUp() {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                kafka.committed(settings.replies().group(), Topics.REPLIES)
                    == kafka.end(Topics.REPLIES));
  }

  private static Duration stop(ConsumerStage<SagaReplyMessage> stage) throws Exception {
    long started = System.nanoTime();
    stage.stop().toCompletableFuture().get(10, TimeUnit.SECONDS);
    return Duration.ofNanos(System.nanoTime() - started);
  }

  private KafkaSettings withReplies(int attemptsMax, int giveUp) {
    var old = settings.replies();
    var fast = new KafkaSettings.Retry(Duration.ofMillis(10), Duration.ofMillis(50));
    return new KafkaSettings(
        settings.brokers(),
        settings.topics(),
        settings.publisher(),
        new KafkaSettings.StageSettings(
            "replies", old.group(), old.parallelism(), fast, fast, attemptsMax, giveUp),
        settings.events(),
        settings.eventTenant(),
        settings.producer());
  }

  private void reply(String topic, String sagaId, boolean ok) throws Exception {
    var body =
        "{\"ok\":%s,\"reason\":\"%s\",\"facts\":{},\"asOf\":\"2026-11-22T10:15:31Z\"}"
            .formatted(ok, ok ? "" : "ORDER_NOT_FOUND");
    var record = new ProducerRecord<>(topic, sagaId, bytes(body));
    Map.of(
            "ce_specversion", "1.0",
            "ce_id", sagaId + "/step",
            "ce_source", "/services/test",
            "ce_type", "switchboard.order.get-status.reply.v1",
            "ce_sagaid", sagaId,
            "ce_stepkey", sagaId + "/step",
            "content-type", "application/json")
        .forEach((name, text) -> record.headers().add(name, bytes(text)));
    kafka.send(record);
  }

  private static String header(
      org.apache.kafka.clients.consumer.ConsumerRecord<String, byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
