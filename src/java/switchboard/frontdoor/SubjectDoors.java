package switchboard.frontdoor;

import java.time.Clock;
import switchboard.erasure.Erasures;
import switchboard.export.Exports;
import switchboard.profile.Profiles;

/**
 * Who serves the calls about subjects; the front door only lets them in.
 *
 * @param clock by which facts about them end
 */
public record SubjectDoors(Profiles profiles, Erasures erasures, Exports exports, Clock clock) {}
