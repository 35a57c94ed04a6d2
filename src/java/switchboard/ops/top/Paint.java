package switchboard.ops.top;

import dev.tamboui.style.Style;

/**
 * How things look. Without colours nothing is lost: what is red says in words what is wrong, too.
 *
 * @param colours whether there may be any
 */
record Paint(boolean colours) {
  Style plain() {
    return Style.EMPTY;
  }

  Style title() {
    return Style.EMPTY.bold();
  }

  /** The line above a table. */
  Style header() {
    return Style.EMPTY.reversed();
  }

  Style selected() {
    return Style.EMPTY.reversed();
  }

  Style wrong() {
    return colours ? Style.EMPTY.red().bold() : Style.EMPTY.bold();
  }

  Style notable() {
    return colours ? Style.EMPTY.yellow() : Style.EMPTY.bold();
  }

  Style graph() {
    return colours ? Style.EMPTY.green() : Style.EMPTY;
  }

  Style quiet() {
    return colours ? Style.EMPTY.dim() : Style.EMPTY;
  }
}
