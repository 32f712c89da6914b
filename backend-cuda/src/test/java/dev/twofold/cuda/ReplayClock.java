package dev.twofold.cuda;

import dev.twofold.cuda.driver.Driver;
import dev.twofold.cuda.driver.ExecutableGraph;
import dev.twofold.cuda.driver.Gpu;
import dev.twofold.cuda.driver.PinnedBuffer;
import dev.twofold.cuda.driver.Stream;
import dev.twofold.cuda.driver.Timestamp;
import dev.twofold.cuda.plan.DeviceTraits;
import dev.twofold.cuda.ptx.ShippedPtx;
import dev.twofold.graph.Graph;
import dev.twofold.graph.Model;
import dev.twofold.graph.Weights;
import dev.twofold.models.Models;
import dev.twofold.runtime.Backends;
import dev.twofold.runtime.CompileOptions;
import dev.twofold.runtime.Program;
import dev.twofold.spi.Availability;
import dev.twofold.spi.Backend;
import dev.twofold.spi.BackendInfo;
import dev.twofold.spi.BackendOptions;
import dev.twofold.spi.BackendProvider;
import dev.twofold.spi.Claim;
import dev.twofold.spi.Device;
import dev.twofold.spi.DeviceClass;
import dev.twofold.spi.GraphCompiler;
import dev.twofold.spi.Kernel;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.Spi;
import dev.twofold.spi.Support;
import dev.twofold.tensor.Shape;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/// Times networks on the device alone, for a comparison that another process leads: replays of one graph
/// of launches, without copies, between two events. Commands come line by line on standard input:
///
/// ```
/// load mobilenet-v1 32x3x224x224 3    answers: ready STEPS WEIGHTS ERROR
/// time 50                             answers: microseconds MEDIAN LEAST
/// quit
/// ```
///
/// The last number of `load` is how many copies of a run's memory there are. They take turns, so that what one
/// replay left in the second cache is not what the next one reads; the weights are one copy, as in a program.
/// WEIGHTS are the elements of the weights, ERROR is the largest difference from the reference over its
/// largest value, for the first image. What is timed must give the same bits before and after.
///
/// Arguments are settings of the backend, such as `cuda.math=tf32`.
public final class ReplayClock {

  /// Replays that do not count, behind one of every copy.
  private static final int WARM_UP = 5;

  private final Engine engine;
  private final PrintStream out;
  private final Deque<AutoCloseable> held = new ArrayDeque<>();
  private final List<ExecutableGraph> graphs = new ArrayList<>();
  private final List<Span> outputs = new ArrayList<>();
  private float[] result = {};

  private ReplayClock(Engine engine, PrintStream out) {
    this.engine = engine;
    this.out = out;
  }

