package dev.twofold.cuda;

import dev.twofold.cuda.driver.Gpu;
import dev.twofold.cuda.driver.KernelFunction;
import dev.twofold.cuda.driver.PtxModule;
import dev.twofold.cuda.plan.PtxSource;
import java.util.HashMap;
import java.util.Map;

/// The kernels of a device, each file translated when the first of them is asked for.
final class KernelLibrary implements AutoCloseable {

  private final Gpu gpu;
  private final PtxSource source;
  private final Map<String, PtxModule> modules = new HashMap<>();
  private final Map<String, KernelFunction> functions = new HashMap<>();

  KernelLibrary(Gpu gpu, PtxSource source) {
    this.gpu = gpu;
    this.source = source;
  }

  /// A kernel that can be launched with this much dynamic shared memory, in bytes.
  ///
  /// @throws dev.twofold.spi.BackendException if the driver cannot translate it
  synchronized KernelFunction function(String kernel, int sharedBytes) {
    KernelFunction function =
        functions.computeIfAbsent(kernel, _ -> module(source.file(kernel)).function(kernel));
    function.allowShared(sharedBytes);
    return function;
  }

  private PtxModule module(String file) {
    return modules.computeIfAbsent(file, _ -> gpu.load(file, source.text(file)));
  }

  @Override
  public synchronized void close() {
    modules.values().forEach(PtxModule::close);
    modules.clear();
    functions.clear();
  }
}
