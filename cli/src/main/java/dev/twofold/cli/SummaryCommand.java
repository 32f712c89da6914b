package dev.twofold.cli;

import dev.twofold.cost.Convention;
import dev.twofold.cost.CostModel;
import dev.twofold.cost.CostReport;
import dev.twofold.cost.render.Summaries;
import dev.twofold.cost.render.TorchinfoOptions;
import dev.twofold.graph.Graph;
import dev.twofold.io.FileException;
import dev.twofold.io.SafeFiles;
import dev.twofold.onnx.ImportReport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `summary`: what a network costs.
@Command(
    name = "summary",
    description = "Print what a network costs: params and mult-adds, layer by layer.",
    mixinStandardHelpOptions = true)
final class SummaryCommand implements Callable<Integer> {

  enum Style {
    TORCHINFO,
    TABLE
  }

  enum Format {
    TEXT,
    JSON
  }

  private final Console console;

  @Parameters(paramLabel = "MODEL", description = ModelSource.DESCRIPTION)
  private String model = "";

  @Option(
      names = "--input-shape",
      paramLabel = "SHAPE",
      description = ModelSource.SHAPE_DESCRIPTION)
  private List<String> shapes = List.of();

  @Option(
      names = "--convention",
      paramLabel = "NAME",
      description =
          "What counts: weights (what papers print; the default), torchinfo (the default of that"
              + " style), torchinfo-head, fvcore, ptflops, thop or keras-params.")
  private @Nullable String convention;

  @Option(
      names = "--style",
      paramLabel = "torchinfo|table",
      description = "The form of the text: our own table (the default), or torchinfo's.")
  private Style style = Style.TABLE;

  @Option(names = "--format", paramLabel = "text|json", description = "Text (the default) or JSON.")
  private Format format = Format.TEXT;

  @Option(
      names = "--depth",
      paramLabel = "N",
      description = "Leave out what lies in more than N containers (torchinfo's default: 3).")
  private @Nullable Integer depth;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write the summary to a file instead.")
  private @Nullable Path out;

  @Option(
      names = "--as-imported",
      description =
          "For an .onnx file: also what it costs as the file has it, and what was simplified, a"
              + " reason each.")
  private boolean asImported;

  SummaryCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws FileException {
    if (out != null) {
      SafeFiles.checkWritable(out);
    }
    ModelSource source = ModelSource.of(model, shapes);
    String text = asImported ? comparison(source) : text(source.graph());
    if (out == null) {
      console.out().print(text);
    } else {
      SafeFiles.write(out, file -> file.write(text.getBytes(StandardCharsets.UTF_8)));
      console.note("wrote %s", out);
    }
    return 0;
  }

  private String text(Graph graph) {
    return text(CostModel.of(graph, convention()));
  }

  private String comparison(ModelSource source) {
    ImportReport imported = source.report();
    ImportSummary summary =
        new ImportSummary(
            imported, text(imported.asImported().graph()), text(imported.simplified().graph()));
    return switch (format) {
      case TEXT -> summary.text();
      case JSON -> summary.json();
    };
  }

  private Convention convention() {
    if (convention != null) {
      return Convention.of(convention);
    }
    boolean torchinfo = style == Style.TORCHINFO && format == Format.TEXT;
    return torchinfo ? Convention.TORCHINFO : Convention.WEIGHTS;
  }

  private String text(CostReport report) {
    return switch (format) {
      case JSON -> Summaries.json(report);
      case TEXT ->
          switch (style) {
            case TABLE -> Summaries.table(report, depth == null ? Integer.MAX_VALUE : depth);
            case TORCHINFO ->
                Summaries.torchinfo(
                    report, TorchinfoOptions.DEFAULTS.withDepth(depth == null ? 3 : depth));
          };
    };
  }
}
