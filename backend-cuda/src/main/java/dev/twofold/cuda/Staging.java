package dev.twofold.cuda;

import dev.twofold.cuda.driver.Gpu;
import dev.twofold.cuda.driver.PinnedBuffer;
import dev.twofold.cuda.driver.Stream;
import dev.twofold.spi.Arguments;
import dev.twofold.spi.TensorView;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// Pinned memory through which a run's inputs and outputs pass, and the words that tell of its faults.
final class Staging implements AutoCloseable {

  /*
   * Devices copy by themselves, and into a recorded graph, only from memory that does not move, and
   * arrays on the heap do.
   */

  private final List<Region> device;
  private final List<Region> host;
  private final int inputs;
  private final int outputs;
  private final List<String> faults;
  private final PinnedBuffer pinned;
  private final MemorySegment segment;

  Staging(Gpu gpu, DevicePlan plan) {
    device = new ArrayList<>(plan.inputs());
    device.addAll(plan.outputs());
    device.addAll(plan.faults().keySet());
    host = device.stream().map(region -> new Region(region.bytes(), 0)).toList();
    inputs = plan.inputs().size();
    outputs = plan.outputs().size();
    faults = List.copyOf(plan.faults().values());
    pinned = gpu.pin(Region.placeInRow(host));
    segment = pinned.segment();
  }

  /// Copies the inputs from the heap.
  void load(Arguments arguments) {
    for (int i = 0; i < inputs; i++) {
      TensorView view = arguments.input(i);
      Object array = array(view);
      MemorySegment.copy(
          array, view.offset(), segment, layout(view), host.get(i).offset(), view.elements());
    }
  }

  /// Copies the outputs to the heap.
  ///
  /// @throws IllegalArgumentException if a kernel was given what it cannot take; nothing is copied then
  void store(Arguments arguments) {
    checkFaults();
    for (int i = inputs; i < inputs + outputs; i++) {
      TensorView view = arguments.output(i - inputs);
      MemorySegment.copy(
          segment, layout(view), host.get(i).offset(), array(view), view.offset(), view.elements());
    }
  }

  private void checkFaults() {
    for (int i = 0; i < faults.size(); i++) {
      int word = segment.get(ValueLayout.JAVA_INT, host.get(inputs + outputs + i).offset());
      if (word != 0) {
        throw new IllegalArgumentException(faults.get(i).formatted(word));
      }
    }
  }

  private static Object array(TensorView view) {
    return switch (view.type().type()) {
      case FLOAT32 -> view.floats();
      case INT32 -> view.ints();
    };
  }

  private static ValueLayout layout(TensorView view) {
    return switch (view.type().type()) {
      case FLOAT32 -> ValueLayout.JAVA_FLOAT;
      case INT32 -> ValueLayout.JAVA_INT;
    };
  }

  /// Gives a stream the copies to the device.
  void upload(Stream stream, DeviceMemory memory) {
    for (int i = 0; i < inputs; i++) {
      Span to = memory.span(device.get(i));
      stream.upload(pinned, host.get(i).offset(), to.buffer(), to.offset(), host.get(i).bytes());
    }
  }

  /// Gives a stream the copies from the device.
  void download(Stream stream, DeviceMemory memory) {
    for (int i = inputs; i < host.size(); i++) {
      Span from = memory.span(device.get(i));
      stream.download(
          from.buffer(), from.offset(), pinned, host.get(i).offset(), host.get(i).bytes());
    }
  }

  @Override
  public void close() {
    pinned.close();
  }
}
