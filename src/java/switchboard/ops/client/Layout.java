package switchboard.ops.client;

import java.util.ArrayList;
import java.util.List;

/**
 * How text is laid out for whoever reads it.
 *
 * @param columns how many characters a line has room for
 */
public record Layout(int columns) {
  /** Lines as long as what they say, for what is piped. */
  public static final Layout ENDLESS = new Layout(Integer.MAX_VALUE);

  private static final int GAP = 2;

  /**
   * Columns as wide as their widest cell; the last cell of a row may be wider. Where there is no
   * room for that, a block for each row, with the titles in front.
   */
  String table(List<List<String>> rows) {
    var table = aligned(rows);
    return rows.size() < 2 || table.lines().allMatch(line -> line.length() <= columns)
        ? table
        : blocks(rows);
  }

  private static String aligned(List<List<String>> rows) {
    var widths = new int[rows.getFirst().size()];
    for (var row : rows) {
      for (int i = 0; i < row.size() && row.size() == widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    var lines = new ArrayList<String>();
    for (var row : rows) {
      var line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        line.append(row.get(i)).repeat(" ", Math.max(0, widths[i] - row.get(i).length()) + GAP);
      }
      lines.add(line.toString().stripTrailing());
    }
    return String.join("\n", lines);
  }

  private String blocks(List<List<String>> rows) {
    var titles = rows.getFirst();
    int width = titles.stream().mapToInt(String::length).max().orElse(0) + GAP;
    var blocks = new ArrayList<String>();
    for (var row : rows.subList(1, rows.size())) {
      var lines = new ArrayList<String>();
      for (int i = 0; i < row.size(); i++) {
        var title = titles.get(i);
        lines.add(sentence(title + " ".repeat(width - title.length()), row.get(i)));
      }
      blocks.add(String.join("\n", lines));
    }
    // what follows is no part of the last one
    return String.join("\n\n", blocks) + "\n";
  }

  /** A mark and what follows it, folded at blanks; further lines stand below the first word. */
  String sentence(String mark, String text) {
    var folded = new StringBuilder(mark);
    int used = mark.length();
    var between = "";
    for (var each : text.split("(?<! ) ")) {
      var word = each;
      if (!between.isEmpty() && used + between.length() + word.length() > columns) {
        folded.append('\n').append(" ".repeat(mark.length()));
        used = mark.length();
        between = "";
        word = word.stripLeading();
      }
      folded.append(between).append(word);
      used += between.length() + word.length();
      between = " ";
    }
    return folded.toString();
  }
}
