package switchboard.faults;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a session must come to, said as plainly as possible and without a line of its rules: lists
 * and maps that are changed in place, one method for each thing that can take effect.
 */
final class SessionModel {
  final List<String> said = new ArrayList<>();
  final List<String> kept = new ArrayList<>();
  final Deque<String> goals = new ArrayDeque<>();
  final Map<String, String> facts = new LinkedHashMap<>();
  final Map<String, Long> pending = new LinkedHashMap<>();
  final Set<String> observed = new HashSet<>();
  final Map<String, Long> results = new LinkedHashMap<>();
  String profile = "nothing";
  long profileVersion;
  long last;
  boolean paused;
  private long goalsChanged;
  private long factsChanged;

  /** What a user's message asks of the agent of this test. */
  enum Wish {
    TALK,
    GOAL,
    WORK,
    KEEP
  }

  void created() {
    last = 1;
    results.put("create", 1L);
  }

  void userSaid(String request, Wish wish, String text) {
    last++;
    results.put(request, last);
    said.add("USER " + text);
    switch (wish) {
      case TALK -> {}
      case GOAL -> {
        last++;
        goals.addFirst("goal of " + text);
        goalsChanged = last;
      }
      case WORK -> {
        last++;
        pending.put("s." + last, 0L);
      }
      case KEEP -> {
        last++;
        kept.add(text);
      }
    }
    agentSaid("heard " + text + ", knowing " + profile);
  }

  void reported(String saga, long report, boolean end, String news) {
    last++;
    if (end) {
      pending.remove(saga);
    } else {
      pending.put(saga, report);
    }
    // what is told last stands last
    facts.remove(saga);
    facts.put(saga, news);
    factsChanged = last;
    agentSaid("told " + news);
  }

  void observed(String event, String thing, String news) {
    last++;
    observed.add(event);
    facts.remove(thing);
    facts.put(thing, news);
    factsChanged = last;
    agentSaid("told " + news);
  }

  void paused(String request) {
    last++;
    results.put(request, last);
    paused = true;
  }

  void resumed() {
    last++;
    paused = false;
  }

  private void agentSaid(String text) {
    last++;
    said.add("AGENT " + text);
  }

  /** Whether a writer who read at this version may change these sections. */
  boolean admits(long etag, boolean whole, boolean changesGoals, boolean changesFacts) {
    if (whole) {
      return etag == last;
    }
    return etag <= last
        && (!changesGoals || goalsChanged <= etag)
        && (!changesFacts || factsChanged <= etag);
  }

  void updated(
      String request, Optional<List<String>> goalsNow, Optional<Map<String, String>> factsNow) {
    last++;
    results.put(request, last);
    goalsNow.ifPresent(
        now -> {
          goals.clear();
          goals.addAll(now);
          goalsChanged = last;
        });
    factsNow.ifPresent(
        now -> {
          facts.clear();
          facts.putAll(now);
          factsChanged = last;
        });
  }
}
