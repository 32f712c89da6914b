// One launch of a kernel: its geometry and parameters, and how it is run.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "exec/counters.h"
#include "exec/device_memory.h"
#include "ptx/module.h"

namespace emulator {

struct Launch {
  std::shared_ptr<const Module> module;  // keeps the kernel
  const Kernel* kernel;
  std::array<unsigned, 3> grid;
  std::array<unsigned, 3> block;
  int dynamicShared;
  std::vector<uint8_t> parameters;
  int device = 0;
  uint32_t number = 0;     // from 1; tells launches apart in the shadow of device memory
  uint64_t budget = 0;     // instructions of warps that a block may execute
  bool countAccesses = false;
  int workers = 1;

  unsigned threads() const { return block[0] * block[1] * block[2]; }
  uint64_t blocks() const { return uint64_t{grid[0]} * grid[1] * grid[2]; }
};

// Runs all blocks to the end and returns what they did; throws the Fault of the first block, by
// number, among those that failed.
Counters run(const Launch& launch, DeviceMemory& memory);

}  // namespace emulator
