package dev.twofold.cpu;

import dev.twofold.spi.Arguments;
import dev.twofold.spi.Kernel;

/// A kernel whose work is a range of equal units, split evenly among threads.
final class SplitKernel implements Kernel, Workers.Job {

  /// Computes some of the units.
  @FunctionalInterface
  interface Body {

    /// Computes the units from `from` to before `to`.
    ///
    /// @param scratch where this part's share of the workspace begins
    void compute(Arguments arguments, int from, int to, int scratch);
  }

  /*
   * A part shorter than this many mult-adds (about 4 us) is not worth waking a thread for: a barrier
   * takes 1 to 3 us when the others spin, 10 and more when they are parked.
   */
  private static final long LEAST_WORK = 200_000;

  /// The floats of a cache line.
  static final int LINE = 16;

  private final Machine machine;
  private final Body body;
  private final int units;
  private final int multiple;
  private final int parts;
  private final int scratch;
  private final long weightBytes;

  private SplitKernel(
      Machine machine,
      Body body,
      int units,
      int multiple,
      int parts,
      int scratch,
      long weightBytes) {
    this.machine = machine;
    this.body = body;
    this.units = units;
    this.multiple = multiple;
    this.parts = parts;
    this.scratch = scratch;
    this.weightBytes = weightBytes;
  }

  /// A kernel without workspace and weights.
  ///
  /// @param units the number of units
  /// @param work the mult-adds (or element accesses, at 4 each) of all units
  static SplitKernel of(Machine machine, int units, long work, Body body) {
    int most = (int) Math.min(work / LEAST_WORK, Math.min(units, machine.workers().threads()));
    return new SplitKernel(machine, body, units, 1, Math.max(1, most), 0, 0);
  }

  /// This kernel with so many floats of workspace for each part, which begins with a cache line if the
  /// whole does.
  SplitKernel withScratch(int elements) {
    int lines = (elements + LINE - 1) / LINE * LINE;
    return new SplitKernel(machine, body, units, multiple, parts, lines, weightBytes);
  }

  /// This kernel with packed weights of so many bytes.
  SplitKernel withWeights(long bytes) {
    return new SplitKernel(machine, body, units, multiple, parts, scratch, bytes);
  }

  /// This kernel with parts that begin at multiples of some units, where there are enough.
  SplitKernel inMultiplesOf(int some) {
    return new SplitKernel(
        machine, body, units, units >= 4 * some * parts ? some : 1, parts, scratch, weightBytes);
  }

  @Override
  public void run(Arguments arguments) {
    machine.warmUp().await();
    machine.workers().run(this, arguments, parts);
  }

  @Override
  public void part(Arguments arguments, int part, int of) {
    int from = bound(part, of);
    int to = bound(part + 1, of);
    if (from < to) {
      body.compute(arguments, from, to, arguments.workspaceOffset() + part * scratch);
    }
  }

  private int bound(int part, int of) {
    return part == of ? units : (int) ((long) units * part / of) / multiple * multiple;
  }

  @Override
  public int workspaceElements() {
    return Math.multiplyExact(parts, scratch);
  }

  @Override
  public long weightBytes() {
    return weightBytes;
  }
}
