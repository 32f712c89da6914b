// Lays out the register file of a kernel's warps while its code is read.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "ptx/module.h"

namespace emulator {

constexpr int kLanes = 32;

class Registers {
 public:
  explicit Registers(Kernel& kernel) : kernel_(kernel) {}

  // Scopes of declarations: inline assembly declares registers in braces of its own.
  void open();
  void close();

  // Takes a directive such as `.reg .b32 %r<42>` or `.reg .f32 a, b`.
  void declare(const std::string& directive);

  bool has(const std::string& name) const;

  // The register of that name, which must be declared.
  Operand variable(const std::string& name);

  // A register that nothing else uses: where an unwanted result goes.
  Operand scratch(int bytes);

  // The same value in all lanes.
  Operand constant(uint64_t bits, int bytes);

  Operand predicate(bool value);

  static bool isSpecial(const std::string& name);
  Operand special(const std::string& name);

 private:
  struct Declared {
    int bytes;       // 0 for a predicate
    bool numbered;   // name<n> declares name0 ... name(n-1)
  };
  struct Scope {
    int id;
    std::map<std::string, Declared> names;
  };

  // The innermost scope that declares a name, or null.
  const Scope* scopeOf(const std::string& name, Declared& declared) const;
  Operand allocate(int bytes, uint64_t fill);

  Kernel& kernel_;
  std::vector<Scope> scopes_;
  int scopeCount_ = 0;
  std::map<std::pair<int, std::string>, Operand> variables_;
  std::map<std::pair<uint64_t, int>, Operand> constants_;
  std::map<std::string, Operand> specials_;
};

}  // namespace emulator
