// A module as it is executed: kernels with decoded instructions.
//
// Everything that can be decided once is decided while the module is read. An instruction holds the
// function that executes it for the 32 lanes of a warp, and its operands are byte offsets into the
// warp's register file. Immediates and special registers live in that file too (filled before a
// block starts), so an executing function never asks what kind of operand it was given.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "ptx/type.h"

namespace emulator {

struct Warp;
struct Instruction;
using Execute = void (*)(Warp&, const Instruction&);

// A value of each lane: 32 slots of 4 or 8 bytes, or one mask of 32 bits for a predicate.
struct Operand {
  int32_t offset = -1;
  uint8_t bytes = 0;     // of a lane's slot; 0 is a predicate
  bool negated = false;  // of a predicate
};

// What an instruction does to the flow of control.
enum class Control : uint8_t {
  kNone,      // goes on to the next instruction
  kBranch,    // the lanes go to the target
  kTable,     // each lane goes to the target that its index chooses
  kExit,      // the lanes return
  kBarrier,   // the lanes wait for the block
  kConverge,  // the lanes wait for the other lanes named in the mask `in[convergeMask]`, then go on
};

enum class Space : uint8_t { kGeneric, kGlobal, kShared, kLocal, kParameter, kConstant };

struct Instruction {
  Execute execute = nullptr;
  Control control = Control::kNone;
  Space space = Space::kGeneric;
  uint8_t width = 0;         // bytes of one element in memory
  uint8_t count = 1;         // elements of a vector operand
  bool extendSign = false;   // of an element narrower than its register
  uint8_t mode = 0;          // what the executing function makes of it: rounding, comparison ...
  uint8_t convergeMask = 0;  // index into `in`
  Operand guard;             // offset -1: always executed
  int32_t target = -1;       // of a branch: index into the kernel's code
  int64_t displacement = 0;  // added to the address in `in[0]`
  int64_t sourceDisplacement = 0;  // added to a second address
  std::array<Operand, 4> out;
  std::array<Operand, 12> in;
  std::vector<int32_t> table;  // targets of an indirect branch
  int line = 0;                // of the PTX source
  std::string text;
};

struct Parameter {
  std::string name;
  int offset;
  int bytes;
};

// Registers that the hardware sets; kept in the order of kSpecialNames in ptx/registers.cpp.
enum class Special : uint8_t {
  kTidX, kTidY, kTidZ, kNtidX, kNtidY, kNtidZ, kCtaidX, kCtaidY, kCtaidZ, kNctaidX, kNctaidY,
  kNctaidZ, kLaneId, kWarpId, kLaneMaskEq, kLaneMaskLt, kLaneMaskLe, kLaneMaskGt, kLaneMaskGe,
  kDynamicSharedBytes, kTotalSharedBytes,
};

struct SpecialSlot {
  Special which;
  int32_t offset;
};

struct Kernel {
  std::string name;
  std::vector<Parameter> parameters;
  int parameterBytes = 0;
  std::array<unsigned, 3> maxThreads = {0, 0, 0};       // .maxntid; 0: none given
  std::array<unsigned, 3> requiredThreads = {0, 0, 0};  // .reqntid
  std::vector<Instruction> code;
  int sharedBytes = 0;                              // static, without gaps
  std::vector<std::pair<int, int>> sharedArrays;    // offset and bytes of each static array
  int sharedExtent = 0;                             // static, with the gaps between arrays
  bool usesDynamicShared = false;
  bool hasFence = false;  // orders memory between blocks by itself
  int localBytes = 0;     // per thread
  std::vector<uint8_t> registers;  // a warp's register file before it starts
  std::vector<SpecialSlot> specials;
};

struct Module {
  int version = 0;  // 70 for PTX 7.0
  int target = 0;   // 75 for sm_75
  std::map<std::string, std::unique_ptr<Kernel>> kernels;
  struct Variable {
    uint64_t address;
    size_t bytes;
  };
  std::map<std::string, Variable> variables;
};

}  // namespace emulator
