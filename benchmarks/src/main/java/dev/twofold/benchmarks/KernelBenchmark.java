package dev.twofold.benchmarks;

import dev.twofold.cpu.kernel.ConvGeometry;
import dev.twofold.cpu.kernel.DepthwiseWeights;
import dev.twofold.cpu.kernel.Finish;
import dev.twofold.cpu.kernel.PackedWeights;
import dev.twofold.cpu.kernel.PlanarDepthwise;
import dev.twofold.cpu.kernel.Pointwise;
import dev.twofold.cpu.kernel.VectorKernels;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/// The CPU backend's kernels alone, on one thread: `java -cp ... dev.twofold.benchmarks.KernelBenchmark`
/// runs them all.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class KernelBenchmark {

  /// A pointwise convolution: pixels x input channels x output channels.
  @State(Scope.Thread)
  public static class Product {

    /// The sizes.
    @Param({
      "196x512x512",
      "49x1024x1024",
      "196x64x384",
      "196x384x64",
      "49x160x960",
      "3136x24x144",
      "3136x144x24",
      "12544x16x96",
      "12544x32x16",
      "1x1280x1000"
    })
    public String sizes = "196x512x512";

    private final VectorKernels kernels = new VectorKernels();
    private int pixels;
    private float[] in = {};
    private float[] out = {};
    private float[] workspace = {};
    private Pointwise pointwise = new Pointwise(kernels, packed(kernels, 1, 1), Finish.clip(0, 6));

    private static PackedWeights packed(VectorKernels kernels, int k, int n) {
      return PackedWeights.of(kernels.gemm().panels(k, n), k, (r, c) -> r - c, new float[n], 0);
    }

    /// Packs weights.
    @Setup(Level.Trial)
    public void prepare() {
      String[] parts = sizes.split("x");
      pixels = Integer.parseInt(parts[0]);
      int k = Integer.parseInt(parts[1]);
      int n = Integer.parseInt(parts[2]);
      in = new float[pixels * k];
      out = new float[pixels * n];
      pointwise = new Pointwise(kernels, packed(kernels, k, n), Finish.clip(0, 6));
      workspace = new float[pointwise.workspaceElements()];
    }
  }

  /// A depthwise convolution: channels @ map, kernel and stride.
  @State(Scope.Thread)
  public static class Depthwise {

    /// The sizes.
    @Param({
      "128@56k3s1",
      "144@56k3s1",
      "32@112k3s1",
      "384@14k3s1",
      "960@7k3s1",
      "96@112k3s2",
      "144@56k3s2",
      "120@28k5s1",
      "672@14k5s2"
    })
    public String sizes = "128@56k3s1";

    private final VectorKernels kernels = new VectorKernels();
    private ConvGeometry geometry = geometry(16, 8, 3, 1);
    private DepthwiseWeights weights = weights(geometry);
    private float[] in = {};
    private float[] out = {};

    private static ConvGeometry geometry(int channels, int size, int kernel, int stride) {
      int pad = kernel / 2;
      int small = (size + 2 * pad - kernel) / stride + 1;
      return new ConvGeometry(
          1, size, size, channels, small, small, channels, kernel, kernel, stride, stride, pad, pad,
          1, 1, channels);
    }

    private static DepthwiseWeights weights(ConvGeometry g) {
      return DepthwiseWeights.of(g, new float[g.oc() * g.kh() * g.kw()], 0, new float[g.oc()], 0);
    }

    /// Packs weights.
    @Setup(Level.Trial)
    public void prepare() {
      String[] parts = sizes.split("[@ks]");
      int channels = Integer.parseInt(parts[0]);
      int size = Integer.parseInt(parts[1]);
      geometry = geometry(channels, size, Integer.parseInt(parts[2]), Integer.parseInt(parts[3]));
      weights = weights(geometry);
      in = new float[channels * size * size];
      // Not at the same place within a page as the input: see the memory plan.
      out = new float[geometry.pixels() * channels + 512];
    }
  }

  /// A depthwise convolution of planes: channels @ map and stride.
  @State(Scope.Thread)
  public static class Planar {

    /// The sizes.
    @Param({"128@56k3s1", "32@112k3s1", "512@14k3s1", "1024@7k3s1", "96@112k3s2", "512@14k3s2"})
    public String sizes = "128@56k3s1";

    private final VectorKernels kernels = new VectorKernels();
    private PlanarDepthwise depthwise = planar(Depthwise.geometry(1, 8, 3, 1));
    private int planes;
    private float[] in = {};
    private float[] out = {};
    private float[] workspace = {};

    private PlanarDepthwise planar(ConvGeometry g) {
      return new PlanarDepthwise(
          kernels, g, new float[g.oc() * 9], new float[g.oc()], Finish.clip(0, 6));
    }

    /// Packs weights.
    @Setup(Level.Trial)
    public void prepare() {
      String[] parts = sizes.split("[@ks]");
      planes = Integer.parseInt(parts[0]);
      int size = Integer.parseInt(parts[1]);
      ConvGeometry g = Depthwise.geometry(planes, size, 3, Integer.parseInt(parts[3]));
      depthwise = planar(g);
      in = new float[planes * size * size];
      out = new float[g.pixels() * planes];
      workspace = new float[depthwise.workspaceElements()];
    }
  }

  /// A change of memory order: rows x columns.
  @State(Scope.Thread)
  public static class Turn {

    /// The sizes.
    @Param({"16x16384", "16384x32", "32x12544", "12544x64", "16384x12"})
    public String sizes = "16x16384";

    private final VectorKernels kernels = new VectorKernels();
    private int rows;
    private int columns;
    private float[] in = {};
    private float[] out = {};

    /// Makes matrices.
    @Setup(Level.Trial)
    public void prepare() {
      String[] parts = sizes.split("x");
      rows = Integer.parseInt(parts[0]);
      columns = Integer.parseInt(parts[1]);
      in = new float[rows * columns];
      out = new float[rows * columns];
    }
  }

  /// Pointwise convolutions.
  @Benchmark
  public float[] pointwise(Product p) {
    p.pointwise.run(
        p.in, 0, p.in, 0, p.out, 0, 0, p.pixels, 0, p.pointwise.panels(), p.workspace, 0);
    return p.out;
  }

  /// Depthwise convolutions.
  @Benchmark
  public float[] depthwise(Depthwise d) {
    d.kernels
        .depthwise()
        .rows(d.geometry, d.weights, 0, 6, d.in, 0, d.out, 512, 0, d.geometry.rows());
    return d.out;
  }

  /// Depthwise convolutions of planes.
  @Benchmark
  public float[] planes(Planar p) {
    p.depthwise.runPlanes(0, p.planes, p.in, 0, p.out, 0, p.workspace, 0);
    return p.out;
  }

  /// Changes of memory order.
  @Benchmark
  public float[] transposition(Turn t) {
    t.kernels.transposition().run(t.in, 0, t.rows, t.columns, t.out, 0, 0, t.rows, 0, t.columns);
    return t.out;
  }

  /// Runs all of them.
  public static void main(String[] args) throws RunnerException {
    new org.openjdk.jmh.runner.Runner(
            new OptionsBuilder().include(KernelBenchmark.class.getName()).build())
        .run();
  }
}
