// The operands of one instruction, read by its decoder in the types that the opcode asks for.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "ptx/module.h"
#include "ptx/registers.h"
#include "ptx/symbols.h"

namespace emulator {

// Where the decoder of a kernel looks names up, and what it leaves to be filled in at the end.
struct KernelScope {
  Kernel& kernel;
  Registers registers;
  Symbols symbols;
  // Slots that hold the start of dynamic shared memory plus an offset: known when all is read.
  std::vector<std::pair<Operand, int64_t>> dynamicSharedBases;
  // Instructions whose targets are labels that may come later.
  std::vector<std::pair<size_t, std::string>> branches;
  std::vector<std::pair<size_t, std::string>> tables;
};

class Operands {
 public:
  Operands(KernelScope& scope, const std::string& text);

  size_t size() const { return texts_.size(); }
  const std::string& text(size_t index) const;

  // A value to read or a register to write. `slot` is the bytes of its slot: 4, 8, or 0 for a
  // predicate.
  Operand read(size_t index, int slot);
  Operand read(size_t index, Type type) { return read(index, slotOf(type)); }
  Operand write(size_t index, int slot);
  Operand write(size_t index, Type type) { return write(index, slotOf(type)); }

  // A register of any width that is at least the type's, as loads, stores and conversions allow.
  Operand readWide(const std::string& text, Type type);
  Operand writeWide(const std::string& text, Type type);

  // `{a, b}` or a single `a`.
  static std::vector<std::string> elements(const std::string& text);

  // `a|p`: a register and a predicate; `b` is empty without the second.
  static std::pair<std::string, std::string> pair(const std::string& text);

  Operand readText(const std::string& text, int slot);
  Operand writeText(const std::string& text, int slot);

  // `[register + displacement]` or `[symbol + displacement]`.
  void address(size_t index, Operand& base, int64_t& displacement);

  KernelScope& scope() { return scope_; }

  static int slotOf(Type type) {
    return type == Type::Pred ? 0 : bytesOf(type) == 8 ? 8 : 4;
  }

 private:
  Operand symbol(const std::string& name, int64_t displacement, int slot);

  KernelScope& scope_;
  std::vector<std::string> texts_;
};

}  // namespace emulator
