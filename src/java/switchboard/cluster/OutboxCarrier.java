package switchboard.cluster;

import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.journal.OutboxItem;
import switchboard.journal.Watches;
import switchboard.kafka.ConversationFeed;
import switchboard.kafka.KafkaPublisher;
import switchboard.privacy.SealBrokenException;
import switchboard.privacy.Subject;
import switchboard.privacy.SubjectKey;
import switchboard.privacy.SubjectKeys;
import switchboard.stored.v1.OutboxEntry;
import switchboard.wire.OutboxEntries;

/** Carries out what stands in the outboxes. */
final class OutboxCarrier implements OutboxHandler {
  private static final Logger LOG = LoggerFactory.getLogger(OutboxCarrier.class);
  private static final OutboxTask NO_ENTRY = new OutboxTask.Damaged("NOT_AN_ENTRY");
  private static final OutboxTask SEAL_BROKEN = new OutboxTask.Damaged("SEAL_BROKEN");

  private final KafkaPublisher publisher;
  private final ConversationFeed conversations;
  private final TenantIndex index;
  private final LearntFacts learnt;
  private final ParkedSagas parked;
  private final Watches watches;
  private final PassedDecisions decisions;
  private final SubjectKeys keys;
  private final Clock clock;

  OutboxCarrier(
      KafkaPublisher publisher,
      TenantIndex index,
      LearntFacts learnt,
      ParkedSagas parked,
      PassedDecisions decisions,
      Watches watches,
      SubjectKeys keys,
      Clock clock) {
    this.publisher = publisher;
    this.conversations = new ConversationFeed(publisher);
    this.index = index;
    this.learnt = learnt;
    this.parked = parked;
    this.watches = watches;
    this.decisions = decisions;
    this.keys = keys;
    this.clock = clock;
  }

  @Override
  public CompletionStage<OutboxTask> open(byte[] entry) {
    return open("", entry);
  }

  @Override
  public CompletionStage<Void> bury(int bucket, OutboxItem item, String reason) {
    LOG.atError()
        .addKeyValue("reason", reason)
        .addKeyValue("bucket", bucket)
        .addKeyValue("offset", item.id())
        .log("an outbox entry is damaged and goes to the dead letters");
    return publisher.publishDamaged(bucket, item.id(), item.entry(), reason);
  }

  private CompletionStage<OutboxTask> open(String owner, byte[] bytes) {
    OutboxEntry entry;
    try {
      entry = OutboxEntry.parseFrom(bytes);
    } catch (InvalidProtocolBufferException damaged) {
      return CompletableFuture.completedStage(NO_ENTRY);
    }
    return entry.getEntryCase() == OutboxEntry.EntryCase.SEALED
        ? sealed(entry.getSealed())
        : CompletableFuture.completedStage(task(owner, entry));
  }

  /** What must not be overtaken by what: the second part of each line. */
  private OutboxTask task(String owner, OutboxEntry entry) {
    return switch (entry.getEntryCase()) {
      case PUBLISH -> {
        var record = entry.getPublish();
        yield new OutboxTask.Work(
            owner, line(record.getTopic(), record.getKey()), () -> publisher.publish(record));
      }
      case INDEX_SESSION -> {
        var session = entry.getIndexSession();
        var line = line("index", session.getTenant(), session.getSession());
        yield new OutboxTask.Work(owner, line, () -> index.put(session));
      }
      case UPDATE_PROFILE -> {
        var facts = entry.getUpdateProfile();
        var line = line("profile", facts.getTenant(), facts.getSubject());
        yield new OutboxTask.Work(owner, line, () -> learnt.enter(facts));
      }
      case DECIDE_SAGA -> {
        var decision = entry.getDecideSaga();
        var line = line("saga", decision.getTenant(), decision.getSession(), decision.getSaga());
        yield new OutboxTask.Work(owner, line, () -> decisions.pass(decision));
      }
      case TAKE_BACK_SAGA -> {
        var cancelled = entry.getTakeBackSaga();
        var line = line("saga", cancelled.getTenant(), cancelled.getSession(), cancelled.getSaga());
        yield new OutboxTask.Work(owner, line, () -> decisions.takeBack(cancelled));
      }
      case PARK_SAGA -> {
        var saga = entry.getParkSaga();
        var line = line("parked", saga.getTenant(), saga.getSaga());
        yield new OutboxTask.Work(owner, line, () -> parked.put(saga));
      }
      case CONVERSATION_EVENTS -> {
        var events = entry.getConversationEvents();
        var line = line("conversation", events.getTenant(), events.getSession());
        yield new OutboxTask.Work(owner, line, () -> conversations.publish(events));
      }
      case WATCH -> {
        var watch = entry.getWatch();
        var line = line("watch", watch.getTenant(), watch.getSession());
        yield new OutboxTask.Work(owner, line, () -> watch(watch));
      }
      case SEALED -> SEAL_BROKEN; // one inside of another: nobody ever wrote that
      case ENTRY_NOT_SET ->
          entry.getUnknownFields().asMap().isEmpty()
              ? NO_ENTRY
              : new OutboxTask.Later(
                  "", new IllegalStateException("an outbox entry is of a newer release"));
    };
  }

  private static String line(String... parts) {
    return String.join("\0", parts);
  }

  private CompletionStage<Void> watch(OutboxEntry.Watch watch) {
    return watches.watch(
        new Watches.Thing(watch.getTenant(), watch.getKind(), watch.getId()),
        watch.getSession(),
        Instant.ofEpochMilli(watch.getUntil()),
        clock.instant());
  }

  private CompletionStage<OutboxTask> sealed(OutboxEntry.Sealed sealed) {
    var subject = new Subject(sealed.getTenant(), sealed.getSubject());
    return keys.key(subject)
        .thenCompose(key -> opened(subject, key, sealed.getEntry().toByteArray()))
        .exceptionally(failure -> new OutboxTask.Later(subject.name(), failure));
  }

  private CompletionStage<OutboxTask> opened(Subject subject, SubjectKey key, byte[] sealed) {
    return switch (key) {
      case SubjectKey.Present(var cipher, _) -> {
        try {
          yield open(subject.name(), cipher.open(sealed, OutboxEntries.place(subject)));
        } catch (SealBrokenException broken) {
          yield CompletableFuture.completedStage(SEAL_BROKEN);
        }
      }
      case SubjectKey.Absent.ERASED ->
          CompletableFuture.completedStage(
              new OutboxTask.Work("", line("erased", subject.name()), OutboxCarrier::drop));
      // the record of the subject is lost: to be restored, not to be given up
      case SubjectKey.Absent.NONE ->
          CompletableFuture.completedStage(
              new OutboxTask.Later(
                  subject.name(),
                  new IllegalStateException("the key of an outbox entry is missing")));
    };
  }

  private static CompletionStage<Void> drop() {
    LOG.info("an outbox entry of a subject that was erased is dropped");
    return CompletableFuture.completedStage(null);
  }
}
