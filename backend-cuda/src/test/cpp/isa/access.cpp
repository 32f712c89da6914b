#include "isa/access.h"

namespace emulator {

void GlobalAccess::find(int lane, uint64_t address, int bytes, const char* what) {
  Allocation* found = block_.memory.meant(address);
  if (found == nullptr || found->freed || !found->contains(address, bytes)) {
    block_.fail(warp_, lane, kIllegalAddress, block_.memory.problem(address, bytes, what));
  }
  if (found->device != block_.launch.device) {
    block_.fail(warp_, lane, kIllegalAddress,
                format("%s of memory of device %d by a kernel on device %d", what, found->device,
                       block_.launch.device));
  }
  last_ = found;
}

void GlobalAccess::failMisaligned(int lane, uint64_t address, int bytes) {
  block_.fail(warp_, lane, kMisalignedAddress,
              format("misaligned access: %d bytes at offset %lld of an allocation", bytes,
                     static_cast<long long>(address - last_->base)));
}

void GlobalAccess::failUnwritten(int lane) {
  block_.fail(warp_, lane, kLaunchFailed,
              format("read of uninitialised device memory, in an allocation of %zu bytes",
                     last_->bytes));
}

void GlobalAccess::failOtherBlock(int lane, bool reads) {
  block_.fail(warp_, lane, kLaunchFailed,
              format("race between blocks: %s device memory that another block of this launch wrote",
                     reads ? "reads" : "writes"));
}

namespace {

// The Fault of an access that is out of bounds or misaligned.
Fault outside(const SharedMemory& shared, uint64_t address, int bytes, Purpose purpose) {
  auto offset = static_cast<long long>(address);
  bool within = address <= shared.bytes() && static_cast<size_t>(bytes) <= shared.bytes() - address;
  if (within) {
    return {kMisalignedAddress,
            format("misaligned access: %d bytes at offset %lld of shared memory", bytes, offset)};
  }
  return {kIllegalAddress,
          format("%s shared memory out of bounds: %d bytes at offset %lld of %zu",
                 purpose == Purpose::kRead ? "read of" : "write to", bytes, offset,
                 shared.bytes())};
}

}  // namespace

void SharedAccess::fail(uint64_t address, int bytes, Purpose purpose) const {
  throw outside(shared_, address, bytes, purpose);
}

uint8_t* sharedAt(Warp& warp, int lane, uint64_t address, int bytes, Purpose purpose) {
  SharedMemory& shared = warp.block->shared;
  int thread = warp.index * kLanes + lane;
  try {
    bool within = address <= shared.bytes() && static_cast<size_t>(bytes) <= shared.bytes() - address;
    if (!within || address % bytes != 0) throw outside(shared, address, bytes, purpose);
    if (purpose == Purpose::kRead) shared.read(address, bytes, thread, warp.epoch);
    if (purpose == Purpose::kWrite) shared.write(address, bytes, thread, warp.epoch);
    if (purpose == Purpose::kAtomic) shared.atomic(address, bytes, thread, warp.epoch);
  } catch (const Fault& fault) {
    warp.block->fail(warp, lane, fault.code, fault.message);
  }
  return shared.data(address);
}

uint8_t* localAt(Warp& warp, int lane, uint64_t address, int bytes, Purpose purpose) {
  uint64_t size = warp.block->kernel.localBytes;
  if (address > size || static_cast<uint64_t>(bytes) > size - address || address % bytes != 0) {
    warp.block->fail(warp, lane, kIllegalAddress,
                     format("local memory out of bounds or misaligned: %d bytes at offset %lld of "
                            "%llu", bytes, static_cast<long long>(address),
                            static_cast<unsigned long long>(size)));
  }
  size_t at = lane * size + address;
  for (int i = 0; i < bytes; i++) {
    if (purpose == Purpose::kWrite) warp.localValid[at + i] = 1;
    if (warp.localValid[at + i] == 0) {
      warp.block->fail(warp, lane, kLaunchFailed, "read of uninitialised local memory");
    }
  }
  return warp.local.data() + at;
}

Space resolve(uint64_t& address) {
  for (auto [window, space] : {std::pair(kSharedWindow, Space::kShared),
                               std::pair(kLocalWindow, Space::kLocal)}) {
    if (address >= window && address < window + kWindowBytes) {
      address -= window;
      return space;
    }
  }
  return Space::kGlobal;
}

Space takeSpace(Opcode& opcode) {
  int found = opcode.takeOneOf({"global", "shared", "shared::cta", "local", "param", "const"}, -1);
  switch (found) {
    case 0: return Space::kGlobal;
    case 1: case 2: return Space::kShared;
    case 3: return Space::kLocal;
    case 4: return Space::kParameter;
    case 5: return Space::kConstant;
    default: return Space::kGeneric;
  }
}

}  // namespace emulator
