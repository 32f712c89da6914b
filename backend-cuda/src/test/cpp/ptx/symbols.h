// Names of memory: parameters, shared and local arrays, variables of the module.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "ptx/module.h"

namespace emulator {

// `.shared .align 16 .b8 tile[2048]`, `.local ...`, `.const ... = {1, 2}`, read.
struct ArrayDeclaration {
  std::string name;
  int alignment;
  int64_t bytes;  // -1 where the brackets are empty: sized by the launch
  std::vector<uint8_t> initial;
};

ArrayDeclaration arrayDeclaration(const std::string& directive);

// What a name stands for, as the value that `mov` gives.
struct Symbol {
  enum class Kind { kParameter, kShared, kDynamicShared, kLocal, kVariable };
  Kind kind;
  uint64_t value;
};

// The names that every kernel of a module sees.
struct ModuleSymbols {
  std::map<std::string, ArrayDeclaration> shared;
  std::map<std::string, uint64_t> variables;
};

// The names that one kernel sees; lays out its shared and local memory.
class Symbols {
 public:
  Symbols(const ModuleSymbols& module, Kernel& kernel) : module_(module), kernel_(kernel) {}

  void parameter(const Parameter& parameter);
  void shared(const ArrayDeclaration& declaration);
  void local(const ArrayDeclaration& declaration);

  Symbol find(const std::string& name);

 private:
  const ModuleSymbols& module_;
  Kernel& kernel_;
  std::map<std::string, Symbol> known_;
};

}  // namespace emulator
