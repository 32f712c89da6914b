package dev.twofold.cli;

import dev.twofold.cost.Convention;
import dev.twofold.cost.render.TorchinfoOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What a summary in torchinfo's form shows.
final class TorchinfoArguments {

  @Option(
      names = "--columns",
      paramLabel = "NAME",
      split = ",",
      description =
          "The columns of torchinfo's form: kernel, groups, input, output, params, percent,"
              + " mult-adds, trainable (default: output,params).")
  private @Nullable List<String> columns;

  @Option(
      names = "--rows",
      paramLabel = "NAME",
      split = ",",
      description =
          "How torchinfo's form names rows and which it shows: depth, var-names, ascii-only,"
              + " hide-recursive-layers (default: depth).")
  private @Nullable List<String> rows;

  @Option(
      names = "--column-width",
      paramLabel = "N",
      converter = Values.Positive.class,
      description = "The width of the columns of torchinfo's form (default: 25).")
  private int columnWidth = TorchinfoOptions.DEFAULTS.columnWidth();

  /// The columns as the command line names them.
  private enum Column {
    KERNEL(TorchinfoOptions.Column.KERNEL_SHAPE),
    GROUPS(TorchinfoOptions.Column.GROUPS),
    INPUT(TorchinfoOptions.Column.INPUT_SHAPE),
    OUTPUT(TorchinfoOptions.Column.OUTPUT_SHAPE),
    PARAMS(TorchinfoOptions.Column.PARAMS),
    PERCENT(TorchinfoOptions.Column.PARAM_PERCENT),
    MULT_ADDS(TorchinfoOptions.Column.MULT_ADDS),
    TRAINABLE(TorchinfoOptions.Column.TRAINABLE);

    private final TorchinfoOptions.Column column;

    Column(TorchinfoOptions.Column column) {
      this.column = column;
    }
  }

  /// The options, with the layout of later versions where their convention counts.
  TorchinfoOptions options(int depth, Convention convention) {
    TorchinfoOptions options =
        TorchinfoOptions.DEFAULTS.withDepth(depth).withColumnWidth(columnWidth);
    if (convention == Convention.TORCHINFO_HEAD) {
      options = options.withLayout(TorchinfoOptions.Layout.HEAD);
    }
    if (columns != null) {
      options =
          options.withColumns(
              columns.stream()
                  .map(name -> find("--columns", Column.values(), name).column)
                  .toArray(TorchinfoOptions.Column[]::new));
    }
    return rows == null
        ? options
        : options.withRows(
            rows.stream()
                .map(name -> find("--rows", TorchinfoOptions.RowSetting.values(), name))
                .toArray(TorchinfoOptions.RowSetting[]::new));
  }

  private static <E extends Enum<E>> E find(String option, E[] values, String name) {
    return Arrays.stream(values)
        .filter(value -> name(value).equals(name))
        .findFirst()
        .orElseThrow(() ->
            CliException.usage(
                "%s: unknown '%s'; choose among %s"
                    .formatted(
                        option,
                        name,
                        Arrays.stream(values)
                            .map(TorchinfoArguments::name)
                            .collect(Collectors.joining(", ")))));
  }

  private static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
