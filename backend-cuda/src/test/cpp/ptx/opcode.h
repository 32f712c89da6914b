// The dotted name of an instruction, `ld.global.v4.f32`, taken apart piece by piece.
#pragma once

#include <string>
#include <vector>

#include "common/fault.h"
#include "ptx/text.h"
#include "ptx/type.h"

namespace emulator {

// A decoder takes the modifiers that it knows; what is left over is an opcode that is not emulated,
// so a form that would silently be executed as another one cannot get through.
class Opcode {
 public:
  explicit Opcode(const std::string& text) : text_(text), modifiers_(splitOutside(text, '.')) {
    name_ = modifiers_.front();
    modifiers_.erase(modifiers_.begin());
  }

  const std::string& name() const { return name_; }
  const std::string& text() const { return text_; }

  bool has(const char* modifier) const {
    for (const std::string& each : modifiers_) {
      if (each == modifier) return true;
    }
    return false;
  }

  // Whether the modifier is there; it counts as understood from now on.
  bool take(const char* modifier) {
    for (size_t i = 0; i < modifiers_.size(); i++) {
      if (modifiers_[i] == modifier) {
        modifiers_.erase(modifiers_.begin() + i);
        return true;
      }
    }
    return false;
  }

  // The index of the one modifier of the list that is there, or the default.
  int takeOneOf(const std::vector<const char*>& choices, int otherwise) {
    for (size_t i = 0; i < choices.size(); i++) {
      if (take(choices[i])) return static_cast<int>(i);
    }
    return otherwise;
  }

  bool takePrefix(const char* prefix) {
    for (size_t i = 0; i < modifiers_.size(); i++) {
      if (modifiers_[i].rfind(prefix, 0) == 0) {
        modifiers_.erase(modifiers_.begin() + i);
        return true;
      }
    }
    return false;
  }

  // The next type from the left.
  Type type() {
    for (size_t i = 0; i < modifiers_.size(); i++) {
      if (std::optional<Type> type = typeNamed(modifiers_[i])) {
        modifiers_.erase(modifiers_.begin() + i);
        return *type;
      }
    }
    refuse("it names no type that is known");
  }

  void finish() const {
    if (!modifiers_.empty()) refuse("the part '." + modifiers_.front() + "' is not known");
  }

  [[noreturn]] void refuse(const std::string& why) const {
    throw Fault{kInvalidPtx, "opcode '" + text_ + "' is not emulated: " + why};
  }

 private:
  std::string text_;
  std::string name_;
  std::vector<std::string> modifiers_;
};

}  // namespace emulator
