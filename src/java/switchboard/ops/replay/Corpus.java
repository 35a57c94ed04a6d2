package switchboard.ops.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import switchboard.ops.CommandFailure;

/** Dialogues in the format of the Schema-Guided Dialogue dataset, gzipped or plain. */
public final class Corpus {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int GZIP_MAGIC = 0x1f8b;

  private Corpus() {}

  /**
   * What the user says in one dialogue.
   *
   * @param utterances in order, none of them blank
   */
  public record Dialogue(String id, List<String> utterances) {
    public Dialogue {
      utterances = List.copyOf(utterances);
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
    var utterances = new ArrayList<String>();
    for (var turn : dialogue.path("turns")) {
      var text = turn.path("utterance").asText();
      if (turn.path("speaker").asText().equals("USER") && !text.isBlank()) {
        utterances.add(text);
      }
    }
    return new Dialogue(dialogue.path("dialogue_id").asText(), utterances);
  }

  private static InputStream open(Path file) throws IOException {
    var input = new BufferedInputStream(Files.newInputStream(file));
    input.mark(2);
    int magic = input.read() << 8 | input.read();
    input.reset();
    return magic == GZIP_MAGIC ? new GZIPInputStream(input) : input;
  }
}
