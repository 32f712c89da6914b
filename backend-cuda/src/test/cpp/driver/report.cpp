#include "driver/report.h"

#include <cinttypes>

namespace emulator {
namespace {

void addLeaks(std::string& report, size_t count, const char* what) {
  if (count > 0) report += format("%zu %s\n", count, what);
}

}  // namespace

std::string leakReport(const Driver& driver) {
  std::string report;
  for (const Allocation* each : driver.memory.live()) {
    report += format("device memory of %zu bytes on device %d\n", each->bytes, each->device);
  }
  for (const auto& [start, bytes] : driver.pinned) {
    report += format("pinned host memory of %zu bytes\n", bytes);
  }
  addLeaks(report, driver.registered.size(), "ranges of registered host memory");
  addLeaks(report, driver.streams.size(), "streams");
  addLeaks(report, driver.events.size(), "events");
  addLeaks(report, driver.modules.size(), "modules");
  addLeaks(report, driver.graphs.size(), "graphs");
  addLeaks(report, driver.executables.size(), "executable graphs");
  for (const auto& [device, context] : driver.primaries) {
    if (context.references > 0) {
      report += format("primary context of device %d, retained %d times\n", device,
                       context.references);
    }
  }
  return report;
}

std::string totalsReport(const Driver& driver) {
  std::string report;
  auto add = [&](const char* name, uint64_t value) {
    report += format("%s %" PRIu64 "\n", name, value);
  };
  size_t live = 0;
  for (const Allocation* each : driver.memory.live()) live += each->bytes;
  add("liveBytes", live);
  add("liveAllocations", driver.memory.liveCount());
  add("peakBytes", driver.peakBytes);
  add("allocations", driver.memory.totalCount());
  add("pinned", driver.pinned.size());
  add("launches", driver.launches);
  add("instructions", driver.instructions);
  for (const auto& [name, count] : driver.calls) add(name.c_str(), count);
  return report;
}

std::string countersReport(const Driver& driver) {
  std::string report;
  report.reserve(1 << 16);
  for (const auto& [name, kernel] : driver.statistics) {
    for (size_t i = 0; i < kernel.counters.size(); i++) {
      const LineCounters& c = kernel.counters[i];
      report += format("%s\t%" PRIu64 "\t%" PRIu64 "\t%d\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64
                       "\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\t%s\n",
                       name.c_str(), kernel.launches, kernel.blocks, kernel.lines[i], c.threads,
                       c.warps, c.requests, c.bytes, c.sectors, c.passes, c.idealPasses,
                       kernel.texts[i].c_str());
    }
  }
  return report;
}

}  // namespace emulator
