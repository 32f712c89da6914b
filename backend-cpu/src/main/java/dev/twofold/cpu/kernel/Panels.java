package dev.twofold.cpu.kernel;

/// How the columns of a matrix product are cut into panels, each as wide as a tile. The last panel
/// may be wider than the columns left for it: it is padded with zeros.
public final class Panels {

  private final int columns;
  private final int[] widths;
  private final int[] starts;

  /// Panels side by side.
  ///
  /// @param columns the columns of the product
  /// @param widths the panels' widths, of which only the last may reach beyond the columns
  Panels(int columns, int... widths) {
    this.columns = columns;
    this.widths = widths.clone();
    this.starts = new int[widths.length + 1];
    for (int i = 0; i < widths.length; i++) {
      starts[i + 1] = starts[i] + widths[i];
    }
  }

  /// As many panels of one width as fit, followed by others.
  static Panels repeated(int columns, int width, int count, int... rest) {
    int[] widths = new int[count + rest.length];
    for (int i = 0; i < count; i++) {
      widths[i] = width;
    }
    System.arraycopy(rest, 0, widths, count, rest.length);
    return new Panels(columns, widths);
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
}
