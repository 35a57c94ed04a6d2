package switchboard.frontdoor;

import com.google.protobuf.ByteString;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ServerCallStreamObserver;
import switchboard.export.Export;
import switchboard.rpc.Answers;
import switchboard.v1.ExportSubjectResponse;
import switchboard.wire.PublicErrors;

/**
 * Sends an export as fast as the client reads it: the next piece is fetched when all before it was
 * taken, so a slow client holds one piece.
 */
final class ExportStream {
  private static final int PART_BYTES = 64 * 1024;

  private final Answers answers;
  private final Export export;
  private final ServerCallStreamObserver<ExportSubjectResponse> client;
  private ByteString unsent = ByteString.EMPTY;
  private boolean fetching;
  private boolean ended;

  private ExportStream(
      Answers answers, Export export, ServerCallStreamObserver<ExportSubjectResponse> client) {
    this.answers = answers;
    this.export = export;
    this.client = client;
  }

  static void start(
      Answers answers, Export export, ServerCallStreamObserver<ExportSubjectResponse> client) {
    var stream = new ExportStream(answers, export, client);
    client.setOnCancelHandler(stream::cancelled);
    client.setOnReadyHandler(stream::onReady);
    stream.onReady();
  }

  private synchronized void cancelled() {
    ended = true;
  }

  private synchronized void onReady() {
    while (!ended && !fetching && client.isReady()) {
      if (unsent.isEmpty()) {
        fetching = true;
        fetch();
      } else {
        var part = unsent.substring(0, Math.min(PART_BYTES, unsent.size()));
        unsent = unsent.substring(part.size());
        client.onNext(ExportSubjectResponse.newBuilder().setJson(part).build());
      }
    }
  }

  private void fetch() {
    export
        .next()
        .whenComplete(
            (part, failure) -> {
              if (failure == null) {
                fetched(part);
              } else {
                failed(failure);
              }
            });
  }

  private synchronized void fetched(Export.Part part) {
    if (ended) {
      return;
    }
    fetching = false;
    switch (part) {
      case Export.Part.Piece(var json) -> {
        unsent = ByteString.copyFromUtf8(json);
        onReady();
      }
      case Export.Part.Plain.END -> {
        ended = true;
        client.onCompleted();
      }
      case Export.Part.Plain.UNKNOWN_SUBJECT -> end(PublicErrors.subjectNotFound());
      case Export.Part.Plain.ERASED -> end(PublicErrors.subjectErased());
      case Export.Part.Plain.SILENT_SESSION -> end(PublicErrors.sessionSilent());
    }
  }

  private synchronized void failed(Throwable failure) {
    if (ended) {
      return;
    }
    end(answers.status(failure));
  }

  private void end(com.google.rpc.Status status) {
    ended = true;
    client.onError(StatusProto.toStatusRuntimeException(status));
  }
}
