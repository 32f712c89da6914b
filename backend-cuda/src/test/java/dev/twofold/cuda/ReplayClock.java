package dev.twofold.cuda;

import dev.twofold.cuda.driver.Driver;
import dev.twofold.cuda.driver.ExecutableGraph;
import dev.twofold.cuda.driver.Gpu;
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
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/// Times networks on the device alone, for a comparison that another process leads: replays of one graph
/// of launches, without copies, between two events. Commands come line by line on standard input:
///
/// ```
/// load mobilenet-v1 32x3x224x224    answers: ready 15 steps
/// time 50                           answers: microseconds MEDIAN LEAST
/// quit
/// ```
public final class ReplayClock {

  /*
   * Three copies of a run's memory take turns, so that what one replay left in the second cache is not
   * what the next one reads; the weights are one copy, as in a program.
   */
  private static final int COPIES = 3;

  private static final int WARM_UP = 5;

  private final Engine engine;
  private final PrintStream out;
  private final Deque<AutoCloseable> held = new ArrayDeque<>();
  private final List<ExecutableGraph> graphs = new ArrayList<>();

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
    try (Gpu gpu = Gpu.open(0);
        KernelLibrary library = new KernelLibrary(gpu, ShippedPtx.open());
        BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      DeviceTraits traits = new DeviceTraits(gpu.info().multiprocessors());
      Settings settings = Settings.of(BackendOptions.DEFAULTS);
      Engine engine = new Engine(gpu, library, Steps.of(traits), settings);
      new ReplayClock(engine, System.out).serve(in);
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
          case "load" -> load(words[1], Shape.parse(words[2]), stream);
          case "time" -> time(Integer.parseInt(words[1]), stream, before, after);
          default -> throw new IOException("unknown command: " + line);
        }
        out.flush();
      }
    } finally {
      release();
    }
  }

  private void load(String network, Shape shape, Stream stream) throws Exception {
    release();
    Graph graph = Models.graph(network, shape);
    DevicePlan plan = plan(Model.initialised(graph, 1));
    List<Region> constantRegions = plan.uploads().stream().map(Upload::region).toList();
    DeviceMemory constants =
        DeviceMemory.of(engine.gpu(), constantRegions, plan.constantBytes(), false);
    held.push(constants);
    for (Upload upload : plan.uploads()) {
      CudaKernel.upload(upload, constants);
    }
    for (int i = 0; i < COPIES; i++) {
      DeviceMemory memory = DeviceMemory.of(engine.gpu(), plan.regions(), plan.arenaBytes(), false);
      held.push(memory);
      fill(plan, memory);
      List<Command> commands = Command.all(plan, engine.library(), memory, constants);
      ExecutableGraph recorded =
          stream.capture(() -> commands.forEach(command -> command.issue(stream)));
      held.push(recorded);
      graphs.add(recorded);
    }
    out.printf("ready %d steps%n", plan.operations().size());
  }

  private static void fill(DevicePlan plan, DeviceMemory memory) {
    for (Region input : plan.inputs()) {
      float[] data = new float[(int) (input.bytes() / Float.BYTES)];
      Random random = new Random(2);
      for (int i = 0; i < data.length; i++) {
        data[i] = random.nextFloat();
      }
      Span to = memory.span(input);
      to.buffer().upload(to.offset(), data);
    }
  }

  private void time(int repeats, Stream stream, Timestamp before, Timestamp after) {
    double[] micros = new double[repeats];
    for (int i = -WARM_UP; i < repeats; i++) {
      stream.record(before);
      stream.launch(graphs.get(Math.floorMod(i, COPIES)));
      stream.record(after);
      after.await();
      if (i >= 0) {
        micros[i] = 1000.0 * after.since(before);
      }
    }
    Arrays.sort(micros);
    out.printf(Locale.ROOT, "microseconds %.3f %.3f%n", micros[repeats / 2], micros[0]);
  }

  private void release() throws Exception {
    graphs.clear();
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
