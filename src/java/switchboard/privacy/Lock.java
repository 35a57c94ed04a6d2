package switchboard.privacy;

import java.util.Optional;

/**
 * Whose something stored is, and the key to it.
 *
 * @param subject empty if nothing is stored
 */
public record Lock(Optional<Subject> subject, SubjectKey key) {}
