package dev.twofold.cli;

import dev.twofold.cost.Convention;
import dev.twofold.cost.CostModel;
import dev.twofold.cost.CostReport;
import dev.twofold.cost.Execution;
import dev.twofold.cost.Fusion;
import dev.twofold.cost.render.Form;
import dev.twofold.cost.render.Summaries;
import dev.twofold.graph.Graph;
import dev.twofold.graph.Model;
import dev.twofold.io.FileException;
import dev.twofold.onnx.ImportReport;
import dev.twofold.page.CostPage;
import dev.twofold.runtime.Program;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `summary`: what a network costs.
@Command(
    name = "summary",
    description = "Print what a network costs: params and mult-adds, layer by layer.",
    mixinStandardHelpOptions = true)
final class SummaryCommand implements Callable<Integer> {

  enum Style {
    TABLE,
    TORCHINFO,
    MEMORY,
    EXECUTED
  }

  enum Format {
    TEXT,
    JSON,
    MARKDOWN,
    CSV,
    LATEX,
    DOT,
    HTML
  }

  private static final long SEED = 42;

  private final Console console;

  @Parameters(paramLabel = "MODEL", description = ModelSource.DESCRIPTION)
  private String model = "";

  @Option(
      names = "--input-shape",
      paramLabel = "SHAPE",
      description = ModelSource.SHAPE_DESCRIPTION)
  private List<String> shapes = List.of();

  @Mixin private final ConventionArgument convention = new ConventionArgument();

  @Option(
      names = "--style",
      paramLabel = "table|torchinfo|memory|executed",
      description =
          "What is shown: our own table of costs (the default); what torchinfo prints; memory,"
              + " traffic and receptive field of every step; or the steps that a backend really"
              + " runs, with what they move.")
  private Style style = Style.TABLE;

  @Option(
      names = "--format",
      paramLabel = "text|json|markdown|csv|latex|dot|html",
      description = "Text (the default), the form of another program, or a page for a browser.")
  private Format format = Format.TEXT;

  @Option(
      names = "--depth",
      paramLabel = "N",
      converter = Values.Depth.class,
      description = "Leave out what lies in more than N containers (torchinfo's default: 3).")
  private @Nullable Integer depth;

  @Option(
      names = "--fusion",
      paramLabel = "none|epilogues|separable",
      description =
          "What is one step for --style memory: every call by itself (the default), a convolution"
              + " with normalisation and activation, or depthwise and pointwise too.")
  private Fusion fusion = Fusion.NONE;

  @Mixin private final TorchinfoArguments torchinfo = new TorchinfoArguments();

  @Mixin private final TimeArguments times = new TimeArguments();

  @Mixin private final BackendArguments backend = new BackendArguments();

  @Mixin private final OutArguments out = new OutArguments();

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
    out.check();
    checkFormat();
    out.write(console, text(ModelSource.of(model, shapes)));
    return 0;
  }

  private void checkFormat() {
    boolean fits =
        switch (style) {
          case TABLE -> true;
          case TORCHINFO -> format == Format.TEXT;
          case MEMORY, EXECUTED -> format != Format.DOT && format != Format.HTML;
        };
    if (!fits) {
      throw refused("--style " + name(style));
    }
    if (asImported && format != Format.TEXT && format != Format.JSON) {
      throw refused("--as-imported");
    }
    if (asImported && style == Style.EXECUTED) {
      throw CliException.usage(
          "--as-imported: only the simplified network is executed; leave one of the two out");
    }
  }

  private CliException refused(String option) {
    return CliException.usage(
        "%s has no form '%s'; leave one of the two out".formatted(option, name(format)));
  }

  private static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private String text(ModelSource source) {
    if (asImported) {
      return imported(source.report());
    }
    return switch (style) {
      case EXECUTED -> executed(source);
      // torchinfo prints the type
      case TORCHINFO -> text(source.typed());
      case TABLE, MEMORY -> text(source.graph());
    };
  }

  private String imported(ImportReport report) {
    ImportSummary summary =
        new ImportSummary(
            report, text(report.asImported().graph()), text(report.simplified().graph()));
    return format == Format.JSON ? summary.json() : summary.text();
  }

  private String text(Graph graph) {
    return switch (style) {
      case TABLE -> table(CostModel.of(graph, convention.or(Convention.WEIGHTS)));
      case TORCHINFO -> torchinfo(graph);
      case MEMORY -> Summaries.memory(graph, fusion, form());
      case EXECUTED ->
          throw new IllegalStateException("a graph alone is not executed: see executed(source)");
    };
  }

  private String table(CostReport report) {
    return switch (format) {
      case DOT -> Summaries.dot(report);
      case HTML -> times.applied(CostPage.of(report)).html();
      case TEXT, JSON, MARKDOWN, CSV, LATEX ->
          Summaries.table(report, depth == null ? Integer.MAX_VALUE : depth, form());
    };
  }

  private String torchinfo(Graph graph) {
    Convention counted = convention.or(Convention.TORCHINFO);
    return Summaries.torchinfo(
        CostModel.of(graph, counted), torchinfo.options(depth == null ? 3 : depth, counted));
  }

  private String executed(ModelSource source) {
    Model network = source.model(console, SEED);
    try (Program program = backend.compile(console, network)) {
      return Summaries.execution(
          Execution.of(network.graph().named(model), program.plan()), form());
    }
  }

  private Form form() {
    return Form.of(name(format));
  }
}
