package switchboard.ops.replay;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Counts of a replay, and every difference found. */
public final class ReplayReport {
  private final long startedNanos = System.nanoTime();
  private final List<String> differences = new ArrayList<>();
  private int dialogues;
  private int overConverse;
  private long turns;
  private long requests;
  private long resent;
  private long events;
  private double seconds;

  synchronized void add(String dialogue, DialogueReplay.Outcome outcome) {
    dialogues++;
    overConverse += outcome.converse() ? 1 : 0;
    turns += outcome.turns();
    requests += outcome.requests();
    resent += outcome.resent();
    events += outcome.events();
    outcome.differences().forEach(what -> differences.add(dialogue + ": " + what));
  }

  synchronized void failed(String dialogue, String why) {
    dialogues++;
    differences.add(dialogue + ": " + why);
  }

  synchronized void finish() {
    seconds = (System.nanoTime() - startedNanos) / 1e9;
  }

  /** Everything that was not as it has to be; empty is good. */
  public synchronized List<String> differences() {
    return List.copyOf(differences);
  }

  /** The counts in one line. */
  public synchronized String line() {
    return "dialogues %d (converse %d, unary %d)  turns %d  requests %d  re-sent %d  events %d "
            .formatted(
                dialogues, overConverse, dialogues - overConverse, turns, requests, resent, events)
        + " differences %d  seconds %.1f".formatted(differences.size(), seconds);
  }

  /** The counts and the differences, as one JSON object. */
  public synchronized String json() {
    ObjectNode json =
        new JsonMapper()
            .createObjectNode()
            .put("dialogues", dialogues)
            .put("converse", overConverse)
            .put("unary", dialogues - overConverse)
            .put("turns", turns)
            .put("requests", requests)
            .put("resent", resent)
            .put("events", events)
            .put("seconds", seconds);
    var list = json.putArray("differences");
    differences.forEach(list::add);
    return json.toString();
  }
}
