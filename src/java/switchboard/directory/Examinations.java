package switchboard.directory;

import java.util.List;

/**
 * What the nodes know of why a session may not go on.
 *
 * @param silent cluster addresses of members that did not answer in time
 */
public record Examinations(List<DirectoryReply.Examined> said, List<String> silent) {
  public Examinations {
    said = List.copyOf(said);
    silent = List.copyOf(silent);
  }
}
