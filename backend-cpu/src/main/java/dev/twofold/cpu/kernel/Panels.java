package dev.twofold.cpu.kernel;

/// How the columns of a matrix product are cut into panels, each as wide as a tile. The last panel
/// may be wider than the columns left for it: it is padded with zeros.
public final class Panels {

  private final int columns;
  private final int lanes;
  private final int[] widths;
  private final int[] starts;
  private final boolean inRows;

  /// Panels side by side.
  ///
  /// @param columns the columns of the product
  /// @param lanes the lanes of a vector
  /// @param widths the panels' widths, of which only the last may reach beyond the columns
  Panels(int columns, int lanes, int[] widths) {
    this(columns, lanes, widths, false);
  }

  private Panels(int columns, int lanes, int[] widths, boolean inRows) {
    this.inRows = inRows;
    this.columns = columns;
    this.lanes = lanes;
    this.widths = widths.clone();
    this.starts = new int[widths.length + 1];
    for (int i = 0; i < widths.length; i++) {
      starts[i + 1] = starts[i] + widths[i];
    }
  }

  /// As many panels of one width as fit, followed by others.
  static Panels repeated(int columns, int lanes, int width, int count, int... rest) {
    return new Panels(columns, lanes, widths(width, count, rest));
  }

  /// Panels without padding whose rows are arrays of their own: some of one width and a last one.
  static Panels rows(int columns, int width, int count, int last) {
    return new Panels(columns, 1, widths(width, count, last), true);
  }

  private static int[] widths(int width, int count, int... rest) {
    int[] widths = new int[count + rest.length];
    for (int i = 0; i < count; i++) {
      widths[i] = width;
    }
    System.arraycopy(rest, 0, widths, count, rest.length);
    return widths;
  }

  /// Whether each row of each panel is an array of its own.
  boolean areInRows() {
    return inRows;
  }

  /// The number of panels.
  public int count() {
    return widths.length;
  }

  /// The columns of the product.
  public int columns() {
    return columns;
  }

  /// The columns of all panels, with padding.
  public int paddedColumns() {
    return starts[widths.length];
  }

  /// The first column of a panel; for `count()` the end of the last one without padding.
  public int first(int panel) {
    return Math.min(starts[panel], columns);
  }

  /// The columns of a panel, with padding.
  public int width(int panel) {
    return widths[panel];
  }

  /// The columns of a panel, without padding.
  int used(int panel) {
    return first(panel + 1) - first(panel);
  }

  /// The column of the matrix that lane `j` of a panel holds: the last vector is moved back to end with
  /// the panel's columns. -1 for padding, which only a panel of less than one vector has.
  int column(int panel, int j) {
    int place = place(panel, j);
    return place < used(panel) ? first(panel) + place : -1;
  }

  /// As [#column], counted from the panel's first column; what is not below [#used] is padding.
  int place(int panel, int j) {
    int tail = width(panel) - lanes;
    return j < tail || used(panel) < lanes ? j : j - tail + last(panel);
  }

  /// The lanes in front of the last vector of a panel, 0 where its columns are fewer than a vector's.
  int tail(int panel) {
    return used(panel) < lanes ? 0 : width(panel) - lanes;
  }

  /// Where the last vector of a panel starts, counted from its first column.
  int last(int panel) {
    return Math.max(0, used(panel) - lanes);
  }

  /// Where the tile of a panel begins: at its first column, or, where it has fewer than a vector, further
  /// back, so that the vector ends with the columns.
  int begin(int panel) {
    return used(panel) < lanes ? columns - lanes : first(panel);
  }

  /// As [#column] with tiles that begin at [#begin]; padding repeats the last column.
  int pixel(int panel, int j) {
    int tail = width(panel) - lanes;
    int place = j < tail ? j : j - tail + last(panel);
    return Math.min(columns - 1, begin(panel) + place);
  }
}
