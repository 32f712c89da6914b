package dev.twofold.cuda.driver;

import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;

/// Recorded work that is launched as a whole.
public final class ExecutableGraph extends Resource {

  private final CUgraphExec graph;

  private ExecutableGraph(Context context, CUgraphExec graph) {
    super(context, "a graph", () -> JCudaDriver.cuGraphExecDestroy(graph));
    this.graph = graph;
  }

  /// Makes recorded work executable and uploads it; the record itself is freed.
  static ExecutableGraph of(Context context, CUgraph recorded, CUstream stream) {
    CUgraphExec executable = new CUgraphExec();
    int code = JCudaDriver.cuGraphInstantiate(executable, recorded, 0);
    JCudaDriver.cuGraphDestroy(recorded);
    context.check(code, "cuGraphInstantiate");
    ExecutableGraph graph = new ExecutableGraph(context, executable);
    int uploaded = JCudaDriver.cuGraphUpload(executable, stream);
    if (uploaded != CUresult.CUDA_SUCCESS) {
      graph.close();
      throw Failure.of(uploaded, context.name(), "cuGraphUpload");
    }
    return graph;
  }

  /// The handle.
  CUgraphExec handle() {
    context();
    return graph;
  }
}
