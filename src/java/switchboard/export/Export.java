package switchboard.export;

import java.util.concurrent.CompletionStage;

/** One export, piece after piece. Each is read when it is asked for. */
public interface Export {
  /**
   * The next piece. To be called when the one before has completed. Fails with {@link
   * switchboard.journal.StoreException} while the store is away; then the export is of no more use.
   */
  CompletionStage<Part> next();

  /** What comes next. */
  sealed interface Part {
    /** Text that continues the document; may be empty, and larger than what fits a message. */
    record Piece(String json) implements Part {}

    /** Parts without a text. */
    enum Plain implements Part {
      /** The document is complete. */
      END,
      /** Nothing is stored of the subject. */
      UNKNOWN_SUBJECT,
      /** The subject was erased, or is being erased since the export began. */
      ERASED,
      /** A session did not answer in time: the node that handles it may be gone. */
      SILENT_SESSION
    }
  }
}
