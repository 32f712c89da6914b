// cp.async: copies from global to shared memory that go on while the thread does other things.
//
// Here they take place when the thread waits for them, as late as the hardware may do it: who reads
// without waiting is told so. The source is read when the copy begins.

#include <cstring>

#include "isa/access.h"
#include "ptx/decoders.h"

namespace emulator {
namespace {

template <int Bytes>
void begin(Warp& warp, const Instruction& instruction) {
  uint64_t to[kLanes];
  uint64_t from[kLanes];
  addressesOf(warp, instruction.in[0], instruction.displacement, to);
  addressesOf(warp, instruction.in[1], instruction.sourceDisplacement, from);
  Block& block = *warp.block;
  if (block.counters.accesses) block.counters.global(warp, from, Bytes);
  GlobalAccess access(warp);
  for (uint32_t rest = warp.active; rest != 0; rest &= rest - 1) {
    int lane = __builtin_ctz(rest);
    bool partly = instruction.in[2].offset >= 0;
    int read = partly ? static_cast<int>(warp.lanes<uint32_t>(instruction.in[2])[lane]) : Bytes;
    PendingCopy copy{lane, static_cast<uint32_t>(to[lane]), Bytes, {}};
    // What is not read is filled with zeros.
    if (read == Bytes) {
      memcpy(copy.data.data(), access.at<Bytes, Purpose::kRead>(lane, from[lane]), Bytes);
    } else {
      for (int i = 0; i < read; i++) {
        copy.data[i] = *access.at<1, Purpose::kRead>(lane, from[lane] + i);
      }
    }
    sharedAt(warp, lane, to[lane], Bytes, Purpose::kWrite);
    block.shared.beginCopy(to[lane], Bytes, warp.index * kLanes + lane, warp.epoch);
    warp.copies.back().push_back(copy);
  }
}

// Lets the active lanes' copies of a group arrive.
void arrive(Warp& warp, std::vector<PendingCopy>& group) {
  SharedMemory& shared = warp.block->shared;
  std::vector<PendingCopy> rest;
  for (const PendingCopy& copy : group) {
    if ((warp.active >> copy.lane & 1) == 0) {
      rest.push_back(copy);
      continue;
    }
    memcpy(shared.data(copy.shared), copy.data.data(), copy.bytes);
    shared.endCopy(copy.shared, copy.bytes, warp.index * kLanes + copy.lane, warp.epoch);
  }
  group = std::move(rest);
}

void commit(Warp& warp, const Instruction&) { warp.copies.emplace_back(); }

// Waits for all groups but the latest `n` that were closed; the open group is not among them.
void waitGroup(Warp& warp, const Instruction& instruction) {
  uint32_t keep = warp.lanes<uint32_t>(instruction.in[0])[__builtin_ctz(warp.active)];
  size_t closed = warp.copies.size() - 1;
  for (size_t i = 0; i + keep < closed; i++) arrive(warp, warp.copies[i]);
}

void waitAll(Warp& warp, const Instruction&) {
  for (std::vector<PendingCopy>& group : warp.copies) arrive(warp, group);
}

void copy(Opcode& opcode, Operands& operands, Instruction& instruction) {
  opcode.takeOneOf({"ca", "cg"}, -1);
  opcode.takeOneOf({"shared", "shared::cta"}, -1);
  opcode.take("global");
  while (opcode.takePrefix("L2::")) {
  }
  operands.address(0, instruction.in[0], instruction.displacement);
  operands.address(1, instruction.in[1], instruction.sourceDisplacement);
  if (operands.size() > 3) instruction.in[2] = operands.read(3, Type::U32);
  const std::string& bytes = operands.text(2);
  if (bytes == "4") {
    instruction.execute = &begin<4>;
  } else if (bytes == "8") {
    instruction.execute = &begin<8>;
  } else if (bytes == "16") {
    instruction.execute = &begin<16>;
  } else {
    opcode.refuse("it copies 4, 8 or 16 bytes");
  }
}

void asyncCopy(Opcode& opcode, Operands& operands, Instruction& instruction) {
  if (!opcode.take("async")) opcode.refuse("only cp.async is");
  if (opcode.take("commit_group")) {
    instruction.execute = &commit;
  } else if (opcode.take("wait_all")) {
    instruction.execute = &waitAll;
  } else if (opcode.take("wait_group")) {
    instruction.in[0] = operands.read(0, Type::U32);
    instruction.execute = &waitGroup;
  } else {
    copy(opcode, operands, instruction);
  }
}

}  // namespace

void addAsyncCopy(Decoders& decoders) { decoders["cp"] = &asyncCopy; }

}  // namespace emulator
