package switchboard.export;

import java.time.Clock;
import switchboard.journal.EventReader;
import switchboard.journal.SubjectRecords;
import switchboard.privacy.Subject;
import switchboard.privacy.SubjectKeys;
import switchboard.profile.Profiles;
import switchboard.saga.SagaCodec;
import switchboard.session.SessionHistory;
import switchboard.session.Sessions;

/**
 * Exports from what is stored.
 *
 * @param journal where the sagas are
 */
public record StoredExports(
    SubjectRecords records,
    EventReader journal,
    SubjectKeys keys,
    Profiles profiles,
    Sessions sessions,
    SessionHistory history,
    SagaCodec sagas,
    Clock clock)
    implements Exports {
  @Override
  public Export of(Subject subject) {
    return new StoredExport(this, subject);
  }
}
