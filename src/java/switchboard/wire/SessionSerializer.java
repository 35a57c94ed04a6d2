package switchboard.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import java.io.NotSerializableException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import org.apache.pekko.serialization.Serializers;
import switchboard.internal.v1.Event;
import switchboard.internal.v1.Execute;
import switchboard.internal.v1.Feed;
import switchboard.internal.v1.Other;
import switchboard.internal.v1.Recorded;
import switchboard.internal.v1.Said;
import switchboard.privacy.SubjectKey;
import switchboard.session.LiveFeed;
import switchboard.session.RequestMark;
import switchboard.session.SequencedEvent;
import switchboard.session.SessionCommand;
import switchboard.session.SessionId;
import switchboard.session.SessionMessage;
import switchboard.session.SessionReply;
import switchboard.session.WhenBusy;

/**
 * What goes between two nodes with every message that somebody says: the command, its answer and
 * the events that streams are told. It is most of the traffic, and Jackson took several times as
 * long for it; all else is left to {@link Messages}.
 */
public final class SessionSerializer extends SerializerWithStringManifest {
  private static final int IDENTIFIER = 52_002;
  private static final String EXECUTE = "x";
  private static final String RECORDED = "r";
  private static final String FEED = "l";

  /** Nothing on its way is sealed, so nothing is opened either. */
  private static final Seal NONE = new Seal("", SubjectKey.Absent.ERASED);

  private final ExtendedActorSystem system;

  /** Made by the actor system, from its configuration. */
  public SessionSerializer(ExtendedActorSystem system) {
    this.system = system;
  }

  /** Asked for with each use: they do not exist yet when serializers are made. */
  private Serialization others() {
    return SerializationExtension.get(system);
  }

  private ActorRefResolver refs() {
    return ActorRefResolver.get(Adapter.toTyped(system));
  }

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object object) {
    return switch (object) {
      case SessionMessage.Execute _ -> EXECUTE;
      case SessionReply.Recorded _ -> RECORDED;
      case LiveFeed.Recorded _ -> FEED;
      default -> throw unknown(object.getClass().getName());
    };
  }

  @Override
  public byte[] toBinary(Object object) {
    MessageLite message =
        switch (object) {
          case SessionMessage.Execute execute -> execute(execute);
          case SessionReply.Recorded recorded ->
              Recorded.newBuilder()
                  .setSequence(recorded.sequence())
                  .setTime(recorded.time().toEpochMilli())
                  .setNode(recorded.node())
                  .build();
          case LiveFeed.Recorded recorded -> feed(recorded);
          default -> throw unknown(object.getClass().getName());
        };
    return message.toByteArray();
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    try {
      return switch (manifest) {
        case EXECUTE -> execute(Execute.parseFrom(bytes));
        case RECORDED -> recorded(Recorded.parseFrom(bytes));
        case FEED -> feed(Feed.parseFrom(bytes));
        // what a later release may send is refused, and the connection stays
        default -> throw new NotSerializableException("manifest " + manifest);
      };
    } catch (InvalidProtocolBufferException broken) {
      throw new NotSerializableException(manifest + ": " + broken.getMessage());
    }
  }

  private static IllegalArgumentException unknown(String what) {
    return new IllegalArgumentException("not for this serializer: " + what);
  }

  private Execute execute(SessionMessage.Execute execute) {
    var message =
        Execute.newBuilder()
            .setTenant(execute.session().tenant())
            .setSession(execute.session().session())
            .setReplyTo(refs().toSerializationFormat(execute.replyTo()));
    if (execute.command() instanceof SessionCommand.SendMessage said) {
      message.setSaid(
          Said.newBuilder()
              .setText(said.text())
              .setRequestId(said.request().id())
              .setRequestDigest(said.request().digest())
              .setTraceparent(said.traceparent().orElse(""))
              .setWhenBusy(said.whenBusy().name()));
    } else {
      message.setOther(other(execute.command()));
    }
    return message.build();
  }

  private Other other(SessionCommand command) {
    var serializer = others().findSerializerFor(command);
    return Other.newBuilder()
        .setSerializer(serializer.identifier())
        .setManifest(Serializers.manifestFor(serializer, command))
        .setBytes(ByteString.copyFrom(serializer.toBinary(command)))
        .build();
  }

  private SessionMessage.Execute execute(Execute message) {
    var command =
        switch (message.getCommandCase()) {
          case SAID -> said(message.getSaid());
          case OTHER -> other(message.getOther());
          case COMMAND_NOT_SET -> throw unknown("a command of which nothing is known");
        };
    return new SessionMessage.Execute(
        new SessionId(message.getTenant(), message.getSession()),
        command,
        refs().resolveActorRef(message.getReplyTo()));
  }

  private static SessionCommand said(Said said) {
    return new SessionCommand.SendMessage(
        said.getText(),
        new RequestMark(said.getRequestId(), said.getRequestDigest()),
        Optional.of(said.getTraceparent()).filter(trace -> !trace.isEmpty()),
        WhenBusy.valueOf(said.getWhenBusy()));
  }

  private SessionCommand other(Other other) {
    return (SessionCommand)
        others()
            .deserialize(other.getBytes().toByteArray(), other.getSerializer(), other.getManifest())
            .get();
  }

  private static SessionReply.Recorded recorded(Recorded message) {
    return new SessionReply.Recorded(
        message.getSequence(), Instant.ofEpochMilli(message.getTime()), message.getNode());
  }

  private static Feed feed(LiveFeed.Recorded recorded) {
    var feed = Feed.newBuilder().setTraceparent(recorded.traceparent().orElse(""));
    for (var event : recorded.events()) {
      feed.addEvents(
          Event.newBuilder()
              .setSequence(event.sequence())
              .setManifest(StoredEvents.manifest(event.event()))
              .setEvent(StoredEvents.toStored(event.event()).toByteString())
              .setErased(event.erased()));
    }
    return feed.build();
  }

  private static LiveFeed.Recorded feed(Feed feed) throws InvalidProtocolBufferException {
    var events = new ArrayList<SequencedEvent>(feed.getEventsCount());
    for (var event : feed.getEventsList()) {
      var stored = new Stored(event.getManifest(), event.getEvent().toByteArray());
      events.add(
          new SequencedEvent(
              event.getSequence(), StoredEventReader.read(stored, NONE), event.getErased()));
    }
    var trace = Optional.of(feed.getTraceparent()).filter(it -> !it.isEmpty());
    return new LiveFeed.Recorded(events, trace);
  }
}
