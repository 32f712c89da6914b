package dev.twofold.cost.render;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// What a summary in torchinfo's form shows.
///
/// @param layout whose layout
/// @param depth rows that lie in more containers than this are left out
/// @param columns the columns behind the name
/// @param columnWidth the width of each, in characters
/// @param rows how rows are named and which are shown
public record TorchinfoOptions(
    Layout layout, int depth, List<Column> columns, int columnWidth, Set<RowSetting> rows) {

  /// What torchinfo 1.8 prints unless told otherwise: two columns, three levels.
  public static final TorchinfoOptions DEFAULTS =
      new TorchinfoOptions(
          Layout.V1_8,
          3,
          List.of(Column.OUTPUT_SHAPE, Column.PARAMS),
          25,
          EnumSet.of(RowSetting.DEPTH));

  /// A version's layout.
  public enum Layout {
    /// Version 1.8: sizes always in MB, mult-adds in M, G or T.
    V1_8,
    /// Later versions: units by magnitude; every input counts 56 bytes more, those of the Python
    /// object around its storage.
    HEAD
  }

  /// A column.
  public enum Column {
    /// The kernel's extents.
    KERNEL_SHAPE("Kernel Shape"),
    /// The groups of a convolution.
    GROUPS("Groups"),
    /// The shape of the first input.
    INPUT_SHAPE("Input Shape"),
    /// The shape of the first output.
    OUTPUT_SHAPE("Output Shape"),
    /// The params.
    PARAMS("Param #"),
    /// The share of the network's params.
    PARAM_PERCENT("Param %"),
    /// The mult-adds.
    MULT_ADDS("Mult-Adds"),
    /// Whether training changes the params.
    TRAINABLE("Trainable");

    private final String title;

    Column(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }
  }

  /// How rows are named and which are shown.
  public enum RowSetting {
    /// Depth and index behind the type.
    DEPTH,
    /// The module's name within its container behind the type.
    VAR_NAMES,
    /// The tree drawn with ASCII characters.
    ASCII_ONLY,
    /// Later calls of a module left out.
    HIDE_RECURSIVE_LAYERS
  }

  /// Checks the numbers and copies the collections.
  ///
  /// @throws IllegalArgumentException if the depth is negative or the width not positive
  public TorchinfoOptions {
    if (depth < 0 || columnWidth < 1) {
      throw new IllegalArgumentException(
          "summary: depth must be at least 0 and the column width at least 1, got %d and %d"
              .formatted(depth, columnWidth));
    }
    columns = List.copyOf(columns);
    rows = Set.copyOf(rows);
  }

  /// These options with another layout.
  public TorchinfoOptions withLayout(Layout layout) {
    return new TorchinfoOptions(layout, depth, columns, columnWidth, rows);
  }

  /// These options with another depth.
  public TorchinfoOptions withDepth(int depth) {
    return new TorchinfoOptions(layout, depth, columns, columnWidth, rows);
  }

  /// These options with other columns.
  public TorchinfoOptions withColumns(Column... columns) {
    return new TorchinfoOptions(layout, depth, List.of(columns), columnWidth, rows);
  }

  /// These options with columns of another width.
  public TorchinfoOptions withColumnWidth(int columnWidth) {
    return new TorchinfoOptions(layout, depth, columns, columnWidth, rows);
  }

  /// These options with exactly these row settings.
  public TorchinfoOptions withRows(RowSetting... rows) {
    return new TorchinfoOptions(layout, depth, columns, columnWidth, Set.of(rows));
  }

  boolean has(RowSetting setting) {
    return rows.contains(setting);
  }
}
