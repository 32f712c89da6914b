#include "exec/launch.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <thread>

#include "common/fault.h"
#include "exec/block.h"

namespace emulator {
namespace {

// What the workers of one launch share. Blocks are independent of each other on the hardware too,
// so they may be taken in any order; every other launch takes them from the end.
class Work {
 public:
  Work(const Launch& launch, DeviceMemory& memory)
      : launch_(launch), memory_(memory), counters_(launch.kernel->code.size(), false) {}

  void work() {
    Counters counters(launch_.kernel->code.size(), launch_.countAccesses);
    Block block(launch_, memory_, counters);
    uint64_t blocks = launch_.blocks();
    for (uint64_t i; !failed_ && (i = next_++) < blocks;) {
      uint64_t number = launch_.number % 2 == 0 ? blocks - 1 - i : i;
      try {
        block.run(number);
      } catch (const Fault& fault) {
        fail(number, fault);
      }
    }
    std::lock_guard<std::mutex> lock(mutex_);
    counters_.add(counters);
  }

  Counters finish() {
    if (fault_) throw *fault_;
    return std::move(counters_);
  }

 private:
  void fail(uint64_t number, const Fault& fault) {
    std::lock_guard<std::mutex> lock(mutex_);
    if (!fault_ || number < failedBlock_) {
      fault_ = fault;
      failedBlock_ = number;
    }
    failed_ = true;
  }

  const Launch& launch_;
  DeviceMemory& memory_;
  Counters counters_;
  std::atomic<uint64_t> next_{0};
  std::atomic<bool> failed_{false};
  std::mutex mutex_;
  std::optional<Fault> fault_;
  uint64_t failedBlock_ = 0;
};

}  // namespace

Counters run(const Launch& launch, DeviceMemory& memory) {
  Work work(launch, memory);
  // Starting a thread costs as much as some dozen warps of a small kernel.
  uint64_t warps = launch.blocks() * ((launch.threads() + kLanes - 1) / kLanes);
  uint64_t useful = warps < 64 ? 1 : launch.blocks();
  std::vector<std::thread> helpers;
  for (uint64_t i = 1; i < std::min<uint64_t>(launch.workers, useful); i++) {
    helpers.emplace_back([&work] { work.work(); });
  }
  work.work();
  for (std::thread& helper : helpers) helper.join();
  return work.finish();
}

}  // namespace emulator
