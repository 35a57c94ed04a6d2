package switchboard.operations.explain;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import switchboard.context.Question;
import switchboard.directory.Holding;
import switchboard.directory.NodeIdentity;
import switchboard.directory.Place;
import switchboard.operations.explain.Finding.Code;
import switchboard.session.SessionState.Life;

/** What a session waits for, in plain words. Pure. */
public final class SessionFindings {
  /** A session that says nothing for longer than this does not just recover. */
  private static final Duration RECOVERY = Duration.ofSeconds(10);

  private final SessionFacts facts;
  private final Words words;
  private final String name;

  private SessionFindings(SessionFacts facts) {
    this.facts = facts;
    this.words = new Words(facts.now());
    this.name = facts.session().name();
  }

  /** What keeps it most from going on first; never empty. */
  public static List<Finding> of(SessionFacts facts) {
    return new SessionFindings(facts)
        .all().stream().sorted(Comparator.comparing(Finding::code)).toList();
  }

  private List<Finding> all() {
    var found = new ArrayList<Finding>();
    var reading = new Readings(facts).finding();
    reading.ifPresent(found::add);
    facts.place().ifPresent(place -> place(place, reading.isPresent(), found));
    var said = facts.place().flatMap(Place::said);
    said.ifPresent(it -> goingOn(it, found));
    if (said.isPresent() && found.isEmpty()) {
      found.add(nothingPending(said.get()));
    }
    facts.silent().forEach(node -> found.add(silent(node)));
    if (found.isEmpty()) {
      found.add(unresponsive(facts.place().flatMap(Place::node), Optional.empty()));
    }
    return found;
  }

  private void place(Place place, boolean unreadable, List<Finding> found) {
    switch (place.state()) {
      case HOMELESS -> found.add(homeless(place));
      case ASLEEP -> {
        if (!unreadable) {
          found.add(sleeps(place));
        }
      }
      case AWAKE -> {
        if (place.said().isEmpty() && !unreadable) {
          found.add(unresponsive(place.node(), place.holding().map(Holding::since)));
        }
      }
    }
    place.outdated().forEach(node -> found.add(olderClaim(node, place)));
    place
        .holding()
        .filter(it -> it.epoch() > 0)
        .flatMap(it -> newerClaim(place, it.epoch()))
        .ifPresent(found::add);
  }

  /** The one of this cluster that should write is not the one that the store lets write. */
  private Optional<Finding> newerClaim(Place place, long epoch) {
    long newest = facts.nearest().map(it -> it.found().claim()).orElse(0L);
    if (newest <= epoch) {
      return Optional.empty();
    }
    return Optional.of(
        new Finding(
            Code.OLDER_CLAIM,
            "Node " + node(place.node()) + " is fenced off: somebody else has claimed the session.",
            List.of(
                "Its claim is "
                    + epoch
                    + ", the newest in the store is "
                    + newest
                    + "; the store refuses what is written by any other.",
                facts.silent().isEmpty()
                    ? "No node of this cluster has the newest: it is with another cluster on the"
                        + " same store, or it just moves."
                    : "The newest may be with a node that is silent, or with another cluster on the"
                        + " same store.",
                "This one stops at its first try to write, and until then may show clients what is"
                    + " old."),
            "Nothing acknowledged is lost. If it stays so, two clusters use one store: see which"
                + " nodes belong to this one, and stop the others.",
            "switchboard cluster show"));
  }

  private Finding homeless(Place place) {
    return new Finding(
        Code.SHARD_HOMELESS,
        "No node that answered hosts the session's shard, which is " + place.shard() + ".",
        List.of(
            facts.silent().isEmpty()
                ? "The shard is moving, or nobody has asked for one of its sessions yet."
                : "It may be with a node that is silent; it moves within about ten seconds of that"
                    + " node's loss."),
        "Ask again in ten seconds; waking the session gives its shard a home.",
        "switchboard session explain " + name + " --wake");
  }

  private Finding sleeps(Place place) {
    return new Finding(
        Code.SLEEPS,
        "The session is in no node's memory, and what it waits for is not known.",
        List.of(
            "Node " + node(place.node()) + " wakes it with its next command.",
            "Its last event has the sequence " + place.lastSequence() + "."),
        "Nothing is wrong with that. Wake it to see what it waits for.",
        "switchboard session explain " + name + " --wake");
  }