  /// Reads commands until there are no more.
  public static void main(String[] args) throws Exception {
    TestDriver.load();
    if (Driver.probe() instanceof Availability.Unavailable missing) {
      throw new IllegalStateException(missing.message());
    }
    Map<String, String> properties =
        Arrays.stream(args)
            .map(arg -> arg.split("=", 2))
            .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      serve(BackendOptions.DEFAULTS.withProperties(properties), in, System.out);
    }
  }

  /// Answers commands until there are no more.
  static void serve(BackendOptions options, BufferedReader in, PrintStream out) throws Exception {
    Settings settings = Settings.of(options);
    try (Gpu gpu = Gpu.open(0);
        KernelLibrary library = new KernelLibrary(gpu, ShippedPtx.open())) {
      settings.check(gpu.info());
      DeviceTraits traits = new DeviceTraits(gpu.info().multiprocessors(), settings.precision());
      Engine engine = new Engine(gpu, library, Steps.of(traits), settings);
      new ReplayClock(engine, out).serve(in);
    }
  }

  private void serve(BufferedReader in) throws Exception {
    try (Stream stream = engine.gpu().stream();
        Timestamp before = engine.gpu().timestamp();
        Timestamp after = engine.gpu().timestamp()) {
      for (String line = in.readLine();
          line != null && !line.equals("quit");
          line = in.readLine()) {
        String[] words = line.split(" ", -1);
        switch (words[0]) {
          case "load" -> load(words[1], Shape.parse(words[2]), Integer.parseInt(words[3]), stream);
          case "time" -> time(Integer.parseInt(words[1]), stream, before, after);
          default -> throw new IOException("unknown command: " + line);
        }
        out.flush();
      }
    } finally {
      release();
    }
  }

  private void load(String network, Shape shape, int copies, Stream stream) throws Exception {
    release();
    ReplayCheck check = ReplayCheck.of(network, shape);
    Graph graph = Models.graph(network, shape);
    DevicePlan plan = plan(Model.initialised(graph, ReplayCheck.SEED));
    long arenaBytes = withLastingInput(plan);
    List<Region> constantRegions = plan.uploads().stream().map(Upload::region).toList();
    DeviceMemory constants =
        DeviceMemory.of(engine.gpu(), constantRegions, plan.constantBytes(), false);
    held.push(constants);
    for (Upload upload : plan.uploads()) {
      CudaKernel.upload(upload, constants);
    }
    for (int i = 0; i < copies; i++) {
      DeviceMemory memory = DeviceMemory.of(engine.gpu(), plan.regions(), arenaBytes, false);
      held.push(memory);
      Span to = memory.span(plan.inputs().getFirst());
      to.buffer().upload(to.offset(), check.input());
      outputs.add(memory.span(plan.outputs().getFirst()));
      List<Command> commands = Command.all(plan, engine.library(), memory, constants);
      ExecutableGraph recorded =
          stream.capture(() -> commands.forEach(command -> command.issue(stream)));
      held.push(recorded);
      graphs.add(recorded);
    }
    result = new float[(int) (plan.outputs().getFirst().bytes() / Float.BYTES)];
    for (int i = 0; i < copies; i++) {
      stream.launch(graphs.get(i));
      float[] got = output(i, stream);
      if (i > 0 && !Arrays.equals(result, got)) {
        throw new IllegalStateException("copy %d gives other bits than the first".formatted(i));
      }
      result = got;
    }
    out.printf(
        Locale.ROOT,
        "ready %d %d %.3e%n",
        plan.operations().size(),
        check.weights(),
        check.error(result));
  }

  /// Places a run's memory anew, so that nothing overwrites the input, which is copied only once here.
  private static long withLastingInput(DevicePlan plan) {
    plan.inputs().forEach(region -> region.usedAt(plan.operations().size()));
    return ArenaPlan.place(plan.regions());
  }

  /// What the last replay of a copy left.
  private float[] output(int copy, Stream stream) {
    Span from = outputs.get(copy);
    long bytes = (long) result.length * Float.BYTES;
    try (PinnedBuffer host = engine.gpu().pin(bytes)) {
      stream.download(from.buffer(), from.offset(), host, 0, bytes);
      stream.await();
      return host.segment().asSlice(0, bytes).toArray(ValueLayout.JAVA_FLOAT);
    }
  }

  private void time(int repeats, Stream stream, Timestamp before, Timestamp after) {
    double[] micros = new double[repeats];
    int copies = graphs.size();
    for (int i = -WARM_UP - copies; i < repeats; i++) {
      stream.record(before);
      stream.launch(graphs.get(Math.floorMod(i, copies)));
      stream.record(after);
      after.await();
      if (i >= 0) {
        micros[i] = 1000.0 * after.since(before);
      }
    }
    for (int copy = 0; copy < copies; copy++) {
      if (!Arrays.equals(result, output(copy, stream))) {
        throw new IllegalStateException("copy %d has come to other bits".formatted(copy));
      }
    }
    Arrays.sort(micros);
    out.printf(Locale.ROOT, "microseconds %.3f %.3f%n", micros[repeats / 2], micros[0]);
  }

  private void release() throws Exception {
    graphs.clear();
    outputs.clear();
    while (!held.isEmpty()) {
      held.pop().close();
    }
  }

  /// The plan of a whole network, as the runtime hands it to the backend.
  private DevicePlan plan(Model model) {
    List<DevicePlan> plans = new ArrayList<>();
    CudaCompiler compiler = new CudaCompiler(engine);
    GraphCompiler noting =
        new GraphCompiler() {
          @Override
          public List<Claim> claims(Graph lowered) {
            return compiler.claims(lowered);
          }

          @Override
          public Kernel compile(Claim claim, Model lowered) {
            plans.add(compiler.plan(claim, lowered));
            return _ -> {};
          }
        };
    CompileOptions options = CompileOptions.DEFAULTS.withBackends("clock");
    try (Program program = Backends.of(List.of(new Provider(noting))).compile(model, options)) {
      if (plans.size() != 1) {
        throw new IllegalStateException(
            "expected the network in one piece, got %d: %s"
                .formatted(plans.size(), program.plan()));
      }
    }
    return plans.getFirst();
  }

  private record Provider(GraphCompiler compiler) implements BackendProvider {

    private static final Device DEVICE = new Device(0, "clock", OptionalLong.empty());

    @Override
    public int spiVersion() {
      return Spi.VERSION;
    }

    @Override
    public String id() {
      return "clock";
    }

    @Override
    public DeviceClass deviceClass() {
      return DeviceClass.ACCELERATOR;
    }

    @Override
    public Availability probe() {
      return new Availability.Available(List.of(DEVICE));
    }

    @Override
    public Backend open(Device device, BackendOptions options) {
      return new Backend() {
        @Override
        public BackendInfo info() {
          return new BackendInfo("clock", DEVICE, "notes plans", true);
        }

        @Override
        public Support supports(LayerCall call) {
          return Support.no("only whole networks are timed");
        }

        @Override
        public Kernel prepare(LayerCall call, Weights weights) {
          throw new UnsupportedOperationException("nothing is supported");
        }

        @Override
        public Optional<GraphCompiler> graphCompiler() {
          return Optional.of(compiler);
        }

        @Override
        public void close() {}
      };
    }
  }
}
