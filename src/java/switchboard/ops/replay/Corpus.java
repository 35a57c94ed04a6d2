package switchboard.ops.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import switchboard.ops.CommandFailure;

/** Dialogues in the format of the Schema-Guided Dialogue dataset, gzipped or plain. */
public final class Corpus {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int GZIP_MAGIC = 0x1f8b;

  private Corpus() {}

  /**
   * One dialogue.
   *
   * @param turns the user's, in order
   */
  public record Dialogue(String id, List<UserTurn> turns) {
    public Dialogue {
      turns = List.copyOf(turns);
    }

    /** What the user says, without turns that say nothing. */
    public List<String> utterances() {
      return turns.stream().map(UserTurn::utterance).filter(text -> !text.isBlank()).toList();
    }
  }

  /**
   * What the user says in one turn, and what the annotation says of the dialogue's state after it.
   *
   * @param frames of the services that the turn is about; none if it is not annotated
   */
  public record UserTurn(String utterance, List<Frame> frames) {
    public UserTurn {
      frames = List.copyOf(frames);
    }
  }

  /**
   * The state of one service.
   *
   * @param intent what the user wants of it; {@code NONE} is an intent like another one
   * @param requested names of slots whose values the user has asked for, in order
   * @param slots equivalent values by slot, the lists in order
   */
  public record Frame(
      String service, String intent, List<String> requested, Map<String, List<String>> slots) {
    public Frame {
      requested = List.copyOf(requested);
      slots = Map.copyOf(slots);
    }
  }

  /**
   * Reads a file.
   *
   * @throws CommandFailure if it cannot be read, or is not of that format
   */
  public static List<Dialogue> read(Path file) {
    try (var input = open(file)) {
      var root = JSON.readTree(input);
      if (!root.isArray()) {
        throw new CommandFailure(file + " is not a list of dialogues: see `replay --help`");
      }
      var dialogues = new ArrayList<Dialogue>();
      for (var dialogue : root) {
        dialogues.add(dialogue(file, dialogue));
      }
      return dialogues;
    } catch (IOException e) {
      throw new CommandFailure("cannot read " + file + ": " + e, e);
    }
  }

  private static Dialogue dialogue(Path file, JsonNode dialogue) {
    if (!dialogue.path("turns").isArray()) {
      throw new CommandFailure(file + " holds an entry without turns: see `replay --help`");
    }
    var turns = new ArrayList<UserTurn>();
    for (var turn : dialogue.path("turns")) {
      if (turn.path("speaker").asText().equals("USER")) {
        turns.add(new UserTurn(turn.path("utterance").asText(), frames(turn)));
      }
    }
    return new Dialogue(dialogue.path("dialogue_id").asText(), turns);
  }

  private static List<Frame> frames(JsonNode turn) {
    var frames = new ArrayList<Frame>();
    for (var frame : turn.path("frames")) {
      var state = frame.path("state");
      if (state.isObject()) {
        var slots = new HashMap<String, List<String>>();
        for (var slot : state.path("slot_values").properties()) {
          slots.put(slot.getKey(), texts(slot.getValue()));
        }
        frames.add(
            new Frame(
                frame.path("service").asText(),
                state.path("active_intent").asText(),
                texts(state.path("requested_slots")),
                slots));
      }
    }
    return frames;
  }

  private static List<String> texts(JsonNode list) {
    var texts = new ArrayList<String>();
    list.forEach(text -> texts.add(text.asText()));
    return List.copyOf(texts);
  }

  private static InputStream open(Path file) throws IOException {
    var input = new BufferedInputStream(Files.newInputStream(file));
    input.mark(2);
    int magic = input.read() << 8 | input.read();
    input.reset();
    return magic == GZIP_MAGIC ? new GZIPInputStream(input) : input;
  }
}
