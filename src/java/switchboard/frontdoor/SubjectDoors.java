package switchboard.frontdoor;

import switchboard.erasure.Erasures;
import switchboard.export.Exports;
import switchboard.profile.Profiles;

/** Who serves the calls about subjects; the front door only lets them in. */
public record SubjectDoors(Profiles profiles, Erasures erasures, Exports exports) {}
