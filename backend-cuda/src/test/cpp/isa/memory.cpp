// ld and st, of one to four elements, in every space.

#include <cstring>

#include "isa/access.h"
#include "ptx/decoders.h"

namespace emulator {
namespace {

// Elements narrower than their register are extended, by the sign where the type has one.
template <class U>
uint64_t extended(U value, bool sign) {
  return sign ? static_cast<uint64_t>(static_cast<int64_t>(std::make_signed_t<U>(value))) : value;
}

template <class U, int Count>
void toRegisters(Warp& warp, const Instruction& instruction, int lane, const uint8_t* bytes) {
  for (int i = 0; i < Count; i++) {
    U value;
    memcpy(&value, bytes + i * sizeof(U), sizeof(U));
    Operand out = instruction.out[i];
    uint64_t wide = extended(value, instruction.extendSign);
    if (out.bytes == 8) {
      warp.lanes<uint64_t>(out)[lane] = wide;
    } else {
      warp.lanes<uint32_t>(out)[lane] = static_cast<uint32_t>(wide);
    }
  }
}

template <class U, int Count>
void fromRegisters(Warp& warp, const Instruction& instruction, int lane, uint8_t* bytes) {
  for (int i = 0; i < Count; i++) {
    Operand in = instruction.in[1 + i];
    U value = in.bytes == 8 ? static_cast<U>(warp.lanes<uint64_t>(in)[lane])
                            : static_cast<U>(warp.lanes<uint32_t>(in)[lane]);
    memcpy(bytes + i * sizeof(U), &value, sizeof(U));
  }
}

template <class U, int Count, Purpose P>
void move(Warp& warp, const Instruction& instruction, int lane, uint8_t* bytes) {
  if constexpr (P == Purpose::kRead) {
    toRegisters<U, Count>(warp, instruction, lane, bytes);
  } else {
    fromRegisters<U, Count>(warp, instruction, lane, bytes);
  }
}

// Calls `body(lane, address)` for the active lanes.
template <class Body>
void forLanes(Warp& warp, const uint64_t* addresses, Body body) {
  for (uint32_t rest = warp.active; rest != 0; rest &= rest - 1) {
    int lane = __builtin_ctz(rest);
    body(lane, addresses[lane]);
  }
}

template <class U, int Count, Purpose P>
void global(Warp& warp, const Instruction& instruction) {
  constexpr int kBytes = sizeof(U) * Count;
  uint64_t addresses[kLanes];
  addressesOf(warp, instruction.in[0], instruction.displacement, addresses);
  if (warp.block->counters.accesses) warp.block->counters.global(warp, addresses, kBytes);
  GlobalAccess access(warp);
  forLanes(warp, addresses, [&](int lane, uint64_t address) {
    move<U, Count, P>(warp, instruction, lane, access.at<kBytes, P>(lane, address));
  });
}

template <class U, int Count, Purpose P>
void shared(Warp& warp, const Instruction& instruction) {
  constexpr int kBytes = sizeof(U) * Count;
  uint64_t addresses[kLanes];
  addressesOf(warp, instruction.in[0], instruction.displacement, addresses);
  if (warp.block->counters.accesses) warp.block->counters.shared(warp, addresses, kBytes);
  SharedAccess access(warp);
  int current = 0;
  try {
    forLanes(warp, addresses, [&](int lane, uint64_t address) {
      current = lane;
      move<U, Count, P>(warp, instruction, lane, access.at<kBytes, P>(lane, address));
    });
  } catch (const Fault& fault) {
    warp.block->fail(warp, current, fault.code, fault.message);
  }
}

template <class U, int Count, Purpose P>
void local(Warp& warp, const Instruction& instruction) {
  uint64_t addresses[kLanes];
  addressesOf(warp, instruction.in[0], instruction.displacement, addresses);
  forLanes(warp, addresses, [&](int lane, uint64_t address) {
    move<U, Count, P>(warp, instruction, lane,
                      localAt(warp, lane, address, sizeof(U) * Count, P));
  });
}

// A generic address may be of any space, lane by lane.
template <class U, int Count, Purpose P>
void generic(Warp& warp, const Instruction& instruction) {
  constexpr int kBytes = sizeof(U) * Count;
  uint64_t addresses[kLanes];
  addressesOf(warp, instruction.in[0], instruction.displacement, addresses);
  GlobalAccess access(warp);
  forLanes(warp, addresses, [&](int lane, uint64_t address) {
    Space space = resolve(address);
    uint8_t* bytes = space == Space::kShared  ? sharedAt(warp, lane, address, kBytes, P)
                     : space == Space::kLocal ? localAt(warp, lane, address, kBytes, P)
                                              : access.at<kBytes, P>(lane, address);
    move<U, Count, P>(warp, instruction, lane, bytes);
  });
}

// Parameters lie in the launch, at offsets from 0.
template <class U, int Count>
void parameter(Warp& warp, const Instruction& instruction) {
  uint64_t addresses[kLanes];
  addressesOf(warp, instruction.in[0], instruction.displacement, addresses);
  const std::vector<uint8_t>& bytes = warp.block->launch.parameters;
  forLanes(warp, addresses, [&](int lane, uint64_t address) {
    if (address > bytes.size() || sizeof(U) * Count > bytes.size() - address) {
      warp.block->fail(warp, lane, kIllegalAddress, "read beyond the kernel's parameters");
    }
    toRegisters<U, Count>(warp, instruction, lane, bytes.data() + address);
  });
}

template <class U, int Count, Purpose P>
Execute inSpace(const Opcode& opcode, Space space) {
  switch (space) {
    case Space::kShared: return &shared<U, Count, P>;
    case Space::kLocal: return &local<U, Count, P>;
    case Space::kGeneric: return &generic<U, Count, P>;
    case Space::kGlobal: return &global<U, Count, P>;
    case Space::kConstant:
    case Space::kParameter: break;
  }
  if constexpr (P == Purpose::kRead) {
    return space == Space::kParameter ? &parameter<U, Count> : &global<U, Count, P>;
  }
  opcode.refuse("this space is not written");
}

template <Purpose P>
Execute chosen(const Opcode& opcode, Space space, int width, size_t count) {
  switch (width * 8 + static_cast<int>(count)) {
    case 8 + 1: return inSpace<uint8_t, 1, P>(opcode, space);
    case 8 + 2: return inSpace<uint8_t, 2, P>(opcode, space);
    case 8 + 4: return inSpace<uint8_t, 4, P>(opcode, space);
    case 16 + 1: return inSpace<uint16_t, 1, P>(opcode, space);
    case 16 + 2: return inSpace<uint16_t, 2, P>(opcode, space);
    case 16 + 4: return inSpace<uint16_t, 4, P>(opcode, space);
    case 32 + 1: return inSpace<uint32_t, 1, P>(opcode, space);
    case 32 + 2: return inSpace<uint32_t, 2, P>(opcode, space);
    case 32 + 4: return inSpace<uint32_t, 4, P>(opcode, space);
    case 64 + 1: return inSpace<uint64_t, 1, P>(opcode, space);
    case 64 + 2: return inSpace<uint64_t, 2, P>(opcode, space);
    default: opcode.refuse("its vector is not known");
  }
}

// What tells caches what to do, or orders accesses, changes nothing here.
void takeHints(Opcode& opcode) {
  for (const char* each : {"nc", "ca", "cg", "cs", "lu", "cv", "wb", "wt", "volatile", "weak",
                           "relaxed", "acquire", "release", "cta", "gpu", "sys", "v2", "v4"}) {
    opcode.take(each);
  }
  while (opcode.takePrefix("L1::") || opcode.takePrefix("L2::")) {
  }
}

void load(Opcode& opcode, Operands& operands, Instruction& instruction) {
  takeHints(opcode);
  instruction.space = takeSpace(opcode);
  Type type = opcode.type();
  std::vector<std::string> elements = Operands::elements(operands.text(0));
  for (size_t i = 0; i < elements.size() && i < 4; i++) {
    instruction.out[i] = operands.writeWide(elements[i], type);
  }
  operands.address(1, instruction.in[0], instruction.displacement);
  instruction.extendSign = isSigned(type);
  instruction.execute =
      chosen<Purpose::kRead>(opcode, instruction.space, bytesOf(type), elements.size());
}

void store(Opcode& opcode, Operands& operands, Instruction& instruction) {
  takeHints(opcode);
  instruction.space = takeSpace(opcode);
  Type type = opcode.type();
  std::vector<std::string> elements = Operands::elements(operands.text(1));
  for (size_t i = 0; i < elements.size() && i < 4; i++) {
    instruction.in[1 + i] = operands.readWide(elements[i], type);
  }
  operands.address(0, instruction.in[0], instruction.displacement);
  instruction.execute =
      chosen<Purpose::kWrite>(opcode, instruction.space, bytesOf(type), elements.size());
}

}  // namespace

void addMemory(Decoders& decoders) {
  decoders["ld"] = &load;
  decoders["ldu"] = &load;
  decoders["st"] = &store;
}

}  // namespace emulator
