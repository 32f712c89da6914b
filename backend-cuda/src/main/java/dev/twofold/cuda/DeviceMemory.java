package dev.twofold.cuda;

import dev.twofold.cuda.driver.DeviceBuffer;
import dev.twofold.cuda.driver.Gpu;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Allocations for planned regions: one for all, or one for each, in which a kernel that goes beyond
/// its tensor meets the end of an allocation.
final class DeviceMemory implements AutoCloseable {

  private final List<DeviceBuffer> buffers = new ArrayList<>();
  private final Map<Region, Span> spans = new HashMap<>();

  private DeviceMemory() {}

  /// Allocates.
  ///
  /// @param bytes the size of all regions where they are placed, in bytes
  /// @param apart whether each region gets an allocation of its own
  /// @throws dev.twofold.spi.BackendException if there is not enough; nothing is held then
  static DeviceMemory of(Gpu gpu, List<Region> regions, long bytes, boolean apart) {
    DeviceMemory memory = new DeviceMemory();
    try {
      if (apart) {
        regions.forEach(region -> memory.put(region, memory.allocate(gpu, region.bytes()), 0));
      } else if (!regions.isEmpty()) {
        DeviceBuffer arena = memory.allocate(gpu, bytes);
        regions.forEach(region -> memory.put(region, arena, region.offset()));
      }
      return memory;
    } catch (RuntimeException e) {
      memory.close();
      throw e;
    }
  }

  private DeviceBuffer allocate(Gpu gpu, long bytes) {
    DeviceBuffer buffer = gpu.allocate(bytes);
    buffers.add(buffer);
    return buffer;
  }

  private void put(Region region, DeviceBuffer buffer, long offset) {
    spans.put(region, new Span(buffer, offset));
  }

  /// Whether a region lies here.
  boolean holds(Region region) {
    return spans.containsKey(region);
  }

  /// Where a region lies.
  Span span(Region region) {
    Span span = spans.get(region);
    if (span == null) {
      throw new IllegalStateException("a region of another program");
    }
    return span;
  }

  @Override
  public void close() {
    buffers.forEach(DeviceBuffer::close);
  }
}
