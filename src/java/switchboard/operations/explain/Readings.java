package switchboard.operations.explain;

import java.util.List;
import java.util.Optional;
import switchboard.directory.DirectoryReply.Examined;
import switchboard.directory.Examination.Reading;
import switchboard.directory.Place;
import switchboard.operations.explain.Finding.Code;

/** Why a session cannot be read. Pure. */
final class Readings {
  private final SessionFacts facts;
  private final String name;

  Readings(SessionFacts facts) {
    this.facts = facts;
    this.name = facts.session().name();
  }

  /** Empty if it can, or nobody knows. */
  Optional<Finding> finding() {
    return facts.nearest().flatMap(this::finding);
  }

  private Optional<Finding> finding(Examined examined) {
    var node = SessionFindings.node(Optional.of(examined.node()));
    var found = examined.found();
    return switch (found.reading()) {
      case READABLE, NOTHING -> Optional.empty();
      case STORE_AWAY -> Optional.of(storeAway(node));
      case KEY_MISSING -> Optional.of(keyMissing(node, found.key()));
      case UNREADABLE -> Optional.of(unreadable(node));
      case ERASING -> Optional.of(erasing(found.subject()));
      case ERASED ->
          facts.place().flatMap(Place::said).isPresent()
              ? Optional.empty()
              : Optional.of(
                  Finding.of(
                      Code.ERASED,
                      "The session has ended for good: its subject was erased.",
                      List.of("Its key is destroyed, so nothing of it can be read.")));
    };
  }

  private Finding storeAway(String node) {
    long away =
        facts.nodes().stream().filter(it -> it.found().reading() == Reading.STORE_AWAY).count();
    return new Finding(
        Code.STORE_AWAY,
        "The store (Redis) is away, or too slow: nothing can be read or recorded.",
        List.of(
            "So "
                + (away == 1 ? "says node " + node : "say " + away + " nodes")
                + ", out of "
                + Words.count(facts.nodes().size(), "that answered", "that answered")
                + ".",
            "Clients are told UNAVAILABLE and send again; nothing acknowledged is lost."),
        "Bring it back; the nodes go on by themselves.",
        "switchboard redis check");
  }

  private Finding keyMissing(String node, String key) {
    return new Finding(
        Code.KEY_MISSING,
        "The session cannot be read: key-encryption key " + key + " is missing.",
        List.of(
            "Its subject's key is wrapped by " + key + ", which node " + node + " does not have.",
            others(key)),
        "Put "
            + key
            + " back into the file of SWITCHBOARD_KEK_FILE below the current one and restart the"
            + " node; drop a key only after all subjects' keys were rotated.",
        "switchboard session where " + name);
  }

  private String others(String key) {
    long without =
        facts.nodes().stream().filter(it -> it.found().reading() == Reading.KEY_MISSING).count();
    return without == facts.nodes().size()
        ? "No node that answered has it."
        : Words.count((int) (facts.nodes().size() - without), "other node has", "other nodes have")
            + " "
            + key
            + ", or still hold"
            + (facts.nodes().size() - without == 1 ? "s" : "")
            + " what it wraps.";
  }

  private Finding unreadable(String node) {
    return new Finding(
        Code.UNREADABLE,
        "The session cannot be read: what is stored of it, or its subject's key, is damaged.",
        List.of("Node " + node + " says so; its log has the cause."),
        "Look into the log of that node, and restore the store if it lost data.",
        "switchboard session where " + name);
  }

  private Finding erasing(String subject) {
    return new Finding(
        Code.ERASURE_UNDER_WAY,
        "The subject is being erased: nothing of it is read or written any more.",
        List.of("The erasure ends the subject's sessions and sagas, then destroys its key."),
        "It goes on by itself; wait for its receipt.",
        subject.isEmpty()
            ? ""
            : "switchboard subject erase tenants/"
                + facts.session().tenant()
                + "/subjects/"
                + subject
                + " --wait --reason REASON");
  }
}
