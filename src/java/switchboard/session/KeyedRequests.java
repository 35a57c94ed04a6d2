package switchboard.session;

import java.util.HexFormat;
import switchboard.privacy.SubjectCipher;

/**
 * Commands with their requests' digests keyed: the texts of messages are short, so whoever has a
 * plain digest could find the text by trying.
 */
final class KeyedRequests {
  private KeyedRequests() {}

  static SessionCommand keyed(SessionCommand command, SubjectCipher cipher) {
    return switch (command) {
      case SessionCommand.Create it ->
          new SessionCommand.Create(
              it.subject(), it.channel(), it.locale(), it.agent(), keyed(it.request(), cipher));
      case SessionCommand.SendMessage(var text, var request, var traceparent, var busy) ->
          new SessionCommand.SendMessage(text, keyed(request, cipher), traceparent, busy);
      case SessionCommand.Close(var request, var etag) ->
          new SessionCommand.Close(keyed(request, cipher), etag);
      case SessionCommand.UpdateContext it ->
          new SessionCommand.UpdateContext(
              it.parts(),
              it.whole(),
              it.etag(),
              it.goal(),
              it.suspended(),
              it.facts(),
              keyed(it.request(), cipher));
      case SessionCommand.Fork(var source, var sequence, var request) ->
          new SessionCommand.Fork(source, sequence, keyed(request, cipher));
      case SessionCommand.Pause(var length, var reason, var request) ->
          new SessionCommand.Pause(length, reason, keyed(request, cipher));
      case SessionCommand.Resume _,
          SessionCommand.CancelTurn _,
          SessionCommand.ReportSaga _,
          SessionCommand.Observe _,
          SessionCommand.Erase _,
          SessionCommand.Get _ ->
          command;
    };
  }

  private static RequestMark keyed(RequestMark mark, SubjectCipher cipher) {
    var digest = cipher.digest(HexFormat.of().parseHex(mark.digest()));
    return new RequestMark(mark.id(), HexFormat.of().formatHex(digest));
  }
}
