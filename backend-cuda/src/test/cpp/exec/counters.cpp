#include "exec/counters.h"

#include <algorithm>

namespace emulator {
namespace {

// The number of passes over the 32 banks of 4 bytes that some lanes need: the most different words
// that lie in one bank. The same word serves all lanes that ask for it.
int passesOf(const uint64_t* addresses, uint32_t lanes, int bytes) {
  uint64_t words[32][32];
  int inBank[32] = {};
  int most = 0;
  for (; lanes != 0; lanes &= lanes - 1) {
    uint64_t first = addresses[__builtin_ctz(lanes)] / 4;
    for (uint64_t word = first; word < first + (bytes + 3) / 4; word++) {
      int bank = word % 32;
      uint64_t* end = words[bank] + inBank[bank];
      if (std::find(words[bank], end, word) != end) continue;
      words[bank][inBank[bank]++] = word;
      most = std::max(most, inBank[bank]);
    }
  }
  return most;
}

}  // namespace

void LineCounters::add(const LineCounters& other) {
  threads += other.threads;
  warps += other.warps;
  requests += other.requests;
  bytes += other.bytes;
  sectors += other.sectors;
  passes += other.passes;
  idealPasses += other.idealPasses;
}

void Counters::add(const Counters& other) {
  for (size_t i = 0; i < lines.size(); i++) lines[i].add(other.lines[i]);
}

void Counters::global(const Warp& warp, const uint64_t* addresses, int bytes) {
  uint64_t sectors[kLanes];
  int count = 0;
  for (uint32_t rest = warp.active; rest != 0; rest &= rest - 1) {
    // An aligned access of at most 16 bytes lies in one sector.
    sectors[count++] = addresses[__builtin_ctz(rest)] / 32;
  }
  std::sort(sectors, sectors + count);
  LineCounters& line = lines[warp.pc];
  line.requests++;
  line.bytes += static_cast<uint64_t>(count) * bytes;
  line.sectors += std::unique(sectors, sectors + count) - sectors;
}

void Counters::shared(const Warp& warp, const uint64_t* addresses, int bytes) {
  // Wide accesses are served in turns of 128 bytes: 16 lanes with 8 bytes, 8 lanes with 16.
  int lanes = bytes <= 4 ? 32 : 128 / bytes;
  LineCounters& line = lines[warp.pc];
  line.requests++;
  line.bytes += static_cast<uint64_t>(__builtin_popcount(warp.active)) * bytes;
  for (int first = 0; first < kLanes; first += lanes) {
    uint32_t turn = lanes == 32 ? kAllLanes : ((1u << lanes) - 1) << first;
    if ((warp.active & turn) == 0) continue;
    line.passes += passesOf(addresses, warp.active & turn, bytes);
    line.idealPasses++;
  }
}

}  // namespace emulator
