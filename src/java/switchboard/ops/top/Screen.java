package switchboard.ops.top;

import dev.tamboui.buffer.Buffer;
import dev.tamboui.layout.Constraint;
import dev.tamboui.layout.Rect;
import dev.tamboui.text.Line;
import dev.tamboui.text.Span;
import dev.tamboui.text.Text;
import dev.tamboui.widgets.paragraph.Paragraph;
import dev.tamboui.widgets.sparkline.Sparkline;
import dev.tamboui.widgets.table.Cell;
import dev.tamboui.widgets.table.Row;
import dev.tamboui.widgets.table.Table;
import dev.tamboui.widgets.table.TableState;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import switchboard.v1.NodeFigures;

/** Draws a state: the same state and size give the same screen. */
public final class Screen {
  private static final int LONGEST_ADDRESS = 40;
  private static final int SHORTEST_ADDRESS = 14;

  /** What every table keeps for columns besides the address. */
  private static final int OTHER_COLUMNS = 48;

  private final TopState state;
  private final Paint paint;
  private final Texts texts;
  private final boolean live;

  private Screen(TopState state, Paint paint, boolean live) {
    this.state = state;
    this.paint = paint;
    this.texts = new Texts(state, paint);
    this.live = live;
  }

  /** Fills the buffer, which is empty. */
  static void draw(Buffer buffer, TopState state, Paint paint) {
    new Screen(state, paint, true).draw(buffer);
  }

  /**
   * The screen as text, without colours and keys, as high as it takes.
   *
   * @param width columns, 40 or more
   */
  public static String text(TopState state, int width) {
    var screen = new Screen(state, new Paint(false), false);
    int height = screen.texts.head().size() + 7 + state.nodes().size();
    var buffer = Buffer.empty(new Rect(0, 0, width, height));
    screen.draw(buffer);
    return text(buffer).stripTrailing();
  }

  /** What stands in a buffer. */
  static String text(Buffer buffer) {
    return IntStream.range(0, buffer.height())
        .mapToObj(
            y ->
                IntStream.range(0, buffer.width())
                    .mapToObj(x -> buffer.get(x, y).symbol())
                    .collect(Collectors.joining())
                    .stripTrailing())
        .collect(Collectors.joining("\n"));
  }

  private void draw(Buffer buffer) {
    int width = buffer.width();
    int height = buffer.height();
    int y = lines(buffer, 0, height, texts.head());
    int bottom = height;
    if (live && height > 1) {
      bottom = height - 1;
      lines(buffer, bottom, height, List.of(texts.footer()));
    }
    if (state.choices().help()) {
      lines(buffer, y + 1, bottom, texts.help());
      return;
    }
    if (state.latest().isEmpty()) {
      return;
    }
    y = lines(buffer, y, bottom, texts.totals());
    y = graph(buffer, y, bottom);
    var below = new ArrayList<Line>();
    state.selectedNode().ifPresent(node -> below.addAll(texts.details(node)));
    below.add(texts.backlog());
    int table = Math.max(y, bottom - below.size() - 1);
    nodes(buffer, new Rect(0, y + 1, width, Math.max(0, table - y - 1)));
    lines(buffer, table + 1, bottom, below);
  }

  /** Each on a row of its own, as far as there are rows; returns the row behind them. */
  private static int lines(Buffer buffer, int from, int to, List<Line> lines) {
    int rows = Math.min(lines.size(), to - from);
    if (rows > 0) {
      Paragraph.from(Text.from(lines)).render(new Rect(0, from, buffer.width(), rows), buffer);
    }
    return from + Math.max(0, rows);
  }

  /** Turns each second, as far back as there is room. */
  private int graph(Buffer buffer, int y, int bottom) {
    if (y >= bottom) {
      return y;
    }
    double most = state.turns().stream().mapToDouble(Double::doubleValue).max().orElse(0);
    var title = "turns/s ";
    var scale = " max " + Words.rate(most);
    int room = buffer.width() - title.length() - scale.length();
    buffer.setString(0, y, title, paint.plain());
    if (room > 0 && !state.turns().isEmpty()) {
      int first = Math.max(0, state.turns().size() - room);
      var shown = state.turns().subList(first, state.turns().size());
      var data = shown.stream().mapToLong(rate -> Math.round(rate * 100)).toArray();
      Sparkline.builder()
          .data(data)
          .style(paint.graph())
          .build()
          .render(new Rect(title.length(), y, room, 1), buffer);
      int end = title.length() + data.length;
      buffer.setString(end, y, scale, paint.quiet());
    }
    return y + 1;
  }

  private void nodes(Buffer buffer, Rect area) {
    if (area.height() < 2) {
      return;
    }
    var all = state.nodes();
    int room = area.height() - 1;
    int shown = all.size() <= room ? all.size() : room - 1;
    int address = addressWidth(all, area.width());
    var columns = Column.within(area.width() - 2 - address);
    var widths = new ArrayList<Constraint>(List.of(Constraint.length(1)));
    widths.add(Constraint.length(address));
    columns.forEach(column -> widths.add(Constraint.length(column.width())));
    var rows = new ArrayList<Row>();
    for (int row = 0; row < shown; row++) {
      rows.add(row(row, all.get(row), columns));
    }
    var titles = new ArrayList<>(List.of(" ", "NODE"));
    columns.forEach(column -> titles.add(column.title()));
    Table.builder()
        .header(Row.from(titles.toArray(String[]::new)).style(paint.header()))
        .rows(rows)
        .widths(widths)
        .columnSpacing(1)
        .build()
        .render(area, buffer, new TableState());
    if (shown < all.size()) {
      var more = "and " + Words.many(all.size() - shown, "more node") + ": make the window higher";
      lines(buffer, area.bottom() - 1, area.bottom(), List.of(Line.styled(more, paint.quiet())));
    }
  }

  private static int addressWidth(List<NodeFigures> nodes, int width) {
    int longest =
        nodes.stream().mapToInt(node -> address(node).length()).max().orElse(SHORTEST_ADDRESS);
    int most = Math.clamp(width - OTHER_COLUMNS, SHORTEST_ADDRESS, LONGEST_ADDRESS);
    return Math.clamp(longest, SHORTEST_ADDRESS, most);
  }

  private static String address(NodeFigures node) {
    return node.getNode().getIdentity().getAddress();
  }

  private Row row(int row, NodeFigures node, List<Column> columns) {
    var rates = state.rates().of(node);
    var cells = new ArrayList<Cell>();
    cells.add(Cell.from(row < 9 ? "" + (row + 1) : ""));
    cells.add(Cell.from(Span.raw(address(node))));
    columns.forEach(column -> cells.add(Cell.from(column.cell(node, rates))));
    var style = node.getNode().getAnswered() ? paint.plain() : paint.wrong();
    return Row.from(cells)
        .style(
            state.selected().filter(address(node)::equals).isPresent()
                ? style.patch(paint.selected())
                : style);
  }
}
