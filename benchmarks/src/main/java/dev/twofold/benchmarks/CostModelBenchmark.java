package dev.twofold.benchmarks;

import dev.twofold.cost.CostModel;
import dev.twofold.cost.CostReport;
import dev.twofold.cost.CostTree;
import dev.twofold.cost.Fusion;
import dev.twofold.cost.MemoryReport;
import dev.twofold.graph.Activation;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.Graph;
import dev.twofold.graph.GraphBuilder;
import dev.twofold.graph.Value;
import dev.twofold.models.Models;
import dev.twofold.tensor.Shape;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// How long costing takes: of chains of 1,000 to 100,000 layers, within a heap of 500 MB, and of
/// MobileNetV2. Run with `org.openjdk.jmh.Main CostModelBenchmark`.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx500m")
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class CostModelBenchmark {

  /// The number of layers of the chain.
  @Param({"1000", "10000", "100000"})
  public int layers;

  private Graph chain = chain(2);
  private final Graph mobileNet = Models.graph("mobilenet-v2");

  /// Describes the chain.
  @Setup
  public void describe() {
    chain = chain(layers);
  }

  private static Graph chain(int layers) {
    GraphBuilder builder = Graph.builder("Chain");
    Value x = builder.input("input", Shape.nchw(1, 8, 8, 8));
    for (int i = 0; i < layers / 2; i++) {
      try (var _ = builder.container("block" + i, "Block")) {
        x = builder.add("conv", Convolution.pointwise(8, 8), x);
        x = builder.add("relu", Activation.RELU, x);
      }
    }
    return builder.output(x).build();
  }

  /// Costs the chain.
  @Benchmark
  public CostReport costChain() {
    return CostModel.of(chain);
  }

  /// Counts what the chain holds and moves.
  @Benchmark
  public MemoryReport memoryOfChain() {
    return MemoryReport.of(chain, Fusion.EPILOGUES);
  }

  /// Makes the tree of the chain's containers.
  @Benchmark
  public CostTree treeOfChain() {
    return CostTree.of(CostModel.of(chain));
  }

  /// Costs MobileNetV2.
  @Benchmark
  public CostReport costMobileNetV2() {
    return CostModel.of(mobileNet);
  }
}