  private Finding unresponsive(Optional<NodeIdentity> node, Optional<Instant> since) {
    var evidence = new ArrayList<String>();
    since.ifPresent(
        time ->
            evidence.add("It is in the memory of node " + node(node) + " " + words.since(time)));
    evidence.replaceAll(sentence -> sentence + ", and answered nothing within half a second.");
    boolean stuck =
        since
            .filter(time -> Duration.between(time, facts.now()).compareTo(RECOVERY) > 0)
            .isPresent();
    return stuck
        ? new Finding(
            Code.SESSION_UNRESPONSIVE,
            "The session gives no answer: it is stuck, or its node is overloaded.",
            evidence,
            "Have it leave memory: it is read anew from the store, and nothing recorded is lost.",
            "switchboard session evict " + name + " --reason REASON")
        : new Finding(
            Code.SESSION_UNRESPONSIVE,
            "The session gives no answer yet: it recovers.",
            evidence,
            "Ask again in a few seconds.",
            "switchboard session explain " + name);
  }

  private Finding olderClaim(String node, Place place) {
    return new Finding(
        Code.OLDER_CLAIM,
        "Node " + node + " still holds the session by an older claim.",
        List.of(
            "The newest claim, "
                + place.holding().map(Holding::epoch).orElse(0L)
                + ", is that of node "
                + node(place.node())
                + "; the store refuses every other.",
            "The older one stops at its first try to write, but may show clients what is old."),
        "Nothing is lost. Have it leave memory there, or restart that node if it stays.",
        "switchboard session evict " + name + " --reason REASON");
  }

  private Finding silent(String node) {
    return new Finding(
        Code.NODE_SILENT,
        "Node " + node + " did not answer within a second.",
        List.of("What it knows is not in this answer."),
        "See whether it runs; if not, its sessions move within about ten seconds.",
        "switchboard cluster show");
  }

  private void goingOn(Holding.Said said, List<Finding> found) {
    if (said.life() != Life.OPEN) {
      found.add(ended(said));
      return;
    }
    said.attention()
        .pause()
        .filter(pause -> pause.until().isAfter(facts.now()))
        .ifPresent(
            pause ->
                found.add(
                    new Finding(
                        Code.PAUSED,
                        "An operator has paused the session: its messages are refused.",
                        List.of(
                            "It was paused "
                                + words.ago(pause.since())
                                + ", because: "
                                + pause.reason(),
                            "It ends by itself " + words.at(pause.until()) + "."),
                        "Let it take messages again, or wait.",
                        "switchboard session resume " + name + " --reason REASON")));
    new TurnFindings(facts, words).finding(said).ifPresent(found::add);
    facts.sagas().forEach(saga -> found.addAll(SagaFindings.of(saga)));
  }

  private Finding ended(Holding.Said said) {
    return said.life() == Life.ERASED
        ? Finding.of(
            Code.ERASED,
            "The session has ended for good: its subject was erased.",
            List.of("Its last event was " + words.ago(said.lastEvent()) + "."))
        : Finding.of(
            Code.SESSION_CLOSED,
            "The session has ended and can only be read.",
            List.of("Its last event was " + words.ago(said.lastEvent()) + "."));
  }

  private Finding nothingPending(Holding.Said said) {
    return Finding.of(
        Code.NOTHING_PENDING,
        "The session waits for nobody: the next move is the user's.",
        List.of("Its last event was " + words.ago(said.lastEvent()) + "."));
  }

  static Finding decision(
      Words words,
      String who,
      Optional<Question> question,
      String step,
      Optional<Instant> due,
      String cancel) {
    var options =
        question
            .map(Question::options)
            .filter(all -> !all.isEmpty())
            .map(all -> String.join(" or ", all))
            .orElse("not listed here");
    var evidence = new ArrayList<String>();
    evidence.add("The options are: " + options + ".");
    due.ifPresent(time -> evidence.add("It goes on as its plan says " + words.at(time) + "."));
    return new Finding(
        Code.USER_DECISION,
        who + " waits for the user to decide at step " + step + ".",
        evidence,
        "Nothing has to be done. If it must not go on, cancel it.",
        cancel);
  }

  static String node(Optional<NodeIdentity> node) {
    return node.map(it -> it.incarnation().isEmpty() ? it.address() : it.incarnation())
        .orElse("that is not known");
  }
}
