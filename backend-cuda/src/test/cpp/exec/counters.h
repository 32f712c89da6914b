// What a kernel did, instruction by instruction: how often, and how well its accesses to memory fit
// the hardware.
#pragma once

#include <cstdint>
#include <vector>

#include "exec/warp.h"

namespace emulator {

struct LineCounters {
  uint64_t threads = 0;   // executions, counted per thread
  uint64_t warps = 0;     // executions, counted per warp
  uint64_t requests = 0;  // accesses to global or shared memory, counted per warp
  uint64_t bytes = 0;     // that the threads asked for
  uint64_t sectors = 0;   // of 32 bytes that a request to global memory touches
  uint64_t passes = 0;    // over the banks that a request to shared memory takes
  uint64_t idealPasses = 0;  // that it would take without conflicts

  void add(const LineCounters& other);
};

class Counters {
 public:
  Counters(size_t instructions, bool accesses) : lines(instructions), accesses(accesses) {}

  void add(const Counters& other);

  void global(const Warp& warp, const uint64_t* addresses, int bytes);
  void shared(const Warp& warp, const uint64_t* addresses, int bytes);

  std::vector<LineCounters> lines;  // one for each instruction
  bool accesses;                    // whether requests are looked at: it costs time
};

}  // namespace emulator
